// How are businesses selected on the map? Box, lasso, districts, wards, and what is in view.
//
// Every tool writes the filter, so that list, figures and file follow: `area`, `district`, `ward`.
// Box and lasso draw with a pointer of any kind; by keyboard what is in view is selected, and
// districts and wards are in the filters' lists.
"use strict";
window.concern = window.concern || {};
(() => {
  const TOOLS = [["box", "Box", "Drag a box around businesses"], ["lasso", "Lasso", "Draw around businesses"],
    ["district", "District", "Choose districts by clicking them"], ["ward", "Ward", "Choose wards by clicking them"]];
  const HELP = { box: "Drag a box. Esc ends it.", lasso: "Draw around businesses. Esc ends it.",
    district: "Click districts to choose them. Esc ends it.", ward: "Click wards to choose them. Esc ends it." };
  const LEAST_MOVE = 6;
  let held = null;
  let tool = "";
  let line = null;
  let outline = null;

  const here = (selector) => document.querySelector(selector);
  const filtering = () => window.concern.filtering;

  function toolbar() {
    const { element } = window.concern.dom;
    const place = here(".tools");
    if (place.firstChild) return;
    const buttons = TOOLS.map(([name, label, says]) => element("button",
      { type: "button", class: "button tool", "data-tool": name, "aria-pressed": "false", title: says }, label));
    const view = element("button", { type: "button", class: "button tool", "data-tool": "view", title: "Select what the map shows now" }, "In view");
    const said = element("span", { class: "tool-help", role: "status" });
    place.replaceChildren(element("span", { class: "tools-name" }, "Select:"), ...buttons, view, said);
    place.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tool]");
      if (!button) return;
      if (button.dataset.tool === "view") inView();
      else take(button.dataset.tool === tool ? "" : button.dataset.tool);
    });
  }

  // Takes up a tool, or lays it down where none is named.
  function take(name) {
    tool = name;
    for (const one of here(".tools").querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", String(one.dataset.tool === name));
    say(HELP[name] || "");
    const cover = covered();
    cover.hidden = name !== "box" && name !== "lasso";
    here(".map").dataset.tool = name;
    line = null;
    sketch();
    if (name === "ward") window.concern.data.once(held.build, "wards", (reply) => reply.json());
  }

  // A pane over the map that takes the pointer while something is drawn.
  function covered() {
    const known = here(".draw-cover");
    if (known) return known;
    const cover = document.createElement("div");
    cover.className = "draw-cover";
    cover.hidden = true;
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.append(document.createElementNS("http://www.w3.org/2000/svg", "polygon"));
    cover.append(picture);
    here(".map").append(cover);
    const at = (event) => {
      const box = cover.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    cover.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button > 0) return;
      cover.setPointerCapture(event.pointerId);
      line = [at(event)];
      event.preventDefault();
    });
    cover.addEventListener("pointermove", (event) => {
      if (!line || !event.isPrimary) return;
      if (tool === "box") line = [line[0], at(event)];
      else line.push(at(event));
      sketch();
    });
    cover.addEventListener("pointerup", (event) => { if (line && event.isPrimary) finish(); });
    cover.addEventListener("pointercancel", () => { line = null; sketch(); });
    return cover;
  }

  // The corners of what is being drawn, in pixels of the map.
  function corners() {
    if (!line || line.length < 2) return [];
    if (tool === "lasso") return line;
    const [[x1, y1], [x2, y2]] = line;
    return [[x1, y1], [x1, y2], [x2, y2], [x2, y1]];
  }

  function sketch() {
    const drawn = here(".draw-cover polygon");
    if (drawn) drawn.setAttribute("points", corners().map((one) => one.join(",")).join(" "));
  }

  function finish() {
    const drawn = corners();
    line = null;
    const far = drawn.some(([x, y]) => Math.hypot(x - drawn[0][0], y - drawn[0][1]) > LEAST_MOVE);
    const area = far ? areaOf(drawn.map((point) => held.map.containerPointToLatLng(point))) : "";
    take("");
    if (area) filtering().change({ area });
  }

  function areaOf(places) {
    const { encode, simplified } = window.concern.area;
    return encode(simplified(places.map(({ lat, lng }) => [lat, lng])));
  }

  function inView() {
    take("");
    const box = held.map.getBounds();
    filtering().change({ area: window.concern.area.box(box.getSouth(), box.getWest(), box.getNorth(), box.getEast()) });
  }

  // A click on the ground while districts or wards are chosen: adds the one there, or takes it away.
  function choose(event) {
    const what = tool;
    if (what !== "district" && what !== "ward") return false;
    const add = (shapes) => {
      const found = window.concern.ground.at(shapes, event.latlng);
      if (!found) return;
      const name = found.properties[what];
      const chosen = filtering().current()[what];
      filtering().change({ [what]: chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name] });
    };
    if (what === "district") add(held.shapes);
    else window.concern.data.once(held.build, "wards", (reply) => reply.json()).then(add);
    return true;
  }

  // The area of the filter, drawn on the ground, and the districts and wards that were chosen.
  async function draw(state) {
    const map = held;
    const { decode } = window.concern.area;
    const wards = state.ward.length ? await window.concern.data.once(map.build, "wards", (reply) => reply.json()) : { features: [] };
    if (held !== map) return;
    if (outline) outline.remove();
    const pane = map.map.getPane("chosen") || map.map.createPane("chosen");
    pane.style.zIndex = 270;
    const options = { pane: "chosen", interactive: false };
    const chosen = [...map.shapes.features.filter(({ properties }) => state.district.includes(properties.district)),
      ...wards.features.filter(({ properties }) => state.ward.includes(properties.ward))];
    outline = L.layerGroup(chosen.map((one) => L.geoJSON(one, { ...options, className: "chosen-place" })));
    if (state.area) outline.addLayer(L.polygon(decode(state.area), { ...options, className: "chosen-area" }));
    outline.addTo(map.map);
  }

  document.addEventListener("concern:mapped", ({ detail }) => {
    held = detail;
    outline = null;
    held.claim = (event) => choose(event);
    take("");
  });
  document.addEventListener("concern:mapping", toolbar);
  document.addEventListener("concern:filtered", async ({ detail }) => {
    if (!here(".tools") || (await window.concern.map.ready(detail.build)) !== held) return;
    const { area, district, ward } = detail.state;
    const said = JSON.stringify([area, district, ward]);
    if (held.chosen === said) return;
    held.chosen = said;
    draw(detail.state);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !tool || !here(".tools")) return;
    const button = here(`[data-tool="${tool}"]`);
    event.preventDefault();
    event.stopPropagation();
    take("");
    button.focus();
  }, true);

  // Says something of the map, to be read and heard; until the next tool is taken up or laid down.
  function say(text) {
    here(".tool-help").textContent = text;
  }

  window.concern.tools = { take, say, tool: () => tool };
})();
