// How do the links in the heading know the filters, and when does its fold close?
"use strict";
(() => {
  // Of this tab only, and forgotten at sign-out. Never the free text.
  const KEPT = "concern-filters";

  // Gives every link to a page that reads the filters the filters of the page that was last seen.
  function carry(query) {
    if (typeof query === "string") sessionStorage.setItem(KEPT, query);
    const held = sessionStorage.getItem(KEPT);
    for (const link of document.querySelectorAll("a[data-carries]")) link.search = held || link.dataset.carries;
  }

  function close() {
    for (const fold of document.querySelectorAll(".rooms-more[open]")) fold.open = false;
  }

  document.addEventListener("click", (event) => {
    const fold = event.target.closest && event.target.closest(".rooms-more");
    if (!fold || event.target.closest(".rooms-more a")) close();
  });
  document.addEventListener("keydown", (event) => {
    const fold = event.key === "Escape" && document.querySelector(".rooms-more[open]");
    if (!fold) return;
    const inside = fold.contains(document.activeElement);
    close();
    if (inside) fold.querySelector("summary").focus();
  });

  window.concern = window.concern || {};
  window.concern.rooms = { carry };
  carry();
})();
