// What lies under the districts? The operator's own pictures, where there are any; they come from us.
"use strict";
window.concern = window.concern || {};
(() => {
  const KEPT = "concern-background";
  let shown = null;

  const place = () => document.querySelector(".map");
  const on = () => localStorage.getItem(KEPT) !== "off";

  // The background of the map, or none where there is none or it was put away.
  function draw(held) {
    const { tiles, attribution } = place().dataset;
    if (shown) shown.remove();
    shown = null;
    const visible = Boolean(tiles) && on();
    place().classList.toggle("tiles-on", visible);
    note(visible ? attribution : "");
    if (!visible) return;
    const pane = held.map.getPane("background") || held.map.createPane("background");
    pane.style.zIndex = 150;
    shown = L.tileLayer("/map/tiles/{z}/{x}/{y}", { pane: "background", maxZoom: Number(tiles), minZoom: 0 }).addTo(held.map);
  }

  function note(text) {
    const { element } = window.concern.dom;
    const known = document.querySelector(".map-note");
    if (known) known.remove();
    if (text) place().append(element("p", { class: "map-note" }, text));
  }

  // The switch, in the choice of layers; nothing where there is no background.
  function choice(held) {
    const { element } = window.concern.dom;
    const menu = document.querySelector(".layers > div");
    if (!place().dataset.tiles || !menu || document.getElementById("background")) return;
    const box = element("input", { type: "checkbox", id: "background", class: "check-box" });
    box.checked = on();
    box.addEventListener("change", () => {
      localStorage.setItem(KEPT, box.checked ? "on" : "off");
      draw(held);
    });
    menu.append(element("div", { class: "layer-option" }, box, element("label", { for: "background" }, "Background map")));
  }

  document.addEventListener("concern:mapped", ({ detail }) => {
    draw(detail);
    choice(detail);
  });
})();
