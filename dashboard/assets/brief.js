// What does a tap on "Brief" do? It opens the page of the business and prints its sheet.
"use strict";
(() => {
  let waiting = null;

  function print(profile) {
    const sheet = document.querySelector(".profile .print-brief");
    if (!sheet || !window.location.pathname.endsWith(profile)) return;
    waiting.disconnect();
    waiting = null;
    // After the frame that draws it.
    requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-brief]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (waiting) waiting.disconnect();
    const profile = link.pathname;
    waiting = new MutationObserver(() => print(profile));
    waiting.observe(document.getElementById("main"), { childList: true, subtree: true });
  }, true);
})();
