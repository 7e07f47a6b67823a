// Which notice was put away? Until the next sign-in: the door clears what this tab keeps.
"use strict";
(() => {
  const KEPT = "concern-put-away";
  const root = document.documentElement;
  const show = () => { root.dataset.reviews = sessionStorage.getItem(KEPT) || ""; };

  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest(".put-away")) return;
    sessionStorage.setItem(KEPT, "away");
    show();
    const main = document.getElementById("main");
    if (main) main.focus({ preventScroll: true });
  });
  show();
})();
