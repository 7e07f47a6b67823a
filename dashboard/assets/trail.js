// How is a change of the filters taken back? Each is a step of the browser's own history.
//
// A step is stamped with the walk it belongs to, its place in it and the free text that stood then;
// so the buttons, the keys and the browser's arrows all lead to the same states. The text stays in
// the tab: it is never in an address.
"use strict";
window.concern = window.concern || {};
(() => {
  const tops = new Map();
  let last = null;
  let walks = 0;
  let awaited = null;

  const stamp = () => (window.history.state && window.history.state.concern) || null;

  function put(step) {
    window.history.replaceState({ ...window.history.state, concern: step }, "");
    reached(step);
  }

  function reached(step) {
    last = { ...step, path: window.location.pathname };
    tops.set(step.walk, Math.max(step.at, tops.get(step.walk) || 0));
    offer();
  }

  // Which way is open: back to the walk's first state, forward to the last one that was taken back.
  function offer() {
    const here = stamp();
    const ways = { undo: Boolean(here && here.at > 0), redo: Boolean(here && here.at < (tops.get(here.walk) || 0)) };
    for (const [id, open] of Object.entries(ways)) {
      const button = document.getElementById(`filter-${id}`);
      if (button) button.disabled = !open;
    }
  }

  // Notes the state the page has come to, with the words that stand there if it is a new one.
  function arrive(text) {
    const here = stamp();
    if (here) return reached(here);
    const on = last && last.path === window.location.pathname;
    put(on ? { walk: last.walk, at: last.at + 1, text } : { walk: `${Date.now()}.${walks++}`, at: 0, text });
    return tops.set(last.walk, last.at);
  }

  // The words that were looked for in the state the address is at; null: it is a new one.
  const words = () => (stamp() ? stamp().text : null);

  // The address of a state: its filters, and beside them the columns of a table, which stay.
  function address(query, cols) {
    const filters = query.split("&").filter((part) => part && !part.startsWith("cols=")).join("&");
    const kept = cols === undefined ? new URLSearchParams(window.location.search).get("cols") : cols;
    const beside = kept ? `cols=${encodeURIComponent(kept).replaceAll("%2C", ",")}` : "";
    const parts = [filters, beside].filter(Boolean).join("&");
    return window.location.pathname + (parts ? `?${parts}` : "");
  }

  // A step to another state of the page; whoever listens to the address hears of it.
  function step(query, text, typed, cols) {
    const here = stamp() || { walk: `${Date.now()}.${walks++}`, at: -1 };
    const next = { walk: here.walk, at: here.at + 1, text, typed };
    window.history.pushState({ concern: next }, "", address(query, cols));
    tops.set(next.walk, next.at);
    reached(next);
    window.dispatchEvent(new PopStateEvent("popstate", { state: window.history.state }));
  }

  // A step to the same filters with other columns beside them.
  const beside = (cols, text) => step(window.location.search.slice(1), text, false, cols);

  // Until the text that a state was led to with stands there, what stands there is of another.
  const expect = (text) => { awaited = text; };

  // Words are one step however many letters were typed.
  function typed(text) {
    const here = stamp();
    if (awaited !== null && awaited !== text) return;
    awaited = null;
    if (!here || here.text === text) return;
    if (here.typed) put({ ...here, text });
    else step(window.location.search.slice(1), text, true);
  }

  const ways = { undo: () => window.history.back(), redo: () => window.history.forward() };

  function go(way) {
    const button = document.getElementById(`filter-${way}`);
    if (button && !button.disabled) ways[way]();
  }

  const on = () => Boolean(document.getElementById("filter-undo"));
  (window.concern.keyed = window.concern.keyed || []).push(
    { keys: ["/"], shown: "/", say: "To the search", on, act: () => find() },
    { keys: ["c"], shown: "C", say: "Clear all filters", on, act: () => document.querySelector("[data-clear=all]").click() },
    { keys: ["ctrl+z"], shown: "Ctrl Z", say: "Undo the last change of the filters", on, act: () => go("undo") },
    { keys: ["ctrl+y", "ctrl+shift+z"], shown: ["Ctrl Y", "Ctrl Shift Z"], say: "Do it again", on, act: () => go("redo") },
  );

  // The search may be folded away with the filters, as on a phone.
  function find() {
    const field = document.getElementById("filter-text");
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.focus();
  }

  document.addEventListener("input", (event) => { if (event.target.id === "filter-text") awaited = null; });

  window.concern.trail = { arrive, words, step, beside, typed, expect, go };
})();
