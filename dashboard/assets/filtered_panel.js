// Are the filters beside the content, or folded above it? On a phone they open on a tap.
"use strict";
(() => {
  const narrow = window.matchMedia("(max-width: 899px)");

  function fit(panel) {
    if (!panel) return;
    panel.open = !narrow.matches;
    panel.dataset.fits = "yes";
  }

  const panel = () => document.querySelector(".filtered-panel");
  narrow.addEventListener("change", () => fit(panel()));
  document.addEventListener("concern:filtered", () => fit(document.querySelector(".filtered-panel:not([data-fits])")));
})();
