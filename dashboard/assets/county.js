// How do filters, address, map and list stay one? Every change becomes the one query string.
"use strict";
window.concern = window.concern || {};
(() => {
  const NAMES = ["band", "sector", "agency", "district", "visited", "known", "place", "sort"];
  const CHOICES = ["visited", "known", "place"];
  const LISTS = ["band", "sector", "agency", "district"];
  const none = () => window.dash_clientside.no_update;
  const same = (a, b) => JSON.stringify([a].flat().sort()) === JSON.stringify([b].flat().sort());
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const number = (n) => n.toLocaleString("en-GB");

  // What a control shows of the state: a choice that lets everything through is "any".
  const shown = (state, name) => (CHOICES.includes(name) ? state[name] || "any" : state[name]);

  function stateOf(values) {
    const { fromQuery, toQuery } = window.concern.filters;
    const typed = { sort: "score" };
    NAMES.forEach((name, i) => {
      typed[name] = CHOICES.includes(name) && values[i] === "any" ? "" : values[i] || typed[name] || [];
    });
    return fromQuery(toQuery(typed));
  }

  // The address and the controls, whichever changed, become the filter state; the rest follow.
  function sync(search, ...values) {
    const { fromQuery, toQuery } = window.concern.filters;
    const changed = window.dash_clientside.callback_context.triggered.map((one) => one.prop_id);
    const byControl = changed.some((id) => id.startsWith("filter-"));
    const state = byControl ? stateOf(values) : fromQuery(search);
    const query = toQuery(state);
    const address = query ? `?${query}` : "";
    const held = window.concern.map.now();
    if (held) paint(held, query, held.found);
    const controls = NAMES.map((name, i) => (same(shown(state, name), values[i]) ? none() : shown(state, name)));
    return [query, query, address === (search || "") ? none() : address, ...controls];
  }

  // Draws the map for a filter state, unless that is what it shows.
  function paint(held, query, found) {
    if (held.query === query && held.found === found) return;
    const { fromQuery, mask, bitsOf } = window.concern.filters;
    const state = fromQuery(query);
    held.count = mask(held.data, state, bitsOf(found), held.painter.kept);
    Object.assign(held, { query, found, state });
    held.painter.draw();
    tally(held);
  }

  // Counts by band, in the key under the map.
  function tally({ data, painter, state }) {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < data.rows; i++) if (painter.kept[i]) counts[data.flags[i] & 3]++;
    data.band.forEach((band, code) => {
      const place = document.querySelector(`.band-count[data-band="${band}"]`);
      if (place) place.textContent = number(counts[code]);
    });
    for (const name of LISTS) {
      const mark = document.getElementById(`filter-${name}-chosen`);
      if (mark) mark.textContent = state[name].length || "";
    }
  }

  // Fills the map and says how many businesses are shown.
  async function draw(query, found, text, build) {
    if (query === null || query === undefined) return [none(), none(), none(), none()];
    const held = await window.concern.map.ready(build);
    paint(held, query, found || null);
    const chosen = LISTS.reduce((n, name) => n + held.state[name].length, 0)
      + CHOICES.filter((name) => held.state[name]).length + (found ? 1 : 0);
    return [`Showing ${number(held.count)} of ${number(held.data.rows)}`, chosen ? `(${chosen})` : "", query, text || ""];
  }

  function view(name) {
    const county = document.getElementById("county");
    county.dataset.view = name;
    for (const one of county.querySelectorAll(".view-bar button")) {
      one.setAttribute("aria-pressed", String(one.dataset.view === name));
    }
    window.concern.map.resize();
  }

  function clear(what) {
    set("filter-text", { value: "" });
    if (what === "all") set("county-url", { search: "" });
  }

  const BUTTONS = [
    ["page", (page) => set("focus", { data: { page: Number(page) } })],
    ["sort", (sort) => set("filter-sort", { value: sort })],
    ["clear", clear],
    ["map", () => window.concern.map.fit()],
    ["view", view],
  ];

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest && event.target.closest(selector);
    for (const open of document.querySelectorAll("details.menu[open], details.meanings[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
    const button = near("button");
    for (const [name, act] of BUTTONS) if (button && button.dataset[name]) act(button.dataset[name]);
    const row = near("a, button") ? null : near("tr[data-row]");
    if (row) window.concern.map.select(Number(row.dataset.row), { from: "list" });
  });

  // Whoever walks the list by keyboard sees on the map where each business is.
  document.addEventListener("focusin", (event) => {
    const row = event.target.matches(":focus-visible") && event.target.closest("tr[data-row]");
    if (row) window.concern.map.select(Number(row.dataset.row), { from: "focus" });
  });

  // Keys that lead to a part of the page; on a phone they bring it up first.
  const lead = (name, selector) => () => {
    const bar = document.querySelector(`.view-bar [data-view="${name}"]`);
    if (bar && bar.checkVisibility()) view(name);
    const part = document.querySelector(selector);
    if (part) part.focus();
    return Boolean(part);
  };
  const key = (letter, say, act) => ({ keys: [letter], shown: letter.toUpperCase(), say, act, on: () => Boolean(document.getElementById("county")) });
  (window.concern.keyed = window.concern.keyed || []).push(
    key("/", "To the search", lead("list", "#filter-text")),
    key("f", "To the filters", lead("filters", "#view-filters input")),
    key("m", "To the map", lead("map", "#map")),
    key("l", "To the list", lead("list", "#table")),
    key("c", "Clear all filters", () => clear("all")),
  );

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_county = { sync, draw, fill: (listing) => window.concern.list.fill(listing) };
})();
