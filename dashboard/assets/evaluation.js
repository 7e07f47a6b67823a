/* Draws the pictures of an evaluation. Each stands beside its table, so nothing is lost without. */
(() => {
  const draw = () => {
    if (!window.Plotly) { return; }
    for (const box of document.querySelectorAll("[data-plot]")) {
      const { data, layout } = JSON.parse(box.dataset.plot);
      window.Plotly.newPlot(box, data, layout, { displayModeBar: false, responsive: true })
        .then(() => { box.dataset.drawn = "yes"; });
    }
  };
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", draw); } else { draw(); }
})();
