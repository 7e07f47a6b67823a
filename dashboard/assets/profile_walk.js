// How does one go through a list of businesses page by page, and back to where one was in it?
//
// The address carries the filters. The words that were looked for are in no address: they stay in this tab.
"use strict";
window.concern = window.concern || {};
(() => {
  const KEPT = "concern-list";
  let returning = null;

  const listed = () => document.getElementById("filter-text");
  const kept = () => JSON.parse(sessionStorage.getItem(KEPT) || "null");
  const near = (event, selector) => event.target.closest && event.target.closest(selector);

  // Every way from a list to a business is a click or a key.
  function remember() {
    if (!listed()) return;
    const { pathname, search } = window.location;
    sessionStorage.setItem(KEPT, JSON.stringify({ path: pathname, search, text: listed().value || "" }));
  }

  for (const kind of ["keydown", "pointerdown", "click"]) {
    document.addEventListener(kind, (event) => {
      remember();
      const link = near(event, "a[href^='/business/']");
      if (link && listed() && !link.search) link.search = window.location.search;
      const back = near(event, "a.back");
      if (back) lead(back, kind);
    }, true);
  }

  // The way back leads to the list as it was, and to the business that was looked at last.
  function lead(back, kind) {
    const list = kept();
    back.pathname = list ? list.path : "/";
    back.search = list ? list.search : window.location.search;
    const article = document.querySelector("article.profile");
    if (kind === "click" && article) returning = { path: back.pathname, row: Number(article.dataset.row), text: list ? list.text : "" };
  }

  document.addEventListener("concern:filtered", async ({ detail }) => {
    if (!returning || returning.path !== window.location.pathname || !listed()) return;
    const { row, text } = returning;
    returning = null;
    if (text && !listed().value) window.dash_clientside.set_props("filter-text", { value: text });
    if (!document.getElementById("map") || !document.getElementById("table")) return;
    await window.concern.map.ready(detail.build);
    window.concern.map.select(row, { from: "focus" });
    window.concern.list.show(row);
  });

  // The list that this page was come to from, as the server is asked of it; null: from none.
  function list() {
    const { search } = window.location;
    const held = kept();
    if (held && held.search === search) return { query: search.slice(1), text: held.text };
    return search ? { query: search.slice(1), text: "" } : { query: null, text: "" };
  }

  function step(rel) {
    const link = document.querySelector(`.walk a[rel='${rel}']`);
    if (!link) return false;
    link.click();
    return true;
  }

  const key = (keys, shown, say, rel) => ({ keys, shown, say, on: () => Boolean(document.querySelector(".walk")), act: () => step(rel) });
  window.concern.keyed = window.concern.keyed || [];
  window.concern.keyed.push(
    key(["j", "n"], ["J", "N"], "Next business in the list", "next"),
    key(["k", "p"], ["K", "P"], "Business before it in the list", "prev"),
  );

  window.concern.walk = { list };
})();
