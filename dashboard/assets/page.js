// What does the browser do on every page? The title, the focus, and links that turn the page.
"use strict";
(() => {
  let first = true;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_page = {
    entitle(shown) {
      if (shown && shown.title) document.title = shown.title;
      for (const link of document.querySelectorAll(".rooms a")) {
        if (shown && link.pathname === shown.path) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
      if (!first) {
        const main = document.getElementById("main");
        if (main) main.focus({ preventScroll: true });
        window.scrollTo(0, 0);
      }
      first = false;
    },
    carry: (query) => window.concern.rooms.carry(query),
  };

  // A link marked data-turn goes through Dash, which keeps what is loaded; with a modifier key, or
  // where Dash is not ready, it stays a link.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-turn]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (!link || !plain || event.defaultPrevented || !window.dash_clientside.set_props) return;
    event.preventDefault();
    window.dash_clientside.set_props("url", { pathname: link.pathname, search: link.search });
  });
})();
