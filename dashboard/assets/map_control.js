// Which layer does the map show, of which months? The choice, the slider, the key, and the address.
//
// Layer and months stand in the fragment of the address, #layer=contacts&months=2026-01..2026-03:
// a copied address shows the same, and the filters' own part of it stays as it is.
"use strict";
window.concern = window.concern || {};
(() => {
  const SPANS = [[1, "1 month"], [3, "3 months"], [6, "6 months"], [12, "12 months"]];
  const number = (n) => n.toLocaleString("en-GB");
  const here = (selector) => document.querySelector(selector);
  let [layer, months] = ["risk", ""];
  let held = null;
  let player = null;
  let counts = null;
  let waiting = 0;

  function read() {
    const said = new URLSearchParams(location.hash.slice(1));
    const { NAMES } = window.concern.layers;
    layer = NAMES.includes(said.get("layer")) ? said.get("layer") : "risk";
    months = said.get("months") || "";
  }

  function write() {
    const said = new URLSearchParams();
    if (layer !== "risk") said.set("layer", layer);
    if (layer === "contacts" && months) said.set("months", months);
    const hash = said.toString() ? `#${said}` : "";
    if (hash !== location.hash) history.replaceState(history.state, "", location.pathname + location.search + hash);
  }

  // Draws what the layer says; of another layer that was chosen meanwhile, nothing.
  async function show() {
    const [map, asked] = [held, layer];
    const block = asked === "contacts" ? await window.concern.period.load(map.build) : null;
    const areas = asked === "index" ? await window.concern.index.load(map.build) : null;
    if (held !== map || layer !== asked) return;
    if (block) months = window.concern.period.text(block, window.concern.period.span(block, months));
    map.painter.wear(look(map, block));
    window.concern.index.draw(map, areas);
    slider(block);
    choice();
    key(areas);
    write();
    map.worn = asked;
    here(".map").dataset.layer = asked;
    performance.mark("concern:layer");
  }

  function look({ data, painter }, block) {
    const { layers, period } = window.concern;
    if (!block) return layers[layer](data, painter.colours);
    if (!counts || counts.length !== data.rows) counts = new Uint16Array(data.rows);
    return layers.contacts(data, painter.colours, period.counted(block, ...period.span(block, months), counts));
  }

  function choose(name) {
    if (player) player.stop();
    layer = name;
    return show();
  }

  // The choice: made once for each map, then only set.
  function choice() {
    const { element } = window.concern.dom;
    const { LAYERS } = window.concern.words;
    const place = here(".layer-choice");
    if (!place.firstChild) {
      const options = Object.entries(LAYERS).map(([name, { name: label, says, help }]) => {
        const box = element("input", { type: "radio", name: "layer", value: name, class: "radio", id: `layer-${name}` });
        box.addEventListener("change", () => choose(name));
        return element("div", { class: "layer-option" }, box,
          element("label", { for: `layer-${name}` }, element("strong", {}, label), element("span", {}, says)),
          element("button", { type: "button", class: "help", "data-help": help, "aria-label": `What is ${label}?`, "aria-expanded": "false" }, "?"));
      });
      const fields = element("fieldset", {}, element("legend", {}, "What the map shows"), ...options);
      const menu = element("details", { class: "menu down layers" },
        element("summary", { class: "button" }, element("span", {}, "Layer: "), element("span", { class: "layer-name" })), element("div", {}, fields));
      menu.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !menu.open) return;
        event.stopPropagation();
        menu.open = false;
        menu.firstChild.focus();
      });
      place.replaceChildren(menu);
    }
    here(".layer-name").textContent = LAYERS[layer].name;
    document.getElementById(`layer-${layer}`).checked = true;
  }

  function slider(block) {
    const bar = here(".period-bar");
    bar.hidden = !block;
    if (!block) return;
    if (!bar.firstChild || bar.dataset.build !== held.build) make(bar, block);
    const [first, last] = window.concern.period.span(block, months);
    const words = window.concern.period.words(block, [first, last]);
    const range = bar.querySelector("input");
    range.value = last;
    range.setAttribute("aria-valuetext", words);
    bar.querySelector("select").value = String(last - first + 1);
    bar.querySelector(".period-words").textContent = words;
  }

  function make(bar, block) {
    const { element } = window.concern.dom;
    const end = block.months.length - 1;
    const length = () => Number(bar.querySelector("select").value) || 1;
    const move = (last) => {
      months = window.concern.period.text(block, [Math.max(0, last - length() + 1), last]);
      soon();
    };
    const range = element("input", { type: "range", min: 0, max: end, step: 1, id: "period-end", class: "slider" });
    const spans = element("select", { id: "period-span", class: "field" },
      ...SPANS.map(([count, label]) => element("option", { value: count }, label)));
    const play = element("button", { type: "button", class: "button" });
    const only = element("button", { type: "button", class: "button" }, "Filter to them");
    bar.dataset.build = held.build;
    bar.replaceChildren(play, element("label", { for: "period-end", class: "hidden" }, "Last month shown"), range,
      element("output", { class: "period-words", for: "period-end" }), element("label", { for: "period-span", class: "hidden" }, "Months shown at once"), spans, only);
    const [first, last] = window.concern.period.span(block, months);
    if (!SPANS.some(([count]) => count === last - first + 1)) spans.append(element("option", { value: last - first + 1 }, `${last - first + 1} months`));
    spans.value = String(last - first + 1);
    range.addEventListener("input", () => move(Number(range.value)));
    spans.addEventListener("change", () => move(Math.max(Number(range.value), length() - 1)));
    only.addEventListener("click", () => window.concern.filtering.change({ period: months }));
    player = new window.concern.period.Player(play, () => {
      const to = Number(range.value) >= end ? length() - 1 : Number(range.value) + 1;
      range.value = to;
      move(to);
      return to < end;
    });
    player.say();
  }

  // However fast the slider is moved, the map is drawn once a frame.
  function soon() {
    if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; show(); });
  }

  // The key under the map: every class with its mark, its words and how many are shown.
  function key(areas) {
    here(".legend").hidden = layer !== "risk";
    const place = here(".layer-key");
    place.hidden = layer === "risk";
    if (layer === "risk") return place.replaceChildren();
    const lines = layer === "index" ? window.concern.index.key(areas) : marks();
    return place.replaceChildren(...lines);
  }

  function marks() {
    const { element } = window.concern.dom;
    const { classes, arcs } = window.concern.words.LAYERS[layer];
    const { painter, data } = held;
    const tally = new Uint32Array(classes.length);
    for (let i = 0; i < data.rows; i++) if (painter.kept[i]) tally[painter.look.codes[i]]++;
    const lines = classes.map((label, code) => {
      const drawn = window.concern.marks.sprite(painter.look.classes[code], painter.colours, 1);
      drawn.setAttribute("aria-hidden", "true");
      return element("li", {}, drawn, element("span", {}, label), element("span", { class: "class-count" }, number(tally[code])));
    });
    const cluster = element("span", { class: "cluster-mark cluster-layer", "aria-hidden": "true" });
    return [...lines, element("li", { class: "cluster-line" }, cluster, arcs.length > 1 ? `several; wide arc: share ${arcs[1]}, narrow: ${arcs[0]}` : `several; arc: share ${arcs[0]}`)];
  }

  document.addEventListener("concern:mapping", () => {
    read();
    choice();
  });
  document.addEventListener("concern:mapped", ({ detail }) => {
    held = detail;
    counts = null;
    show();
  });
  // A filter changes how many of each class are shown, and a step in it may drop the fragment.
  document.addEventListener("concern:filtered", async ({ detail }) => {
    if (!here(".layer-key") || (await window.concern.map.ready(detail.build)) !== held) return;
    if (held.worn === layer && layer !== "risk" && layer !== "index") key(null);
    write();
  });
  document.addEventListener("concern:contrast", () => { if (held && window.concern.map.now() === held) show(); });
  addEventListener("hashchange", () => {
    if (!held || window.concern.map.now() !== held) return;
    const before = [layer, months].join();
    if (!location.hash || location.hash.startsWith("#layer=")) read();
    if (before !== [layer, months].join()) show();
  });

  window.concern.control = { choose, arcs: () => window.concern.words.LAYERS[layer].arcs, layer: () => layer, months: () => months };
})();
