// Which filters are in force? One chip for each, which takes it away.
"use strict";
window.concern = window.concern || {};
(() => {
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const month = (text) => `${MONTHS[Number(text.slice(5)) - 1]} ${text.slice(0, 4)}`;

  const WRITTEN = {
    period: (value) => {
      const [first, last] = value.split("..").map(month);
      return first === last ? `Contact ${first}` : `Contact ${first} to ${last}`;
    },
    area: (value) => `Area of ${window.concern.area.decode(value).length} corners drawn on the map`,
  };

  const label = (labels, name, value) => (WRITTEN[name] ? WRITTEN[name](value) : (labels[name] || {})[value] || value);

  // A way to a state with one filter less: a link, but for the text, which no address may hold.
  function way(one, attributes, ...inside) {
    const { element } = window.concern.dom;
    const here = window.location.pathname;
    return one.text
      ? element("button", { ...attributes, type: "button", "data-clear": "text" }, ...inside)
      : element("a", { ...attributes, href: one.query ? `${here}?${one.query}` : here, "data-turn": "" }, ...inside);
  }

  function chip(one) {
    const { element } = window.concern.dom;
    return way(one, { class: "chip" }, element("span", { class: "hidden" }, "Remove filter: "), one.label,
      element("span", { class: "cross", "aria-hidden": "true" }));
  }

  function without(state, name, value) {
    const { LISTS, toQuery } = window.concern.filters;
    const left = LISTS.includes(name) ? state[name].filter((one) => one !== value) : "";
    return toQuery({ ...state, [name]: left });
  }

  // Shows the filters of a state and the words that are looked for.
  function show(state, text, labels) {
    const place = document.getElementById("chips");
    if (!place) return;
    const said = window.concern.filters.chosen(state).map(([name, value]) => (
      { label: label(labels, name, value), query: without(state, name, value) }));
    if (text.trim()) said.push({ label: `“${text}”`, text: true });
    place.replaceChildren(...said.map(chip));
  }

  window.concern.chips = { show, way };
})();
