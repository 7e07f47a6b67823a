// Which area holds a point of the map? By the even-odd rule over the rings of GeoJSON.
"use strict";
window.concern = window.concern || {};
(() => {
  function odd(ring, lng, lat) {
    let within = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[x1, y1], [x2, y2]] = [ring[j], ring[i]];
      if ((y1 > lat) !== (y2 > lat) && lng < ((x1 - x2) * (lat - y2)) / (y1 - y2) + x2) within = !within;
    }
    return within;
  }

  function holds({ type, coordinates }, lng, lat) {
    const parts = type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : [];
    return parts.some((rings) => rings.reduce((within, ring) => within !== odd(ring, lng, lat), false));
  }

  // The first feature that holds the point, or null.
  const at = (shapes, { lat, lng }) => shapes.features.find(({ geometry }) => holds(geometry, lng, lat)) || null;

  window.concern.ground = { at, holds };
})();
