// What does the browser do on every page? The title, and the focus when the page turns.
"use strict";
(() => {
  let first = true;
  const concern = (window.dash_clientside = window.dash_clientside || {});
  concern.concern_page = {
    entitle(shown) {
      if (shown && shown.title) document.title = shown.title;
      if (!first) {
        const main = document.getElementById("main");
        if (main) main.focus({ preventScroll: true });
        window.scrollTo(0, 0);
      }
      first = false;
    },
  };
})();
