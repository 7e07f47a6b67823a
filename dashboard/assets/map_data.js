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

  const held = new Map();

  // Everything of a build that is asked for once; a failed fetch is not kept.
  function once(build, part, read) {
    const address = `/county/${build}/${part}`;
    if (!held.has(address)) {
      const answer = fetch(address).then((reply) => {
        if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
        return read(reply);
      });
      answer.catch(() => held.delete(address));
      held.set(address, answer);
    }
    return held.get(address);
  }

  const load = (build) => once(build, "columns", (reply) => reply.arrayBuffer().then(parse));
  const outlines = (build) => once(build, "districts", (reply) => reply.json());

  // On pages that filter, the columns are on their way before Dash has started.
  const FILTERED = ["/", "/patch", "/analysis", "/insights"];
  const named = document.querySelector('meta[name="build"]');
  if (named && named.content && FILTERED.includes(location.pathname)) {
    load(named.content);
    if (location.pathname === "/") outlines(named.content);
  }

  window.concern.data = { load, outlines, parse };
})();
