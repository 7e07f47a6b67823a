// Where is it? A combobox (ARIA Authoring Practices, list of suggestions) that flies the map there.
"use strict";
window.concern = window.concern || {};
(() => {
  const TYPING_MS = 200;
  const LEAST = 2;
  const KINDS = { business: "Business", district: "District", ward: "Ward", place: "Place", postcode: "Postcode" };
  let held = null;
  let hits = [];
  let active = -1;
  let timer = 0;

  const field = () => document.getElementById("find");
  const list = () => document.getElementById("find-list");
  const said = () => document.getElementById("find-said");

  function make() {
    const { element } = window.concern.dom;
    const place = document.querySelector(".finder");
    if (!place || place.firstChild) return;
    const input = element("input", { id: "find", class: "field", type: "text", role: "combobox", autocomplete: "off",
      spellcheck: "false", maxlength: 80, "aria-expanded": "false", "aria-controls": "find-list", "aria-autocomplete": "list",
      placeholder: "Go to a place, ward, postcode or business" });
    place.replaceChildren(element("label", { for: "find", class: "hidden" }, "Go to"),
      element("div", { class: "find-box" }, input, element("ul", { id: "find-list", role: "listbox", "aria-label": "Found", hidden: "" })),
      element("span", { id: "find-said", class: "hidden", role: "status" }));
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, TYPING_MS);
    });
    input.addEventListener("keydown", press);
    input.addEventListener("blur", () => close());
    // The field keeps the focus while an entry is pressed.
    list().addEventListener("pointerdown", (event) => event.preventDefault());
    list().addEventListener("click", (event) => {
      const one = event.target.closest("[role=option]");
      if (one) go(Number(one.dataset.hit));
    });
  }

  function ask() {
    const text = field().value.trim();
    if (text.length < LEAST) return close();
    return window.dash_clientside.set_props("find-asked", { data: { text } });
  }

  // The server's answer; to another text than stands there now, nothing.
  function fill(answer) {
    const input = field();
    if (!input || !answer || answer.text !== input.value.trim() || document.activeElement !== input) return;
    const { element } = window.concern.dom;
    hits = answer.hits;
    active = -1;
    const lines = hits.map((hit, i) => element("li", { role: "option", id: `find-${i}`, "data-hit": i, "aria-selected": "false" },
      element("strong", {}, hit.label), element("span", {}, hit.kind === "business" ? `${KINDS.business}, ${hit.says}` : hit.says)));
    list().replaceChildren(...(lines.length ? lines : [element("li", { class: "find-none" }, "Nothing of that name")]));
    if (lines.length) list().setAttribute("role", "listbox");
    else list().setAttribute("role", "presentation");
    said().textContent = lines.length === 1 ? "1 found" : `${lines.length || "Nothing"} found`;
    open();
  }

  function open() {
    list().hidden = false;
    field().setAttribute("aria-expanded", String(hits.length > 0));
  }

  function close() {
    if (!list()) return;
    list().hidden = true;
    field().setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function mark(i) {
    active = i;
    for (const one of list().querySelectorAll("[role=option]")) {
      const chosen = Number(one.dataset.hit) === i;
      one.setAttribute("aria-selected", String(chosen));
      if (chosen) one.scrollIntoView({ block: "nearest" });
    }
    if (i < 0) field().removeAttribute("aria-activedescendant");
    else field().setAttribute("aria-activedescendant", `find-${i}`);
  }

  function press(event) {
    const shut = list().hidden || !hits.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shut && event.key === "ArrowDown") ask();
    else if (step && !shut) mark((active + step + hits.length + (active < 0 && step < 0 ? 1 : 0)) % hits.length);
    else if (event.key === "Enter" && !shut) go(Math.max(0, active));
    else if (event.key === "Escape" && !list().hidden) close();
    else if (event.key === "Escape" && field().value) field().value = "";
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Flies there: to an area's box, to a point close enough to tell streets apart.
  function go(i) {
    const hit = hits[i];
    const { map } = held;
    field().value = hit.label;
    close();
    if (hit.box) {
      const [south, west, north, east] = hit.box;
      map.fitBounds([[south, west], [north, east]], { padding: [24, 24], animate: false });
    } else if (hit.lat !== null) map.setView([hit.lat, hit.lon], hit.kind === "place" ? 13 : 16, { animate: false });
    if (hit.kind === "business") window.concern.map.select(hit.row, { from: "find" });
    said().textContent = hit.lat === null ? `${hit.label} is not on the map` : `The map shows ${hit.label}`;
  }

  document.addEventListener("concern:mapped", ({ detail }) => {
    held = detail;
    hits = [];
  });
  document.addEventListener("concern:mapping", make);

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_find = { fill };
})();
