// What do the filters' controls say, and how is their change drawn before Dash hears of it?
"use strict";
window.concern = window.concern || {};
(() => {
  const CONTROLS = ["band", "sector", "agency", "district", "ward", "type", "rating",
    "visited", "known", "place", "overlap", "share", "due", "from", "to", "sort"];
  const ANY = "any";

  // What a control shows of the state: a choice that lets everything through is "any".
  function shown(state, name) {
    if (name === "from" || name === "to") {
      return state.period ? state.period.split("..")[name === "from" ? 0 : 1] : ANY;
    }
    if (name === "sort" && state.sort.includes(".")) return "column";
    return window.concern.filters.CHOICES.includes(name) ? state[name] || ANY : state[name];
  }

  // The months between what both controls say; of one that says any, as far as there are months.
  function period(from, to, changed) {
    const months = [...document.querySelectorAll("#filter-from option")].map(({ value }) => value)
      .filter((value) => value && value !== ANY).sort();
    if ((from === ANY && to === ANY) || !months.length) return "";
    let [first, last] = [from === ANY ? months[0] : from, to === ANY ? months.at(-1) : to];
    if (first > last) [first, last] = changed === "to" ? [last, last] : [first, first];
    return `${first}..${last}`;
  }

  // The state with what the controls called `changed` say.
  function turned(state, values, changed) {
    const said = Object.fromEntries(CONTROLS.map((name, i) => [name, values[i]]));
    const next = { ...state };
    for (const name of changed) {
      if (name === "from" || name === "to") next.period = period(said.from, said.to, name);
      else next[name] = window.concern.filters.CHOICES.includes(name) && said[name] === ANY ? "" : said[name] || state[name];
    }
    const { fromQuery, toQuery } = window.concern.filters;
    return fromQuery(toQuery(next));
  }

  // The filter that a control sets; null: it sets none, or one that the server has to look for.
  function filterOf(control) {
    const group = control.closest('[id^="filter-"]');
    const name = group ? group.id.slice("filter-".length) : "";
    const { LISTS, CHOICES } = window.concern.filters;
    return [...LISTS, ...CHOICES].includes(name) ? name : null;
  }

  // A box is ticked: the map is drawn in this very event. Dash comes to it by the address, and React
  // is told that it has seen the box already, or it would do all of its work first.
  document.addEventListener("click", (event) => {
    const box = event.target.matches && event.target.matches("input[type=checkbox]") ? event.target : null;
    const name = box && filterOf(box);
    if (!name) return;
    const { change, current } = window.concern.filtering;
    box.checked = Boolean(box.checked);
    const others = current()[name].filter((one) => one !== box.value);
    change({ [name]: box.checked ? [...others, box.value] : others });
    box.checked = current()[name].includes(box.value);
  }, true);

  document.addEventListener("change", (event) => {
    const list = event.target.matches && event.target.matches("select") ? event.target : null;
    const name = list && filterOf(list);
    if (!name) return;
    event.stopPropagation();
    window.concern.filtering.change({ [name]: list.value === ANY ? "" : list.value });
  }, true);

  window.concern.controls = { CONTROLS, shown, turned };
})();
