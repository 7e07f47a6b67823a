// How much contrast? What was chosen in Help, kept in this browser; else what the device asks for.
"use strict";
window.concern = window.concern || {};
(() => {
  const KEPT = "concern-contrast";
  const root = document.documentElement;
  const wish = window.matchMedia("(prefers-contrast: more)");

  const chosen = () => localStorage.getItem(KEPT) || "";
  const more = () => chosen() === "more" || (!chosen() && wish.matches);

  function show() {
    if (chosen()) root.dataset.contrast = chosen();
    else delete root.dataset.contrast;
    document.dispatchEvent(new Event("concern:contrast"));
    figures();
  }

  function choose(contrast) {
    if (contrast) localStorage.setItem(KEPT, contrast);
    else localStorage.removeItem(KEPT);
    show();
  }

  // The colours that the server drew with, each with the one to show in its place.
  function swaps() {
    const rules = [...document.styleSheets].flatMap((one) => [...one.cssRules]);
    const block = (selector) => (rules.find((one) => one.selectorText === selector) || {}).style;
    const [plain, strong] = [block(":root"), block(':root[data-contrast="more"]')];
    if (!plain || !strong) return new Map();
    return new Map([...strong].filter((name) => name.startsWith("--"))
      .map((name) => [written(plain.getPropertyValue(name)), written(strong.getPropertyValue(name))]));
  }

  const written = (colour) => {
    const parts = colour.trim().match(/^rgb\(([\d.]+) ([\d.]+) ([\d.]+) \/ ([\d.]+)\)$/);
    return parts ? `rgba(${parts.slice(1).join(",")})` : colour.trim();
  };

  function swapped(value, by) {
    if (typeof value === "string") return by.get(value) || value;
    if (Array.isArray(value)) return value.map((one) => swapped(one, by));
    if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, swapped(one, by)]));
  }

  // Figures were drawn in the default colours; they are drawn again in those of the page.
  function figures() {
    for (const figure of document.querySelectorAll(".js-plotly-plot")) {
      if (!figure.data || (figure.dataset.contrast || "") === (more() ? "more" : "")) continue;
      const by = swaps();
      const way = more() ? by : new Map([...by].map(([from, to]) => [to, from]));
      figure.dataset.contrast = more() ? "more" : "";
      window.Plotly.react(figure, swapped(figure.data, way), swapped(figure.layout, way));
    }
  }

  new MutationObserver(() => { if (more()) requestAnimationFrame(figures); })
    .observe(root, { childList: true, subtree: true });
  wish.addEventListener("change", show);
  window.concern.theme = { choose, chosen, more };
  show();
})();
