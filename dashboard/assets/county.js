// How do filters, address, map and list stay one? Every change becomes the one query string.
"use strict";
window.concern = window.concern || {};
(() => {
  const none = () => window.dash_clientside.no_update;
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const CHOICES = ["visited", "known", "place"];
  const NAMES = ["band", "sector", "agency", "district", "visited", "known", "place", "sort"];

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
    const controls = NAMES.map((name, i) => {
      const value = shown(state, name);
      return same([value].flat().sort(), [values[i]].flat().sort()) ? none() : value;
    });
    return [query, address === (search || "") ? none() : address, ...controls];
  }

  // Fills the map and says how many businesses are shown.
  async function draw(query, found, text, build) {
    const { fromQuery, mask, bitsOf, LISTS } = window.concern.filters;
    const state = fromQuery(query);
    const held = await window.concern.map.ready(build);
    const { painter, data } = held;
    const count = mask(data, state, bitsOf(found), painter.kept);
    painter.draw();
    tally(data, painter.kept);
    const number = (n) => n.toLocaleString("en-GB");
    const chosen = LISTS.reduce((n, name) => n + state[name].length, 0)
      + CHOICES.filter((name) => state[name]).length + (found ? 1 : 0);
    for (const name of LISTS) {
      const mark = document.getElementById(`filter-${name}-chosen`);
      if (mark) mark.textContent = state[name].length || "";
    }
    return [`Showing ${number(count)} of ${number(data.rows)}`, chosen ? `(${chosen})` : "", query, text || ""];
  }

  function tally(data, kept) {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < data.rows; i++) if (kept[i]) counts[data.flags[i] & 3]++;
    data.band.forEach((band, code) => {
      const shown = document.querySelector(`.band-count[data-band="${band}"]`);
      if (shown) shown.textContent = counts[code].toLocaleString("en-GB");
    });
  }

  // Brings the row into the list: scrolls to it, or asks for the page it is on.
  let wanted = -1;
  function show(row) {
    const line = document.querySelector(`tr[data-row="${row}"]`);
    if (line) line.scrollIntoView({ block: "nearest" });
    else {
      wanted = row;
      window.dash_clientside.set_props("focus", { data: { row } });
    }
  }

  // After the list was drawn anew: mark the selected row, and scroll to the row asked for.
  function listed() {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      window.concern.map.mark(window.concern.map.selected());
      const line = wanted >= 0 && document.querySelector(`tr[data-row="${wanted}"]`);
      const list = document.getElementById("table");
      if (line) line.scrollIntoView({ block: "nearest" });
      else if (list) list.scrollTop = 0;
      wanted = -1;
    }));
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
    window.dash_clientside.set_props("filter-text", { value: "" });
    if (what === "all") window.dash_clientside.set_props("url", { search: "" });
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest && event.target.closest(selector);
    const button = on("button");
    if (button && button.dataset.page) window.dash_clientside.set_props("focus", { data: { page: Number(button.dataset.page) } });
    else if (button && button.dataset.clear) clear(button.dataset.clear);
    else if (button && button.dataset.map === "fit") window.concern.map.fit();
    else if (on(".view-bar button")) view(button.dataset.view);
    else if (on("tr[data-row]") && !on("a, button")) {
      window.concern.map.select(Number(on("tr[data-row]").dataset.row), { from: "list" });
    }
    for (const open of document.querySelectorAll("details.menu[open], details.meanings[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_county = { sync, draw, listed };
  window.concern.list = { show };
})();
