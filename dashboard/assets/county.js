// What does the county page do with the filter state? The map shows it, the key counts it.
"use strict";
window.concern = window.concern || {};
(() => {
  const number = (n) => n.toLocaleString("en-GB");

  // Draws the map for the filter state: in the very event, where there is a map already.
  function show(held) {
    if (!document.getElementById("map")) return null;
    const map = window.concern.map.now();
    return map && map.painter && map.build === held.build ? drawn(map, held)
      : window.concern.map.ready(held.build).then((made) => drawn(made, held));
  }

  // Unless there is a newer one by now.
  function drawn(map, held) {
    if (map.turn === held.turn) return;
    map.turn = held.turn;
    map.painter.kept = held.kept;
    map.painter.draw();
    tally(held);
  }

  // Counts by band, in the key under the map.
  function tally({ data, bands }) {
    data.band.forEach((band, code) => {
      const place = document.querySelector(`.band-count[data-band="${band}"]`);
      if (place) place.textContent = number(bands[code]);
    });
  }

  document.addEventListener("concern:filtered", (event) => show(event.detail));

  function view(name) {
    const county = document.getElementById("county");
    county.dataset.view = name;
    for (const one of county.querySelectorAll(".view-bar button")) {
      one.setAttribute("aria-pressed", String(one.dataset.view === name));
    }
    window.concern.map.resize();
  }

  const BUTTONS = [
    ["page", (page) => window.dash_clientside.set_props("focus", { data: { page: Number(page) } })],
    ["sort", (sort) => window.concern.filtering.change({ sort })],
    ["map", () => window.concern.map.fit()],
    ["view", view],
  ];

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest && event.target.closest(selector);
    for (const open of document.querySelectorAll("details.menu[open]")) {
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
    if (!part) return false;
    if (part.tabIndex < 0) part.tabIndex = -1;
    part.focus();
    return true;
  };
  const key = (letter, say, act) => ({ keys: [letter], shown: letter.toUpperCase(), say, act, on: () => Boolean(document.getElementById("county")) });
  (window.concern.keyed = window.concern.keyed || []).push(
    key("f", "To the filters", lead("filters", "#view-filters input")),
    key("m", "To the map", lead("map", "#map")),
    key("l", "To the list", lead("list", "#table")),
  );

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_county = { fill: (listing) => window.concern.list.fill(listing) };
})();
