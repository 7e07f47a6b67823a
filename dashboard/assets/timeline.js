// How is the timeline drawn and looked at? Lanes, gaps and marks as dashboard/figures/timeline.py gives them.
"use strict";
window.concern = window.concern || {};
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const LANE = 36;
  const [ABOVE, BELOW, RIGHT] = [40, 28, 12];
  const LANES = 8;
  const LEAST_DAYS = 14;
  const [YEAR, TICK_WIDTH, LETTER] = [365.25, 74, 7.4];
  let held = null;

  function svg(tag, attributes, ...inside) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  // Draws what the page was given, unless it is gone or nobody sees it; a narrow page has the list.
  function draw(drawing) {
    const box = document.getElementById("timeline-drawing");
    leave();
    if (!box || !drawing) return;
    held = { box, drawing, from: drawing.from, to: drawing.to, off: new Set(), wide: 0, right: RIGHT };
    held.watch = new ResizeObserver(() => { if (box.clientWidth !== (held && held.wide)) build(); });
    held.watch.observe(box);
    build();
  }

  function leave() {
    if (held) held.watch.disconnect();
    held = null;
  }

  function build() {
    if (!held || !held.box.clientWidth) return;
    const { box, drawing } = held;
    held.wide = box.clientWidth;
    held.left = Math.min(14 + LETTER * Math.max(...drawing.lanes.map((name) => name.length)), held.wide * 0.32);
    held.tall = ABOVE + LANE * drawing.lanes.length + BELOW;
    held.root = svg("svg", { width: held.wide, height: held.tall, class: "timeline-svg", role: "group",
      "aria-label": "Contacts in time; arrow keys go from one to the next" });
    held.back = svg("g", { "aria-hidden": "true" });
    held.root.append(held.back, names(), marks(), front());
    held.card = window.concern.dom.element("div", { class: "timeline-card", hidden: "" });
    box.replaceChildren(held.root, legend(), held.card);
    place();
  }

  function names() {
    const group = svg("g", { class: "lane-names", "aria-hidden": "true" });
    held.drawing.lanes.forEach((name, i) => {
      const text = svg("text", { x: 0, y: laneAt(i) + 5 }, name);
      group.append(text);
    });
    return group;
  }

  const laneAt = (lane) => ABOVE + LANE * (lane + 0.5);
  const width = () => held.wide - held.left - RIGHT;
  const xOf = (day) => held.left + ((day - held.from) / (held.to - held.from)) * width();
  const dayAt = (x) => held.from + ((x - held.left) / width()) * (held.to - held.from);

  // A mark for each contact, the gravest on top; each leads to its row in the table.
  function marks() {
    const { drawing } = held;
    const group = svg("g", { class: "marks", "clip-path": "url(#timeline-clip)" });
    const shapes = new Map();
    const shaped = (name, severity) => {
      const key = `${name}${severity}`;
      if (!shapes.has(key)) shapes.set(key, window.concern.shapes.shape(name, severity));
      return shapes.get(key);
    };
    held.marks = drawing.marks.map(([day, lane, kind, severity, said, number], i) => {
      const path = svg("path", { d: shaped(drawing.kinds[kind][1], severity), "fill-rule": "evenodd" });
      const link = svg("a", { href: `#contact-${number}`, class: `mark lane-${(lane % LANES) + 1}`, tabindex: "-1",
        "aria-label": label(day, lane, kind, severity, said), "data-mark": i }, path);
      return { day, lane, kind, severity, said, link, x: 0 };
    });
    const order = [...held.marks].sort((a, b) => a.severity - b.severity || a.day - b.day);
    group.append(...order.map((one) => one.link));
    held.inTime = [...held.marks].sort((a, b) => a.day - b.day || a.lane - b.lane);
    return group;
  }

  function label(day, lane, kind, severity, said) {
    const grave = severity ? `, severity ${severity} of 5` : "";
    const { lanes, kinds } = held.drawing;
    return `${window.concern.shapes.dayWords(day)}, ${lanes[lane]}, ${kinds[kind][0]}: ${said}${grave}`;
  }

  function front() {
    held.brush = svg("rect", { class: "brush", y: ABOVE, height: held.tall - ABOVE - BELOW, width: 0, visibility: "hidden" });
    return held.brush;
  }

  // Kinds in ink, each a button that hides and shows its marks: the shape is the kind, the colour only the lane.
  function legend() {
    const { element } = window.concern.dom;
    const kinds = held.drawing.kinds.map(([name, shape], kind) => {
      const icon = svg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" },
        svg("path", { d: window.concern.shapes.shape(shape, 1), "fill-rule": "evenodd" }));
      const button = element("button", { type: "button", "aria-pressed": String(!held.off.has(kind)), title: `Hide or show: ${name}` }, icon, name);
      button.addEventListener("click", () => toggle(kind, button));
      return button;
    });
    const sizes = [0, 2, 5].map((severity) => svg("svg", { width: 20, height: 20, viewBox: "-10 -10 20 20", "aria-hidden": "true" },
      svg("path", { d: window.concern.shapes.shape("disc", severity) })));
    const grave = element("span", { class: "sizes" }, "Severity 0 ", ...sizes, " 5");
    return element("div", { class: "timeline-legend" }, ...kinds, grave);
  }

  function toggle(kind, button) {
    if (!held.off.delete(kind)) held.off.add(kind);
    button.setAttribute("aria-pressed", String(!held.off.has(kind)));
    place();
  }

  // Puts everything where the stretch of time that is shown has it.
  function place() {
    const { drawing, back } = held;
    const bottom = held.tall - BELOW;
    const clip = svg("clipPath", { id: "timeline-clip" }, svg("rect", { x: held.left - 6, y: 0, width: width() + 12, height: held.tall }));
    const lanes = drawing.lanes.map((_, i) => svg("line", { class: "lane", x1: held.left, x2: held.wide - RIGHT, y1: laneAt(i), y2: laneAt(i) }));
    const ticks = window.concern.shapes.ticks(held.from, held.to, Math.max(2, Math.floor(width() / TICK_WIDTH)));
    const axis = ticks.flatMap(([day, text]) => [
      svg("line", { class: "tick", x1: xOf(day), x2: xOf(day), y1: ABOVE, y2: bottom }),
      svg("text", { class: "day", x: xOf(day), y: bottom + 18, "text-anchor": "middle" }, text)]);
    back.replaceChildren(clip, ...drawing.gaps.flatMap(gap), ...lanes, ...axis, ...today(bottom));
    for (const one of held.marks) {
      one.x = xOf(one.day);
      one.seen = one.day >= held.from && one.day <= held.to && !held.off.has(one.kind);
    }
    spread();
    for (const one of held.marks) {
      one.link.setAttribute("transform", `translate(${one.x.toFixed(1)} ${(laneAt(one.lane) + one.dy).toFixed(1)})`);
      one.link.setAttribute("visibility", one.seen ? "visible" : "hidden");
    }
    reach(held.inTime.some((one) => one.seen && one.link === held.reached) ? held.reached : last());
    for (const button of document.querySelectorAll("[data-look]")) button.disabled = useless(button.dataset.look);
  }

  // Marks of one lane that would cover each other are moved a little up and down.
  function spread() {
    const ends = held.drawing.lanes.map(() => [-1e9, 0]);
    for (const one of held.inTime) {
      const [x, turn] = ends[one.lane];
      const near = one.seen && one.x - x < 7;
      const next = near ? (turn + 1) % 3 : 0;
      one.dy = [0, -8, 8][next];
      if (one.seen) ends[one.lane] = [one.x, next];
    }
  }

  function gap([begin, end, length]) {
    const [a, b] = [Math.max(xOf(begin), held.left), Math.min(xOf(end), held.wide - RIGHT)];
    if (b <= a) return [];
    const tall = held.tall - BELOW - ABOVE;
    const shade = svg("rect", { class: "gap", x: a + 1, width: Math.max(0, b - a - 2), y: ABOVE, height: tall });
    shade.append(svg("title", {}, `No visit by anyone for ${length}`));
    const text = window.concern.shapes.gapWords(length, b - a);
    return text ? [shade, svg("text", { class: "gap-words", x: (a + b) / 2, y: ABOVE - 6, "text-anchor": "middle" }, text)] : [shade];
  }

  function today(bottom) {
    const { drawing } = held;
    if (drawing.today < held.from || drawing.today > held.to) return [];
    const x = xOf(drawing.today);
    return [svg("line", { class: "today", x1: x, x2: x, y1: ABOVE - 22, y2: bottom }),
      svg("text", { class: "today-words", x: Math.min(x + 8, held.wide - 2), y: ABOVE - 26, "text-anchor": "end" },
        `today of this build, ${window.concern.shapes.dayWords(drawing.today)}`)];
  }

  const last = () => { const seen = held.inTime.filter((one) => one.seen); return seen.length ? seen.at(-1).link : null; };

  // One mark is reached by Tab; arrow keys go on from it.
  function reach(link) {
    if (held.reached) held.reached.setAttribute("tabindex", "-1");
    held.reached = link;
    if (link) link.setAttribute("tabindex", "0");
  }

  function show(from, to) {
    const { since, today } = held.drawing;
    const most = Math.max(held.drawing.to, today);
    const length = Math.min(Math.max(to - from, LEAST_DAYS), most - since);
    const begin = Math.min(Math.max(from, since), most - length);
    Object.assign(held, { from: begin, to: begin + length });
    hide();
    place();
  }

  function stretch(name) {
    const { since, to, today } = held.drawing;
    const middle = (held.from + held.to) / 2;
    const half = (held.to - held.from) / 2;
    if (name === "whole") return [since, to];
    if (name === "closer") return [middle - half / 2, middle + half / 2];
    if (name === "wider") return [middle - half * 2, middle + half * 2];
    const years = name === "year" ? 1 : 3;
    return [today - years * YEAR, today + (years * YEAR) * 0.03];
  }

  function useless(name) {
    if (name === "closer") return held.to - held.from <= LEAST_DAYS + 0.5;
    const whole = held.from <= held.drawing.since + 0.5 && held.to >= held.drawing.to - 0.5;
    return (name === "whole" || name === "wider") && whole;
  }

  function hide() {
    if (held && held.card) held.card.hidden = true;
  }

  function tell(link) {
    const { element } = window.concern.dom;
    const one = held.marks[Number(link.dataset.mark)];
    const { lanes, kinds } = held.drawing;
    const grave = one.severity ? element("span", { class: "hint" }, `Severity ${one.severity} of 5`) : null;
    held.card.replaceChildren(...[element("b", {}, `${window.concern.shapes.dayWords(one.day)} · ${lanes[one.lane]}`),
      element("span", {}, `${kinds[one.kind][0]}: ${one.said}`), grave].filter(Boolean));
    held.card.hidden = false;
    const left = one.x + 14 + held.card.offsetWidth > held.wide ? one.x - 14 - held.card.offsetWidth : one.x + 14;
    held.card.style.left = `${Math.max(0, left)}px`;
    held.card.style.top = `${laneAt(one.lane) + 12}px`;
  }

  window.concern.timeline = { draw, show, stretch, tell, hide, reach, dayAt, now: () => held };
})();
