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
      // Where it lies is good enough, unless numbers of its size may not begin there.
      columns[name] = at % bytes ? new kinds[bytes](buffer.slice(at, at + bytes * heading.rows))
        : new kinds[bytes](buffer, at, heading.rows);
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
    const dx = spread(columns.x, most, (step) => across(west + ((east - west) * step) / most) - x0);
    const dy = spread(columns.y, most, (step) => down(south + ((north - south) * step) / most) - y0);
    for (let i = 0; i < dx.length; i++) if (!(columns.flags[i] & 4)) dx[i] = NaN;
    return { middle, dx, dy, lonOf, latOf };
  }

  // What `of` gives for each step; worked out once for each step there can be, where rows are more.
  function spread(steps, most, of) {
    const found = new Float32Array(steps.length);
    if (steps.length <= most) {
      for (let i = 0; i < steps.length; i++) found[i] = of(steps[i]);
      return found;
    }
    const known = new Float32Array(most + 1);
    for (let step = 0; step <= most; step++) known[step] = of(step);
    for (let i = 0; i < steps.length; i++) found[i] = known[steps[i]];
    return found;
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

  window.concern.data = { load, outlines, once, parse };
})();
