// How does a person look closer at the timeline? Buttons, keys, dragging, and a card for each mark.
"use strict";
(() => {
  const DRAGGED = 6;
  const LOOKS = { "+": "closer", "=": "closer", "-": "wider", 0: "whole" };
  const now = () => window.concern.timeline.now();
  const markOf = (event) => now() && event.target.closest && event.target.closest("#timeline-drawing a.mark");
  const factsOf = (link) => now().marks[Number(link.dataset.mark)];

  // From a mark to the one before or after it, or to the nearest of another lane.
  function next(key, link) {
    const held = now();
    const here = factsOf(link);
    const all = held.inTime.filter((one) => !held.off.has(one.kind));
    const at = all.indexOf(here);
    const ways = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 };
    if (key in ways) return all[ways[key]];
    const step = key === "ArrowUp" ? -1 : 1;
    for (let lane = here.lane + step; lane >= 0 && lane < held.drawing.lanes.length; lane += step) {
      const found = all.filter((one) => one.lane === lane).sort((a, b) => Math.abs(a.day - here.day) - Math.abs(b.day - here.day))[0];
      if (found) return found;
    }
    return null;
  }

  const around = (one, half) => window.concern.timeline.show(one.day - half, one.day + half);

  function go(one) {
    const { from, to } = now();
    if (one.day < from || one.day > to) around(one, (to - from) / 2);
    window.concern.timeline.reach(one.link);
    one.link.focus();
  }

  // Looks closer or wider at a mark, or at the whole.
  function look(name, one) {
    const { from, to } = now();
    if (name === "whole") window.concern.timeline.show(...window.concern.timeline.stretch(name));
    else around(one, name === "closer" ? (to - from) / 4 : to - from);
  }

  document.addEventListener("keydown", (event) => {
    const link = markOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return window.concern.timeline.hide();
    if (LOOKS[event.key]) {
      look(LOOKS[event.key], factsOf(link));
      link.focus();
    } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      const found = next(event.key, link);
      if (found) go(found);
    } else return;
    event.preventDefault();
  });

  // What the marks do with keys while one has the focus, for the sheet of keys.
  const told = (keys, shown, say) => ({ keys, shown, say: `${say} (timeline)`, on: () => Boolean(now()) });
  (window.concern.keyed = window.concern.keyed || []).push(
    told(["arrowleft", "arrowright"], ["←", "→"], "The contact before, the next one"),
    told(["arrowup", "arrowdown"], ["↑", "↓"], "Another agency's contact"),
    told(["+", "-", "0"], ["+", "-", "0"], "Closer, wider, the whole"),
  );

  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const link = markOf(event);
      if (link) window.concern.timeline.tell(link);
      else if (now() && kind === "pointerover" && !(event.target.closest && event.target.closest(".timeline-card"))) window.concern.timeline.hide();
    });
  }
  document.addEventListener("focusout", (event) => { if (markOf(event)) window.concern.timeline.hide(); });

  document.addEventListener("click", (event) => {
    const button = now() && event.target.closest && event.target.closest("[data-look]");
    if (button) window.concern.timeline.show(...window.concern.timeline.stretch(button.dataset.look));
  });
  const drawn = (event) => { const held = now(); return held && held.root && held.root.contains(event.target) ? held : null; };
  document.addEventListener("dblclick", (event) => {
    if (drawn(event)) window.concern.timeline.show(...window.concern.timeline.stretch("whole"));
  });

  // Dragging across shows the stretch that was dragged over.
  document.addEventListener("pointerdown", (event) => {
    const held = drawn(event);
    if (!held || event.button || markOf(event)) return;
    const box = held.root.getBoundingClientRect();
    const inside = (x) => Math.min(Math.max(x - box.left, held.left), held.wide - held.right);
    const start = event.clientX;
    let over = [0, 0];
    const move = (moved) => {
      over = [inside(Math.min(start, moved.clientX)), inside(Math.max(start, moved.clientX))];
      held.brush.setAttribute("x", over[0]);
      held.brush.setAttribute("width", over[1] - over[0]);
      held.brush.setAttribute("visibility", over[1] - over[0] > DRAGGED ? "visible" : "hidden");
    };
    const end = (ended) => {
      for (const [kind, act] of acts) window.removeEventListener(kind, act);
      held.brush.setAttribute("visibility", "hidden");
      const dragged = ended.type === "pointerup" && over[1] - over[0] > DRAGGED;
      if (dragged && now() === held) window.concern.timeline.show(...over.map(window.concern.timeline.dayAt));
    };
    const acts = [["pointermove", move], ["pointerup", end], ["pointercancel", end]];
    for (const [kind, act] of acts) window.addEventListener(kind, act);
    event.preventDefault();
  });
})();
