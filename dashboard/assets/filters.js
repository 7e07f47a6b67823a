// Which businesses are asked for? The same rules as dashboard/filters.py; a test compares the two.
"use strict";
window.concern = window.concern || {};
(() => {
  const LISTS = ["band", "sector", "agency", "district", "ward", "type", "rating"];
  const CHOICES = ["visited", "known", "place", "overlap", "share", "due"];
  const WRITTEN = ["period", "area"];
  const SINGLE = [...CHOICES, ...WRITTEN];
  const BANDS = ["low", "moderate", "high", "severe"];
  const ALLOWED = {
    visited: ["within3m", "within6m", "within12m", "over1y", "over2y", "over3y", "never"],
    known: ["0", "1", "2", "3", "from2", "from3", "from4"],
    place: ["on", "off", "outside"],
    overlap: ["14d"],
    share: ["top5"],
    due: ["due", "overdue"],
    sort: ["score", "name", "visit", "agencies", "district"],
  };
  // Columns that a table may be in the order of, up or down.
  const SORTABLE = new Set(("name legal_name other_names address postcode district lat lon located_by in_county sector "
    + "company_number uprn status is_personal record_count sources agencies agency_count first_contact_on last_contact_on "
    + "last_visit_on last_visit_agency weakest_link rating score band top_reason score_version").split(" "));
  const PERIOD = /^([0-9]{4}-(?:0[1-9]|1[0-2]))\.\.([0-9]{4}-(?:0[1-9]|1[0-2]))$/;
  const MOST_VALUES = 64;
  const MOST_LENGTH = 80;

  const isPeriod = (text) => {
    const found = PERIOD.exec(text);
    return Boolean(found && found[1] <= found[2]);
  };

  const isOne = (name, value) => {
    if (name === "period") return isPeriod(value);
    if (name === "area") return window.concern.area.isArea(value);
    if (ALLOWED[name].includes(value)) return true;
    const [column, way, more] = value.split(".");
    return name === "sort" && SORTABLE.has(column) && (way === "up" || way === "down") && more === undefined;
  };

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
    for (const name of SINGLE) state[name] = "";
    for (const name of [...SINGLE, "sort"]) {
      const value = found.getAll(name).find((one) => isOne(name, one));
      if (value) state[name] = value;
    }
    return state;
  }

  function toQuery(state) {
    const query = new URLSearchParams();
    for (const name of LISTS) for (const value of state[name]) query.append(name, value);
    for (const name of SINGLE) if (state[name]) query.append(name, state[name]);
    if (state.sort !== "score") query.append("sort", state.sort);
    return query.toString();
  }

  // Every filter in force as [name, value], in the order of the query.
  function chosen(state) {
    const listed = LISTS.flatMap((name) => state[name].map((value) => [name, value]));
    return [...listed, ...SINGLE.filter((name) => state[name]).map((name) => [name, state[name]])];
  }

  // Takes away the rows whose code is not that of a wanted name; nothing wanted takes nothing.
  function among(kept, codes, names, values) {
    if (!values.length) return;
    const wanted = new Uint8Array(names.length);
    names.forEach((name, code) => { if (name && values.includes(name)) wanted[code] = 1; });
    for (let i = 0; i < kept.length; i++) kept[i] &= wanted[codes[i]];
  }

  function ofBands(kept, { flags, band }, values) {
    if (!values.length) return;
    const wanted = band.map((one) => (values.includes(one) ? 1 : 0));
    for (let i = 0; i < kept.length; i++) kept[i] &= wanted[flags[i] & 3];
  }

  // Takes away the rows that have none of the wanted names, eight of which share a byte.
  function anyBit(kept, data, kind, values) {
    if (!values.length) return;
    const found = new Uint8Array(kept.length);
    for (let plane = 0; data[`${kind}${plane}`]; plane++) {
      const bytes = data[`${kind}${plane}`];
      let bits = 0;
      for (let i = 0; i < 8; i++) if (values.includes(data[kind][8 * plane + i])) bits |= 1 << i;
      if (bits) for (let i = 0; i < kept.length; i++) found[i] |= bytes[i] & bits ? 1 : 0;
    }
    for (let i = 0; i < kept.length; i++) kept[i] &= found[i];
  }

  // Takes away the rows where (byte >> shift) is not between least and most.
  function between(kept, bytes, [least, most], shift = 0) {
    for (let i = 0; i < kept.length; i++) {
      const value = bytes[i] >> shift;
      kept[i] &= value >= least && value <= most ? 1 : 0;
    }
  }

  // Takes away the rows of which those bits are not that value.
  function bitsAre(kept, bytes, bits, value) {
    if (bits) for (let i = 0; i < kept.length; i++) kept[i] &= (bytes[i] & bits) === value ? 1 : 0;
  }

  // Flags that must be set, and the value they must have, for each choice of place.
  const PLACED = { "": [0, 0], on: [4, 4], off: [4, 0], outside: [12, 4] };

  const MARKED = { "": 0, due: 4, overdue: 8 };

  // Fills `kept` with 1 for each row that passes; returns how many do, and how many of each band.
  // `found`: bits of the rows the free text and the period find, or null.
  function mask(data, state, found, kept) {
    kept.fill(1);
    ofBands(kept, data, state.band);
    for (const name of ["sector", "district", "ward", "rating"]) {
      among(kept, data[`${name}_codes`], data[name], state[name]);
    }
    for (const kind of ["agency", "type"]) anyBit(kept, data, kind, state[kind]);
    if (state.visited) between(kept, data.visit, data.visited[state.visited]);
    if (state.known) between(kept, data.flags, data.known[state.known], 4);
    bitsAre(kept, data.flags, ...PLACED[state.place]);
    const marks = (state.overlap ? 1 : 0) | (state.share ? 2 : 0) | MARKED[state.due];
    bitsAre(kept, data.marks, marks, marks);
    if (found) for (let i = 0; i < kept.length; i++) kept[i] &= (found[i >> 3] >> (i & 7)) & 1;
    if (state.area) {
      const within = window.concern.area.inside(data, state.area);
      for (let i = 0; i < kept.length; i++) kept[i] &= within[i];
    }
    const bands = [0, 0, 0, 0];
    const { flags } = data;
    for (let i = 0; i < kept.length; i++) bands[flags[i] & 3] += kept[i];
    return { count: bands[0] + bands[1] + bands[2] + bands[3], bands };
  }

  function bitsOf(base64) {
    if (base64 === null || base64 === undefined) return null;
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  }

  window.concern.filters = { LISTS, CHOICES, SINGLE, fromQuery, toQuery, chosen, mask, bitsOf };
})();
