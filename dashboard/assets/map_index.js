// Which wards have more businesses of high risk than the county? Areas by tint, hatched where too few.
"use strict";
window.concern = window.concern || {};
(() => {
  const HATCH = "ward-hatch";
  const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
  let drawn = null;

  const load = (build) => Promise.all([
    window.concern.data.once(build, "wards", (reply) => reply.json()),
    window.concern.data.once(build, "index", (reply) => reply.json()),
  ]).then(([shapes, index]) => ({ shapes, index }));

  // Colours the wards, or takes the colours away where there are none to show.
  function draw(held, areas) {
    if (drawn) {
      drawn.layer.remove();
      held.map.off("mousemove", drawn.over);
      held.map.off("mouseout movestart", drawn.out);
      held.map.off("click", drawn.pick);
    }
    drawn = null;
    if (!areas) return;
    const pane = held.map.getPane("wards") || held.map.createPane("wards");
    pane.style.zIndex = 260;
    const layer = L.geoJSON(areas.shapes, { pane: "wards", interactive: false,
      style: ({ properties }) => ({ className: `ward ward-${kind(areas, properties.ward)}` }) }).addTo(held.map);
    hatch(pane);
    const over = (event) => hover(held, areas, event);
    const out = () => card().classList.remove("shown");
    held.map.on("mousemove", over);
    held.map.on("mouseout movestart", out);
    const pick = (event) => { if (!window.concern.tools.tool()) choose(held, areas, event); };
    held.map.on("click", pick);
    drawn = { layer, over, out, pick };
  }

  // A click on a ward says the same beside a way to see its businesses only.
  function choose(held, areas, event) {
    const found = window.concern.ground.at(areas.shapes, event.latlng);
    const shown = document.querySelector(".picked-card");
    if (!found) return;
    const { element } = window.concern.dom;
    const only = element("button", { type: "button", class: "button button-main" }, "Filter to this ward");
    only.addEventListener("click", () => {
      shown.classList.remove("shown");
      window.concern.filtering.change({ ward: [found.properties.ward] });
      window.concern.control.choose("risk");
    });
    shown.replaceChildren(...lines(areas, found.properties), only);
    shown.classList.add("shown");
  }

  const kind = ({ index }, ward) => (index.wards[ward] ? index.wards[ward][0] : "few");

  // Leaflet draws areas into one picture; the hatching is a pattern of that.
  function hatch(pane) {
    const picture = pane.querySelector("svg");
    if (!picture || document.getElementById(HATCH)) return;
    const make = (tag, attributes) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      return made;
    };
    const pattern = make("pattern", { id: HATCH, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(make("rect", { width: 6, height: 6, class: "hatch-ground" }), make("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "hatch-line" }));
    const parts = make("defs", {});
    parts.append(pattern);
    picture.prepend(parts);
  }

  const card = () => document.querySelector(".hover-card");

  // What is said of a ward, in words.
  function lines({ index }, { ward, district }) {
    const { element } = window.concern.dom;
    const own = index.wards[ward];
    const head = [element("strong", {}, ward), element("span", {}, district)];
    if (!own) return [...head, element("span", {}, `${window.concern.words.TOO_FEW}: fewer than 5 businesses, or hidden with such a ward.`)];
    const [code, rate, count] = own;
    return [...head, element("span", {}, index.classes[code]),
      element("span", {}, `${percent(rate)} at high or severe risk, of ${count.toLocaleString("en-GB")}; the county ${percent(index.county)}`)];
  }

  function hover(held, areas, event) {
    const found = window.concern.ground.at(areas.shapes, event.latlng);
    const shown = card();
    if (!found || !shown) return shown && shown.classList.remove("shown");
    shown.replaceChildren(...lines(areas, found.properties));
    shown.classList.add("shown");
    const size = held.map.getSize();
    const { x, y } = event.containerPoint;
    const left = x + 16 + shown.offsetWidth > size.x ? x - 16 - shown.offsetWidth : x + 16;
    shown.style.transform = `translate(${Math.max(4, left)}px, ${Math.min(Math.max(4, y - 12), size.y - shown.offsetHeight - 4)}px)`;
    return shown;
  }

  function key({ index, shapes }) {
    const { element } = window.concern.dom;
    const swatch = (name) => element("span", { class: `swatch swatch-${name}`, "aria-hidden": "true" });
    const lines = index.classes.map((label, code) => element("li", {}, swatch(code), label));
    const county = index.county === null ? "no business" : `${percent(index.county)} at high or severe risk`;
    return [...lines, element("li", {}, swatch("few"), window.concern.words.TOO_FEW),
      element("li", { class: "key-note" }, `County: ${county}. The fewer businesses a ward has, the nearer to that it is drawn. Filters change nothing here.${shapes.indicative ? " Wards are indicative." : ""}`)];
  }

  window.concern.index = { load, draw, key, lines };
})();
