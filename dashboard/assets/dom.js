// How is a part of the page made? Text is always text: nothing here reads markup.
"use strict";
window.concern = window.concern || {};
(() => {
  function element(tag, attributes, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value);
    }
    made.append(...inside.filter((one) => one !== null && one !== undefined));
    return made;
  }

  // The shape, score and word of a risk band.
  function band(facts) {
    const word = facts.band[0].toUpperCase() + facts.band.slice(1);
    return element("span", { class: `band band-${facts.band}` },
      element("span", { class: "shape", "aria-hidden": "true" }),
      element("span", { class: "score" }, String(Math.round(facts.score))),
      element("span", { class: "word" }, word));
  }

  // A link to a profile that turns the page without loading it anew.
  function profileLink(facts, attributes, text) {
    return element("a", { ...attributes, href: `/business/${encodeURIComponent(facts.id)}`, "data-turn": "" }, text);
  }

  window.concern.dom = { element, band, profileLink };
})();
