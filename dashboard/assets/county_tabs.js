// Which of list, districts, gaps and trend stands beside the map? Tabs, as the arrow keys expect them.
"use strict";
(() => {
  const tabs = () => [...document.querySelectorAll(".county-tabs [role=tab]")];

  function open(tab) {
    for (const one of tabs()) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
    }
    const name = tab.dataset.tab;
    document.getElementById("county-list").hidden = name !== "list";
    const told = document.getElementById("county-told");
    told.hidden = name === "list";
    told.setAttribute("aria-labelledby", tab.id);
    window.dash_clientside.set_props("county-tab", { data: name });
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest && event.target.closest(".county-tabs [role=tab]");
    if (tab) open(tab);
  });
  document.addEventListener("keydown", (event) => {
    const all = tabs();
    const at = all.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    next.focus();
    open(next);
  });
})();
