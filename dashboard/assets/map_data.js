// What did the server send of each business? Reads the block that dashboard/map_data.py packs.
"use strict";
window.concern = window.concern || {};
(() => {
  const kinds = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const radians = Math.PI / 180;

  // Web Mercator, the whole world from 0 to 1; differences from the extent's middle keep precision.
  const across = (lon) => (lon + 180) / 360;
  const down = (lat) => {
    const s = Math.sin(lat * radians);
    return 0.5 - (0.25 * Math.log((1 + s) / (1 - s))) / Math.PI;
  };

  function parse(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const heading = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const columns = {};
    let at = 4 + length;
    for (const [name, bytes] of heading.columns) {
      columns[name] = new kinds[bytes](buffer.slice(at, at + bytes * heading.rows));
      at += bytes * heading.rows;
    }
    return { ...heading, ...columns, ...placed(heading, columns) };
  }

  function placed(heading, columns) {
    const [west, south, east, north] = heading.extent;
    const most = 2 ** (8 * columns.x.BYTES_PER_ELEMENT) - 1;
    const lonOf = (i) => west + ((east - west) * columns.x[i]) / most;
    const latOf = (i) => south + ((north - south) * columns.y[i]) / most;
    const middle = { lat: (south + north) / 2, lng: (west + east) / 2 };
    const [x0, y0] = [across(middle.lng), down(middle.lat)];
    const dx = new Float32Array(heading.rows);
    const dy = new Float32Array(heading.rows);
    for (let i = 0; i < heading.rows; i++) {
      dx[i] = across(lonOf(i)) - x0;
      dy[i] = down(latOf(i)) - y0;
    }
    return { middle, dx, dy, lonOf, latOf, order: byBand(columns.flags) };
  }

  // Calm bands first, so that the highest are drawn last, on top.
  function byBand(flags) {
    const starts = [0, 0, 0, 0, 0];
    for (let i = 0; i < flags.length; i++) starts[(flags[i] & 3) + 1]++;
    for (let b = 1; b < 5; b++) starts[b] += starts[b - 1];
    const order = new Uint32Array(flags.length);
    for (let i = 0; i < flags.length; i++) order[starts[flags[i] & 3]++] = i;
    return order;
  }

  let held = null;

  // One block for each build, kept while the page lives; a failed fetch is not kept.
  async function load(build) {
    if (held && held.build === build) return held.data;
    const data = fetch(`/county/${build}/columns`).then((answer) => {
      if (!answer.ok) throw new Error(`the county's columns: ${answer.status}`);
      return answer.arrayBuffer();
    }).then(parse);
    held = { build, data };
    try {
      return await data;
    } catch (error) {
      held = null;
      throw error;
    }
  }

  window.concern.data = { load, parse };
})();
