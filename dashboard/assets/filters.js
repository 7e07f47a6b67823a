// Which businesses are asked for? The same rules as dashboard/filters.py; a test compares the two.
"use strict";
window.concern = window.concern || {};
(() => {
  const LISTS = ["band", "sector", "agency", "district"];
  const CHOICES = ["visited", "known", "place"];
  const BANDS = ["low", "moderate", "high", "severe"];
  const ALLOWED = {
    visited: ["within3m", "within6m", "within12m", "over1y", "over2y", "over3y", "never"],
    known: ["0", "1", "from2", "from3", "from4"],
    place: ["on", "off", "outside"],
    sort: ["score", "name", "visit", "agencies", "district"],
  };
  const MOST_VALUES = 64;
  const MOST_LENGTH = 80;

  function fromQuery(query) {
    const found = new URLSearchParams(query || "");
    const state = { sort: "score" };
    for (const name of LISTS) {
      const values = [...new Set(found.getAll(name))];
      const kept = values.filter((one) => one.length > 0 && one.length <= MOST_LENGTH);
      state[name] = name === "band"
        ? BANDS.filter((band) => kept.includes(band))
        : kept.sort().slice(0, MOST_VALUES);
    }
    for (const name of CHOICES) state[name] = "";
    for (const name of [...CHOICES, "sort"]) {
      const value = found.getAll(name).find((one) => ALLOWED[name].includes(one));
      if (value) state[name] = value;
    }
    return state;
  }

  function toQuery(state) {
    const query = new URLSearchParams();
    for (const name of LISTS) for (const value of state[name]) query.append(name, value);
    for (const name of CHOICES) if (state[name]) query.append(name, state[name]);
    if (state.sort !== "score") query.append("sort", state.sort);
    return query.toString();
  }

  // For each code of a column: 1 where it is wanted. Nothing wanted lets all through.
  function wanted(names, values) {
    const table = new Uint8Array(256).fill(values.length ? 0 : 1);
    names.forEach((name, code) => {
      if (name && values.includes(name)) table[code] = 1;
    });
    return table;
  }

  function agencyPlanes(data, values) {
    const planes = [];
    for (let plane = 0; data[`agency${plane}`]; plane++) {
      let bits = 0;
      for (let i = 0; i < 8; i++) if (values.includes(data.agency[8 * plane + i])) bits |= 1 << i;
      planes.push([data[`agency${plane}`], bits]);
    }
    return planes;
  }

  // Flags that must be set, and the value they must have, for each choice of place.
  const PLACED = { "": [0, 0], on: [4, 4], off: [4, 0], outside: [12, 4] };

  // Fills `kept` with 1 for each row that passes and returns how many do. `found`: bits of the
  // rows the free text finds, or null.
  function mask(data, state, found, kept) {
    const band = wanted(data.band, state.band);
    const sector = wanted(data.sector, state.sector);
    const district = wanted(data.district, state.district);
    const planes = state.agency.length ? agencyPlanes(data, state.agency) : [];
    const [least, most] = data.known[state.known] || [0, 255];
    const [newest, oldest] = data.visited[state.visited] || [0, 65535];
    const [bits, value] = PLACED[state.place];
    let count = 0;
    for (let i = 0; i < data.rows; i++) {
      const flags = data.flags[i];
      const known = flags >> 4;
      let pass = band[flags & 3] & sector[data.sector_codes[i]] & district[data.district_codes[i]];
      if (pass) {
        pass = data.visit[i] >= newest && data.visit[i] <= oldest && known >= least && known <= most
          && (flags & bits) === value && (!found || (found[i >> 3] >> (i & 7)) & 1) ? 1 : 0;
      }
      if (pass && planes.length) {
        pass = 0;
        for (const [plane, wantedBits] of planes) if (plane[i] & wantedBits) pass = 1;
      }
      kept[i] = pass;
      count += pass;
    }
    return count;
  }

  function bitsOf(base64) {
    if (base64 === null || base64 === undefined) return null;
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  }

  window.concern.filters = { LISTS, CHOICES, fromQuery, toQuery, mask, bitsOf };
})();
