// What does the browser do on the page of a business? It draws the timeline, opens folds that hold
// what a link leads to, and writes the moment of printing.
"use strict";
(() => {
  // The fold that holds an element which was not sent yet, such as record-12.
  function foldOf(id) {
    const [, kind, number] = id.match(/^([a-z]+)-(\d+)$/) || [];
    return [...document.querySelectorAll(".profile details[data-holds]")].find((fold) => fold.dataset.holds === kind
      && Number(fold.dataset.first) <= Number(number) && Number(number) <= Number(fold.dataset.last));
  }

  const summary = (fold) => fold.querySelector(":scope > summary");

  // Opens a fold as a click on it would, so that what it holds is sent.
  function unfold(fold) {
    if (!fold.open) summary(fold).click();
  }

  let awaited = null;
  function reveal() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    if (awaited) awaited.disconnect();
    if (!id || !document.querySelector(".profile")) return false;
    const target = document.getElementById(id);
    if (target && target.closest(".profile")) return arrive(target);
    const fold = foldOf(id);
    if (!fold) return false;
    awaited = new MutationObserver(() => { if (document.getElementById(id)) reveal(); });
    awaited.observe(fold, { childList: true, subtree: true });
    unfold(fold);
    return true;
  }

  function arrive(target) {
    for (const own of target.querySelectorAll(":scope > details.folded")) unfold(own);
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") unfold(up);
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
    if (link && link.getAttribute("href") === window.location.hash) reveal();
  });

  // A page that was turned keeps what its frame was: what was ready is so no longer.
  function turning() {
    const article = document.querySelector("article.profile");
    if (article) article.removeAttribute("data-ready");
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest(".profile a[data-turn]")) turning();
  }, true);
  window.addEventListener("popstate", turning);

  // Who says so, record by record: links are made when they are asked for.
  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    const place = fold.open && fold.dataset.told !== undefined && fold.querySelector(".evidence");
    if (!place) return;
    place.replaceChildren(...fold.dataset.told.split(" ").map((number) => window.concern.dom.element("a",
      { href: `#record-${number}` }, `record ${Number(number) + 1}`)));
  }, true);

  // Draws what the page of a business was given, and says that it stands.
  function draw(given) {
    const article = document.querySelector("article.profile");
    if (!article || !given) return null;
    for (const fold of article.querySelectorAll("details")) fold.open = "open" in fold.dataset;
    performance.mark("concern:timeline-given");
    window.concern.timeline.draw(given.timeline);
    performance.measure("concern:timeline", "concern:timeline-given");
    article.dataset.ready = article.dataset.profile;
    performance.mark("concern:profile");
    if (window.location.hash) reveal();
    return { id: article.dataset.profile, ...window.concern.walk.list() };
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_profile = { draw };

  window.addEventListener("beforeprint", () => {
    const now = new Date().toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    for (const place of document.querySelectorAll(".printed-at")) place.textContent = `, ${now}`;
  });
})();
