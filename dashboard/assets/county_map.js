// How does a person use the map? Point, pick, open, pan to; the painter draws.
"use strict";
window.concern = window.concern || {};
(() => {
  const HOVER_MS = 60;
  const NEAR = 12;
  const known = new Map();
  let state = null;

  // Dash-leaflet makes the map; every map made is ours, and it lies in the element called "map".
  document.addEventListener("DOMContentLoaded", () => {
    L.Map.addInitHook(function () {
      this.getContainer().leafletMap = this;
      // Whoever made it has it stand where it begins first.
      queueMicrotask(() => document.dispatchEvent(new CustomEvent("concern:map-made")));
    });
  });

  async function ready(build) {
    const element = document.getElementById("map");
    const map = element && element.leafletMap;
    if (!map) throw new Error("the map is not on the page");
    if (now() && state.build === build) return state;
    const [data, shapes] = await Promise.all([window.concern.data.load(build), window.concern.data.outlines(build)]);
    if (now() && state.build === build) return state;
    if (state) state.painter.remove();
    known.clear();
    element.setAttribute("role", "application");
    element.setAttribute("aria-label", element.parentElement.dataset.label);
    const bounds = outline(map, shapes);
    // claim: takes a click on the ground for itself where it says so, as tools and wards do.
    state = { map, build, data, shapes, bounds, hovered: -1, found: null, claim: () => false };
    // The controls take their room before the county is fitted into what is left.
    document.dispatchEvent(new CustomEvent("concern:mapping"));
    state.map.invalidateSize({ animate: false, pan: false });
    fit();
    state.painter = new window.concern.Painter(map, data);
    state.painter.labels = labels(state, shapes);
    listen(state, element);
    new ResizeObserver(resize).observe(element);
    document.dispatchEvent(new CustomEvent("concern:mapped", { detail: state }));
    return state;
  }

  // Shows the whole county; a map without a size is fitted when it gets one.
  function fit() {
    const size = state.map.getSize();
    state.fitted = size.x > 0 && size.y > 0;
    state.own = false;
    const [west, south, east, north] = state.data.extent;
    const box = state.bounds.isValid() ? state.bounds : [[south, west], [north, east]];
    if (!state.fitted) return;
    state.fitting = true;
    state.map.fitBounds(box, { paddingTopLeft: [12, 84], paddingBottomRight: [12, 12], animate: false });
    state.fitting = false;
  }

  // Draws the districts under the points and returns what they span.
  function outline(map, shapes) {
    const pane = map.getPane("districts") || map.createPane("districts");
    pane.style.zIndex = 250;
    return L.geoJSON(shapes, { pane: "districts", className: "district", interactive: false }).addTo(map).getBounds();
  }

  // From which zoom a place of so many people is named.
  const NAMED_FROM = [[50000, 9.75], [15000, 10.5], [5000, 11.25], [0, 12.5]];
  const DISTRICTS_TO = 10;

  function labels(held, shapes) {
    const districts = shapes.features.map(({ properties: { district, label: [lat, lng] } }) => (
      { ...spot(held, lat, lng), text: district, from: 0, to: DISTRICTS_TO }));
    const places = shapes.places.map(([text, lat, lng, people]) => (
      { ...spot(held, lat, lng), text, from: NAMED_FROM.find(([least]) => people >= least)[1], to: 99 }));
    return [...districts, ...places];
  }

  function spot(held, lat, lng) {
    const [here, middle] = [held.map.project([lat, lng], 0), held.map.project(held.data.middle, 0)];
    return { dx: (here.x - middle.x) / 256, dy: (here.y - middle.y) / 256 };
  }

  function listen(held, element) {
    const { map } = held;
    let timer = 0;
    const at = (event) => held.painter.pick(event.containerPoint);
    map.on("mousemove", (event) => {
      const found = at(event);
      element.classList.toggle("over", Boolean(found));
      // A circle is not of any row, but what is over it is told of it.
      const over = found ? (found.cluster ? `${found.cluster.x}.${found.cluster.y}` : found.row) : -1;
      if (over === held.hovered) return;
      held.hovered = over;
      clearTimeout(timer);
      hideHover();
      if (!found) return;
      timer = setTimeout(() => (found.cluster ? show(held, crowd(found.cluster), event.containerPoint)
        : hover(held, found.row, event.containerPoint)), HOVER_MS);
    });
    map.on("moveend", () => { if (!held.fitting) held.own = true; });
    map.on("mouseout movestart", () => { clearTimeout(timer); held.hovered = -1; hideHover(); });
    map.on("click", (event) => {
      const found = at(event);
      if (held.claim(event, found)) return;
      if (found && found.cluster) return into(held, found.cluster);
      select(found ? found.row : -1, { from: "map" });
    });
    map.on("dblclick", (event) => {
      const found = at(event);
      if (found && found.row !== undefined) open(found.row);
      else map.setZoomAround(event.containerPoint, map.getZoom() + 1);
    });
  }

  // The keys of the map, while it has the focus; those without an act are Leaflet's.
  const focused = () => document.activeElement && document.activeElement.id === "map";
  const inMap = (keys, shown, say, act) => ({ keys, shown, say: `${say} (map)`, on: () => Boolean(now()), act });
  (window.concern.keyed = window.concern.keyed || []).push(
    inMap(["arrowup", "arrowdown", "arrowleft", "arrowright"], ["↑", "↓", "←", "→"], "Move the map"),
    inMap(["+", "-"], ["+", "-"], "Closer, further away"),
    inMap(["enter"], "Enter", "Ring the business nearest to the middle", () => (focused() ? nearest() : false)),
    inMap(["shift+enter"], "Shift Enter", "Open the business that is ringed", () => (focused() && state.painter.selected >= 0 ? open(state.painter.selected) : false)),
    inMap(["escape"], "Esc", "Ring none", () => (focused() && state.painter.selected >= 0 ? select(-1, { from: "map" }) : false)),
  );

  // Rings the business that is drawn nearest to the middle of the map; into a cluster that holds it.
  function nearest() {
    const { painter, map } = state;
    const { x, y } = map.getSize().divideBy(2);
    const { corner } = painter.view;
    const middle = map.containerPointToLayerPoint([x, y]).subtract(corner);
    const far = (px, py) => Math.hypot(px - middle.x, py - middle.y);
    const points = painter.points.map(([px, py, row]) => [far(px, py), row]);
    const crowds = painter.clusters.map((one) => [far(one.x, one.y), one]);
    const [near] = [...points, ...crowds].sort((a, b) => a[0] - b[0]);
    if (!near) return false;
    if (typeof near[1] === "number") return select(near[1], { from: "map" });
    return into(state, { ...near[1], x: near[1].x + corner.x, y: near[1].y + corner.y });
  }

  // A circle is gone into; whoever cannot point is told what it held.
  function into(held, cluster) {
    window.concern.tools.say(`${window.concern.clusters.said(cluster, window.concern.control.arcs()).join(", ")}.`);
    const place = held.map.layerPointToLatLng([cluster.x, cluster.y]);
    held.map.setView(place, Math.min(held.map.getZoom() + 1.5, 16), { animate: false });
  }

  // Names come when they are looked at: the one asked for and its neighbours on the canvas.
  async function card(held, row) {
    if (known.has(row)) return known.get(row);
    const here = held.painter.points.find((point) => point[2] === row);
    const near = here ? held.painter.points
      .map(([x, y, i]) => [(x - here[0]) ** 2 + (y - here[1]) ** 2, i])
      .filter(([, i]) => !known.has(i)).sort((a, b) => a[0] - b[0]).slice(0, NEAR).map(([, i]) => i) : [];
    const rows = [...new Set([row, ...near])].sort((a, b) => a - b);
    const answer = await fetch(`/county/${held.build}/cards?rows=${rows.join(",")}`);
    if (!answer.ok) return null;
    for (const one of await answer.json()) known.set(one.row, one);
    return known.get(row) || null;
  }

  function hideHover() {
    const shown = document.querySelector(".hover-card");
    if (shown) shown.classList.remove("shown");
  }

  async function hover(held, row, point) {
    const facts = await card(held, row);
    if (facts && held.hovered === row) show(held, lines(facts), point);
  }

  // What a circle holds.
  function crowd(cluster) {
    const { element } = window.concern.dom;
    const [count, ...parts] = window.concern.clusters.said(cluster, window.concern.control.arcs());
    return [element("strong", {}, count), ...parts.map((one) => element("span", {}, one)), element("span", {}, "Click to go closer")];
  }

  function show(held, content, point) {
    const shown = document.querySelector(".hover-card");
    if (!shown) return;
    shown.replaceChildren(...content);
    shown.classList.add("shown");
    const size = held.map.getSize();
    const left = point.x + 16 + shown.offsetWidth > size.x ? point.x - 16 - shown.offsetWidth : point.x + 16;
    const top = Math.min(Math.max(4, point.y - 12), size.y - shown.offsetHeight - 4);
    shown.style.transform = `translate(${Math.max(4, left)}px, ${top}px)`;
  }

  function lines(facts) {
    const { element, band } = window.concern.dom;
    return [element("strong", {}, facts.name), element("span", {}, facts.place || "no address"),
      element("span", {}, facts.sector), band(facts),
      facts.reason ? element("span", { class: "reason" }, facts.reason) : null,
      element("span", {}, `Last visit: ${facts.visit}`),
      facts.ask.length ? element("span", { class: "held" }, `Restricted information held: contact ${facts.ask.join(", ")}`) : null,
    ].filter(Boolean);
  }

  async function select(row, { from }) {
    const held = now();
    if (!held) return;
    held.painter.selected = row;
    if (from !== "map" && row >= 0) bring(held, row);
    held.painter.draw();
    mark(row);
    const shown = document.querySelector(".picked-card");
    if (row < 0 || from === "focus") return shown.classList.remove("shown");
    const facts = await card(held, row);
    if (!facts || held.painter.selected !== row) return;
    const { element, profileLink } = window.concern.dom;
    const close = element("button", { type: "button", class: "close" }, element("span", { class: "hidden" }, "Close"),
      element("span", { class: "cross", "aria-hidden": "true" }));
    close.addEventListener("click", () => select(-1, { from: "card" }));
    shown.replaceChildren(close, ...lines(facts), element("span", { class: "caution" }, "Prediction, not evidence"),
      profileLink(facts, { class: "button button-main" }, "Open profile"));
    shown.classList.add("shown");
    if (from === "map") window.concern.list.show(row);
  }

  function bring(held, row) {
    if (!(held.data.flags[row] & 4)) return;
    const place = L.latLng(held.data.latOf(row), held.data.lonOf(row));
    if (!held.map.getBounds().pad(-0.15).contains(place)) held.map.panTo(place, { animate: false });
  }

  function mark(row) {
    for (const one of document.querySelectorAll("tr[data-row]")) {
      const chosen = Number(one.dataset.row) === row;
      one.classList.toggle("selected", chosen);
      if (chosen) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
  }

  async function open(row) {
    const facts = await card(state, row);
    if (facts) window.dash_clientside.set_props("url", { pathname: `/business/${facts.id}`, search: window.location.search });
  }

  // What is on the page now; a map that was left behind with its page is forgotten.
  function now() {
    const element = document.getElementById("map");
    if (state && (!element || element.leafletMap !== state.map)) state = null;
    return state;
  }

  const selected = () => (now() ? state.painter.selected : -1);

  // A map that was hidden when it was made has had no size to fit the county into.
  function resize() {
    if (!now()) return;
    const own = state.own;
    const [size, box] = [state.map.getSize(), state.map.getContainer()];
    if (state.fitted && size.x === box.clientWidth && size.y === box.clientHeight) return;
    state.map.invalidateSize({ animate: false, pan: false });
    // Until somebody looks elsewhere the whole county is shown, whatever takes room beside it.
    if (!state.fitted || !own) fit();
  }

  window.concern.map = { ready, fit, select, mark, selected, resize, now };
})();
