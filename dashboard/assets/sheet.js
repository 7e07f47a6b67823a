// Which columns has the analyst's table, and how is it turned? The address holds the columns.
"use strict";
window.concern = window.concern || {};
(() => {
  const none = () => window.dash_clientside.no_update;
  const chooser = () => document.querySelector(".sheet-columns");
  const same = (a, b) => JSON.stringify([...(a || [])].sort()) === JSON.stringify([...(b || [])].sort());

  const boxes = () => [...document.querySelectorAll(".sheet-groups input[type=checkbox]")];

  // The columns that the address names, in its order; else the usual ones.
  function named(search) {
    const asked = (new URLSearchParams(search || "").get("cols") || "").split(",");
    const known = new Set(boxes().map((box) => box.value));
    const kept = [...new Set(asked)].filter((one) => known.has(one));
    return kept.length ? kept : chooser().dataset.usual.split(",");
  }

  // What the boxes now say, columns that were there before in the place they had.
  function chosen(values) {
    const now = new Set(values.flatMap((some) => some || []));
    const before = named(window.location.search).filter((one) => now.has(one));
    return [...before, ...[...now].filter((one) => !before.includes(one))];
  }

  // Writes the columns into the address, as a step that can be taken back; the usual ones need none.
  function turn(columns) {
    const text = columns.join(",");
    const words = document.getElementById("filter-text");
    window.concern.trail.beside(text === chooser().dataset.usual ? "" : text, words ? words.value : "");
  }

  // The address or the boxes, whichever changed, become the columns; the rest follow.
  function sync(search, ...values) {
    if (!chooser()) return [(new URLSearchParams(search || "").get("cols") || "").split(",").filter(Boolean), ...values.map(none)];
    const changed = window.dash_clientside.callback_context.triggered.some((one) => one.prop_id.startsWith("sheet-"));
    const columns = changed ? chosen(values) : named(search);
    if (changed && !same(columns, named(window.location.search))) turn(columns);
    document.getElementById("sheet-chosen").textContent = `(${columns.length} of ${chooser().dataset.all})`;
    const groups = document.querySelectorAll(".sheet-groups fieldset");
    const held = [...groups].map((group) => [...group.querySelectorAll("input")].map((box) => box.value)
      .filter((one) => columns.includes(one)));
    window.dash_clientside.set_props("export-columns", { data: columns });
    return [columns, ...held.map((some, i) => (same(some, values[i]) ? none() : some))];
  }

  function shut(event) {
    const open = document.querySelector(".sheet-columns[open]");
    if (!open || (event.key ? event.key !== "Escape" : open.contains(event.target))) return;
    open.open = false;
    if (event.key) open.querySelector("summary").focus();
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(event); });
  document.addEventListener("click", shut);

  // Draws the page of the table; text is always text.
  function fill(told) {
    const place = document.getElementById("sheet");
    if (!told || !place) return;
    const { element } = window.concern.dom;
    const parts = told.matching ? [table(told), pager(told)] : [element("div", { class: "nothing" },
      element("h2", {}, "Nothing matches these filters"), element("p", {}, "Take one of them away above, or clear them all."))];
    place.replaceChildren(...parts.filter(Boolean));
    place.scrollTop = 0;
  }

  function table({ heads, rows }) {
    const { element } = window.concern.dom;
    return element("table", { class: "sheet-table" },
      element("caption", { class: "hidden" }, "Businesses that match the filters"),
      element("thead", {}, element("tr", {}, ...heads.map(head))),
      element("tbody", {}, ...rows.map(([id, cells]) => element("tr", {}, ...cells.map((text, i) => cell(heads[i], text, id))))));
  }

  function head({ label, help, kind, order, sort }) {
    const { element } = window.concern.dom;
    if (!order) return element("th", { scope: "col", class: kind, title: help }, label);
    return element("th", { scope: "col", class: kind, "aria-sort": sort },
      element("button", { type: "button", class: "sorter", title: help, "data-order": order }, label));
  }

  function cell({ name, kind }, text, id) {
    const { element, profileLink } = window.concern.dom;
    if (name === "name") return element("th", { scope: "row" }, profileLink({ id }, { class: "name" }, text));
    if (name !== "band" || !text) return element("td", { class: kind, title: kind === "text" ? text : null }, text);
    return element("td", {}, element("span", { class: `band band-${text}` }, element("span", { class: "shape", "aria-hidden": "true" }),
      element("span", { class: "word" }, text[0].toUpperCase() + text.slice(1))));
  }

  function pager({ page, pages }) {
    const { element } = window.concern.dom;
    if (pages === 1) return null;
    const turn = (label, to) => element("button", { type: "button", class: "button", "data-sheet": to,
      disabled: to < 1 || to > pages ? "" : null }, label);
    return element("nav", { class: "pager", "aria-label": "Pages of businesses" }, turn("Previous", page - 1),
      element("span", {}, `Page ${page.toLocaleString("en-GB")} of ${pages.toLocaleString("en-GB")}`), turn("Next", page + 1));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.dataset.order) window.concern.filtering.change({ sort: natural(button.dataset.order) });
    if (button.dataset.sheet) {
      window.dash_clientside.set_props("sheet-page", { data: Number(button.dataset.sheet) });
      document.getElementById("sheet").focus();
    }
  });

  // Orders that every page knows by a name of their own.
  const natural = (order) => ({ "score.down": "score", "name.up": "name", "district.up": "district" })[order] || order;

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_sheet = { sync, fill };
})();
