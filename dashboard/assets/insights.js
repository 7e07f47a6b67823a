// When is a chart of the insights drawn, and where does a click on it lead?
//
// A chart is drawn when it comes into view, or is printed; until then its figure waits.
"use strict";
window.concern = window.concern || {};
(() => {
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const waiting = new Map();
  let watcher = null;

  const plots = () => document.querySelectorAll(".insight-plot");

  function draw(box) {
    const id = box.dataset.chart;
    if (!waiting.has(id)) return;
    set(`insight-${id}-plot`, { figure: waiting.get(id) });
    waiting.delete(id);
  }

  // Watches the charts that stand on the page now; a page drawn anew has others.
  function watch() {
    if (watcher) watcher.disconnect();
    watcher = new IntersectionObserver((seen) => {
      for (const one of seen) if (one.isIntersecting) draw(one.target);
    }, { rootMargin: "200px" });
    for (const box of plots()) watcher.observe(box);
  }

  function hold(figures) {
    if (!figures) return;
    for (const [id, figure] of Object.entries(figures)) waiting.set(id, figure);
    watch();
    performance.mark("concern:insights");
  }

  function lead() {
    for (const { prop_id: prop, value } of window.dash_clientside.callback_context.triggered) {
      const query = value && value.points.length ? value.points[0].customdata : null;
      // Told again, the same click would be no news.
      if (value) set(prop.split(".")[0], { clickData: null });
      if (typeof query === "string") window.concern.filtering.change(window.concern.filters.fromQuery(query));
    }
  }

  window.addEventListener("beforeprint", () => plots().forEach(draw));

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_insights = { hold, lead };
})();
