// How do the links in the heading know the filters, and when do its folds close?
"use strict";
(() => {
  // Of this tab only, and forgotten at sign-out. Never the free text.
  const KEPT = "concern-filters";
  // The folds of the heading: further rooms, and what is known of score and build.
  const OPEN = ":is(.rooms-more, .scored)[open]";

  // Gives every link to a page that reads the filters the filters of the page that was last seen.
  function carry(query) {
    if (typeof query === "string") sessionStorage.setItem(KEPT, query);
    const held = sessionStorage.getItem(KEPT);
    for (const link of document.querySelectorAll("a[data-carries]")) link.search = held || link.dataset.carries;
  }

  function close() {
    for (const fold of document.querySelectorAll(OPEN)) fold.open = false;
  }

  document.addEventListener("click", (event) => {
    const inside = event.target.closest && event.target.closest(OPEN);
    for (const fold of document.querySelectorAll(OPEN)) if (fold !== inside) fold.open = false;
    if (inside && event.target.closest("a")) inside.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const fold = event.key === "Escape" && document.querySelector(OPEN);
    if (!fold) return;
    const inside = fold.contains(document.activeElement);
    close();
    if (inside) fold.querySelector("summary").focus();
  });

  window.concern = window.concern || {};
  window.concern.rooms = { carry };
  carry();
})();
