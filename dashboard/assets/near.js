// How far is each business from a place? Worked out here: nobody's own place leaves the browser.
"use strict";
window.concern = window.concern || {};
(() => {
  const MILE_METRES = 1609.344;
  const DEGREE_METRES = 111320;
  const ON_MAP = 4;
  const EARTH_FLAT = Math.PI / 180;

  // Metres from `place` to the business in `row`; a county is flat enough for a straight line.
  function metres(data, place, row) {
    const up = data.latOf(row) - place.lat;
    const across = (data.lonOf(row) - place.lon) * Math.cos(place.lat * EARTH_FLAT);
    return Math.hypot(up, across) * DEGREE_METRES;
  }

  // Rows that pass the filters and lie within `miles` of the place, in an order: "near", "score",
  // "visit". Without a place: all that pass, none of them near. `far`: metres of each, by row.
  function sought({ data, kept }, { place, miles, order }) {
    const far = new Map();
    const rows = [];
    const most = miles ? miles * MILE_METRES : Infinity;
    for (let row = 0; row < data.rows; row++) {
      if (!kept[row]) continue;
      if (place) {
        const away = data.flags[row] & ON_MAP ? metres(data, place, row) : Infinity;
        if (away > most || away === Infinity) continue;
        far.set(row, away);
      }
      rows.push(row);
    }
    return { rows: rows.sort(by(data, far, place ? order : order === "near" ? "score" : order)), far };
  }

  function by(data, far, order) {
    const score = (a, b) => data.score[b] - data.score[a] || a - b;
    if (order === "near") return (a, b) => far.get(a) - far.get(b) || score(a, b);
    if (order === "visit") return (a, b) => data.visit[b] - data.visit[a] || score(a, b);
    return score;
  }

  // A length as people say it: yards up to a quarter of a mile.
  function said(away) {
    const miles = away / MILE_METRES;
    if (miles < 0.25) return `${Math.max(10, Math.round((miles * 1760) / 10) * 10)} yards`;
    return `${miles < 10 ? miles.toFixed(1) : Math.round(miles)} miles`;
  }

  window.concern.near = { MILE_METRES, metres, sought, said };
})();
