// What does the browser do on the page of a business? It opens folds that hold what a link leads
// to, keeps the county's filters for the way back, and writes the moment of printing.
"use strict";
(() => {
  const KEPT = "concern-county-search";

  function reveal() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target || !target.closest(".profile")) return false;
    const folds = [...target.querySelectorAll(":scope > details")];
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") folds.push(up);
    for (const fold of folds) fold.open = true;
    for (const old of document.querySelectorAll(".profile .shown")) old.classList.remove("shown");
    target.classList.add("shown");
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
    return true;
  }

  window.addEventListener("hashchange", reveal);
  // A link followed twice changes no address; it is still followed.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".profile a[href^='#']");
    if (link && link.hash === window.location.hash) reveal();
  });

  // An address opened elsewhere may name a place on a page that is yet to be drawn.
  if (window.location.hash && window.location.pathname.startsWith("/business/")) {
    const watch = new MutationObserver(() => { if (reveal()) watch.disconnect(); });
    watch.observe(document.documentElement, { childList: true, subtree: true });
  }

  // Every way from the county to a business is a click or a key.
  function remember() {
    if (window.location.pathname === "/") sessionStorage.setItem(KEPT, window.location.search);
  }
  document.addEventListener("keydown", remember, true);
  document.addEventListener("click", (event) => {
    remember();
    const back = event.target.closest && event.target.closest("a.back");
    if (back) back.search = sessionStorage.getItem(KEPT) || "";
  }, true);

  window.addEventListener("beforeprint", () => {
    const now = new Date().toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    for (const place of document.querySelectorAll(".printed-at")) place.textContent = `, ${now}`;
  });
})();
