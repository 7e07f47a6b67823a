// What does a page say while the server is asked, and where it does not answer? After a second that it
// works, with a way to stop; where nothing comes, what happened and a way to ask again. Whoever asked
// goes on waiting meanwhile, so that an answer to the second try is taken like one to the first.
"use strict";
window.concern = window.concern || {};
(() => {
  const SLOW_MS = 1000;
  const LONG_MS = 30000;
  // An export says itself how far it is: its dialog lies over this, and twice would be two disclosures.
  const OURS = /^\/(_dash-|county\/(?!export))/;
  const GONE = new Set([500, 502, 503, 504]);
  const NAMES = [[/columns|districts/, "the map"], [/listing/, "the list"], [/text-found/, "the search"],
    [/cards/, "names"], [/_dash-layout|_dash-dependencies/, "the page"]];
  const { element } = window.concern.dom;
  const asked = new Set();
  const plain = window.fetch;

  function bar() {
    return document.getElementById("working") || document.body.appendChild(
      element("div", { id: "working", class: "working", role: "status", popover: "manual" }));
  }

  const button = (label, act) => {
    const made = element("button", { type: "button", class: "button" }, label);
    made.addEventListener("click", act);
    return made;
  };

  // What is shown: what failed first, else what takes long.
  function show() {
    const told = [...asked].find((one) => one.failed) || [...asked].find((one) => one.slow);
    const place = bar();
    const said = told ? `${told.failed || told.slow} ${told.what}` : "";
    // Over everything, dialogs too.
    place.togglePopover(Boolean(told));
    if (!told) place.replaceChildren();
    if (!told || place.dataset.said === said) { place.dataset.said = said; return; }
    place.dataset.said = said;
    place.classList.toggle("failed", Boolean(told.failed));
    if (told.failed) {
      place.replaceChildren(element("span", {}, told.failed),
        button("Try again", () => all("again")), button("Leave it", () => all("stop")));
    } else {
      place.replaceChildren(element("span", { class: "turning", "aria-hidden": "true" }),
        element("span", {}, `${told.slow}: ${told.what}`), button("Cancel", () => all("stop")));
    }
  }

  const all = (act) => { for (const one of [...asked]) if (act === "stop" || one.failed) one[act](); };

  function what(url, options) {
    const text = url + (typeof options.body === "string" ? options.body.slice(0, 400) : "");
    return (NAMES.find(([pattern]) => pattern.test(text)) || [null, "the page"])[1];
  }

  // A stopped question of Dash is answered with "nothing changes"; another's asker is told.
  const stopped = (url) => (url.includes("_dash-") ? new Response(null, { status: 204 }) : new Response(null, { status: 499 }));

  function waited(url, options) {
    return new Promise((resolve, reject) => {
      const one = { what: what(url, options), slow: "", failed: "" };
      const done = (settle) => { clearTimeout(one.timer); clearTimeout(one.later); asked.delete(one); show(); settle(); };
      const say = (words) => { if (!one.failed) { one.slow = words; show(); } };
      one.stop = () => { one.stopping = true; one.abort.abort(); done(() => resolve(stopped(url))); };
      one.again = () => {
        one.failed = one.slow = "";
        one.abort = new AbortController();
        one.timer = setTimeout(say, SLOW_MS, "Working");
        one.later = setTimeout(say, LONG_MS, "Still working; it takes longer than it should");
        show();
        plain(url, { ...options, signal: one.abort.signal }).then((answer) => {
          if (GONE.has(answer.status)) fail(answer.status);
          else done(() => resolve(answer));
        }, (error) => (one.stopping ? null : error.name === "AbortError" ? done(() => reject(error)) : fail(0)));
      };
      const fail = (status) => {
        clearTimeout(one.timer);
        clearTimeout(one.later);
        one.failed = status === 500 ? "Something went wrong on the server, which wrote it down. Nothing was changed."
          : status ? "The server cannot answer just now. Nothing was lost."
            : "The server did not answer. Nothing was lost; is the network there?";
        show();
      };
      if (options.signal) options.signal.addEventListener("abort", () => one.abort.abort());
      asked.add(one);
      one.again();
    });
  }

  window.fetch = (resource, options = {}) => {
    const url = typeof resource === "string" ? new URL(resource, location.href) : null;
    const ours = url && url.origin === location.origin && OURS.test(url.pathname);
    return ours ? waited(resource, options) : plain(resource, options);
  };
  window.concern.waiting = { asked: () => asked.size };
})();
