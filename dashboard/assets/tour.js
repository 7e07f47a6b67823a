// How is a page shown to whoever comes first? Step by step, beside what is explained and never over
// it. It starts by itself once for each user of a browser, can be left at any step, and starts again
// from Help. Nothing is closed off meanwhile: the page goes on working.
"use strict";
window.concern = window.concern || {};
(() => {
  const KEPT = "concern-tour";
  const NEVER = "never";
  const EDGE = 12;
  const WAIT_MS = 250;
  const TRIES = 80;
  let now = null;

  const { element } = window.concern.dom;
  const shows = (one) => one && one.checkVisibility() && one.getBoundingClientRect().width > 0;
  const find = (selector) => [...document.querySelectorAll(selector)].find(shows);
  const tour = () => (window.concern.tours || []).find((one) => one.at.test(location.pathname));
  const steps = () => (tour() ? tour().steps.filter(([selector]) => find(selector)) : []);
  const me = () => (document.querySelector('meta[name="me"]') || {}).content || "";
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function seen() {
    const kept = (localStorage.getItem(KEPT) || "").split(" ");
    return kept.includes(NEVER) || kept.includes(me());
  }

  function remember() {
    const kept = new Set((localStorage.getItem(KEPT) || "").split(" ").filter(Boolean)).add(me());
    localStorage.setItem(KEPT, [...kept].join(" "));
  }

  function start() {
    leave();
    const found = steps();
    if (!found.length) return false;
    remember();
    const title = element("h2", { id: "tour-title", tabindex: "-1" });
    const text = element("p", { id: "tour-text" });
    const count = element("span", { class: "tour-count" });
    const button = (name, label, main) => element("button", { type: "button", "data-go": name, class: main ? "button button-main" : "button" }, label);
    const card = element("div", { class: "tour", role: "dialog", "aria-modal": "false", "aria-labelledby": "tour-title", "aria-describedby": "tour-text" },
      title, text, element("div", { class: "tour-acts" }, count, button("leave", "Leave"), button("back", "Back"), button("next", "Next", true)));
    const ring = element("div", { class: "tour-ring", "aria-hidden": "true" });
    document.body.append(ring, card);
    now = { steps: found, at: -1, card, ring, from: document.activeElement, path: location.pathname };
    go(0);
    return true;
  }

  function leave() {
    if (!now) return false;
    const { card, ring, from } = now;
    now = null;
    card.remove();
    ring.remove();
    const back = from && from.isConnected && from !== document.body ? from : document.getElementById("help-open");
    if (back) back.focus({ preventScroll: true });
    return true;
  }

  function go(to) {
    if (to >= now.steps.length) { leave(); return; }
    now.at = Math.max(0, to);
    const [selector, title, text] = now.steps[now.at];
    const part = find(selector);
    if (!part) { go(now.at + 1); return; }
    const { card } = now;
    card.querySelector("h2").textContent = title;
    card.querySelector("p").textContent = text;
    card.querySelector(".tour-count").textContent = `${now.at + 1} of ${now.steps.length}`;
    card.querySelector("[data-go=back]").disabled = now.at === 0;
    card.querySelector("[data-go=next]").textContent = now.at + 1 === now.steps.length ? "Done" : "Next";
    now.part = part;
    const box = part.getBoundingClientRect();
    if (!fits(box)) part.scrollIntoView({ block: innerWidth < 900 ? "start" : "center", behavior: "instant" });
    place();
    card.querySelector("h2").focus({ preventScroll: true });
  }

  // Whether a part is in view with room for the card.
  function fits(box) {
    const { height } = now.card.getBoundingClientRect();
    const inView = box.top >= 0 && box.bottom <= innerHeight;
    return inView && (box.top > height + 3 * EDGE || innerHeight - box.bottom > height + 3 * EDGE || innerWidth >= 900);
  }

  // The first side with room: under, over, right, left. A part too large for that is ringed in part.
  function place() {
    if (!now) return;
    if (!now.part.isConnected || now.path !== location.pathname) { leave(); return; }
    const card = now.card.getBoundingClientRect();
    const box = now.part.getBoundingClientRect();
    const ring = { left: Math.max(2, box.left - 4), top: Math.max(2, box.top - 4),
      right: Math.min(innerWidth - 2, box.right + 4), bottom: Math.min(innerHeight - 2, box.bottom + 4) };
    const within = (value, most) => Math.max(EDGE, Math.min(value, most - EDGE));
    const x = within(ring.left, innerWidth - card.width);
    const y = within(ring.top, innerHeight - card.height);
    const sides = [
      [ring.bottom + EDGE + card.height <= innerHeight, x, ring.bottom + EDGE],
      [ring.top - EDGE - card.height >= 0, x, ring.top - EDGE - card.height],
      [ring.right + EDGE + card.width <= innerWidth, ring.right + EDGE, y],
      [ring.left - EDGE - card.width >= 0, ring.left - EDGE - card.width, y],
    ];
    let side = sides.find(([room]) => room);
    if (!side) {
      ring.bottom = innerHeight - card.height - 3 * EDGE;
      side = [true, x, innerHeight - card.height - EDGE];
    }
    Object.assign(now.card.style, { left: `${side[1]}px`, top: `${side[2]}px` });
    Object.assign(now.ring.style, { left: `${ring.left}px`, top: `${ring.top}px`,
      width: `${ring.right - ring.left}px`, height: `${Math.max(0, ring.bottom - ring.top)}px` });
    now.ring.classList.toggle("calm", calm());
  }

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest && event.target.closest(selector);
    const act = near(".tour [data-go]");
    if (act && now) ({ leave, back: () => go(now.at - 1), next: () => go(now.at + 1) })[act.dataset.go]();
    if (near("#tour-start")) {
      document.getElementById("help").close();
      start();
    }
  });
  addEventListener("resize", place);
  addEventListener("scroll", place, { capture: true, passive: true });

  const keyed = window.concern.keyed = window.concern.keyed || [];
  const shown = () => Boolean(now);
  const inCard = (event) => now && now.card.contains(event.target);
  keyed.push(
    { keys: ["escape"], shown: "Esc", say: "Leave the tour", on: shown, typing: true, act: leave },
    { keys: ["arrowright"], shown: "→", say: "Next step of the tour", on: shown, act: (event) => inCard(event) && go(now.at + 1) },
    { keys: ["arrowleft"], shown: "←", say: "The step before", on: shown, act: (event) => inCard(event) && go(now.at - 1) },
  );

  // By itself: once for a user, on a page that has a tour, when its first part is there.
  async function first() {
    for (let tries = 0; tries < TRIES && me() && !seen(); tries += 1) {
      if (now || document.querySelector("dialog[open]")) return;
      if (document.querySelector(".list :is(tr[data-row], .nothing), .near-card, .sheet thead, .profile h1, .review .gist") && steps().length) { start(); return; }
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }

  window.concern.tour = { start, leave, here: () => steps().length > 0 };
  first();
})();
