// How do address, controls and everything that is shown stay one? Every change becomes one query.
//
// Pages listen to the event concern:filtered, whose detail is what now() returns: build, data, kept
// (1 for each row that passes), count, query, state and turn, which grows with every change. It
// comes again for the same turn when a page is drawn anew.
"use strict";
window.concern = window.concern || {};
(() => {
  const CONTROLS = ["band", "sector", "agency", "district", "ward", "type", "rating",
    "visited", "known", "place", "overlap", "share", "due", "from", "to", "sort"];
  const ANY = "any";
  const none = () => window.dash_clientside.no_update;
  const same = (a, b) => JSON.stringify([a].flat().sort()) === JSON.stringify([b].flat().sort());
  const number = (n) => n.toLocaleString("en-GB");
  let held = null;
  let labels = {};
  let awaited = null;

  function set(id, props) {
    if (document.getElementById(id)) window.dash_clientside.set_props(id, props);
  }

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

  const current = () => window.concern.filters.fromQuery(window.location.search);

  // Leads to another state: the one that is shown, with these filters instead.
  function change(part) {
    const { toQuery } = window.concern.filters;
    const query = toQuery({ ...current(), ...part });
    if (query !== toQuery(current())) window.concern.trail.step(query, words());
  }

  // Sets the words that are looked for, as they were in a state that was led to.
  function write(text) {
    if (words() === text) return;
    window.concern.trail.expect(text);
    set("filter-text", { value: text });
  }

  // The browser's own way to another state brings back its words, of which the address says nothing;
  // where that is on another page, once there is a field for them.
  window.addEventListener("popstate", (event) => {
    if (!event.isTrusted) return;
    awaited = window.concern.trail.words();
    if (awaited === null || !document.getElementById("filter-text")) return;
    write(awaited);
    awaited = null;
  });

  const words = () => (document.getElementById("filter-text") || { value: "" }).value;

  // The address or the controls, whichever changed, become the filter state; the rest follow.
  function sync(search, ...more) {
    const { toQuery } = window.concern.filters;
    const values = more.slice(0, CONTROLS.length);
    const [months, text, named] = more.slice(CONTROLS.length);
    labels = named || {};
    const changed = window.dash_clientside.callback_context.triggered.map((one) => one.prop_id.split(".")[0])
      .filter((id) => id.startsWith("filter-")).map((id) => id.slice("filter-".length));
    const state = changed.length ? turned(current(), values, changed) : current();
    const query = toQuery(state);
    if (changed.length && query !== toQuery(current())) window.concern.trail.step(query, text || "");
    window.concern.trail.arrive(text || "");
    if (awaited !== null) write(awaited);
    awaited = null;
    if (held) paint(query, held.found);
    window.concern.rooms.carry(query);
    const controls = CONTROLS.map((name, i) => (same(shown(state, name), values[i]) ? none() : shown(state, name)));
    return [query, query, state.period === (months || "") ? none() : state.period, ...controls];
  }

  // Judges every business by a state, unless that is done; without the months' rows it has to wait.
  function paint(query, found) {
    if (held.query === query && held.found === found) return true;
    const { fromQuery, mask, bitsOf } = window.concern.filters;
    const state = fromQuery(query);
    if (state.period && (!found || found.period !== state.period)) return false;
    const bits = [bitsOf(found && found.text), state.period ? bitsOf(found.months) : null].filter(Boolean);
    held.count = mask(held.data, state, bits.length > 1 ? both(...bits) : bits[0] || null, held.kept);
    Object.assign(held, { query, found, state, turn: (held.turn || 0) + 1 });
    document.dispatchEvent(new CustomEvent("concern:filtered", { detail: held }));
    return true;
  }

  const both = (a, b) => a.map((byte, i) => byte & b[i]);

  // Shows the filters in force and says how many businesses they let through.
  async function draw(query, found, text, build) {
    if (query === null || query === undefined) return none();
    const { LISTS, chosen, fromQuery, toQuery } = window.concern.filters;
    const state = fromQuery(query);
    window.concern.trail.typed(text || "");
    window.concern.chips.show(state, text || "", labels);
    for (const name of LISTS) {
      const mark = document.getElementById(`filter-${name}-chosen`);
      if (mark) mark.textContent = state[name].length || "";
    }
    const filters = chosen(state).length + ((text || "").trim() ? 1 : 0);
    set("filter-count", { children: filters ? `(${filters})` : "" });
    set("export-query", { value: query });
    set("export-text", { value: text || "" });
    const data = await window.concern.data.load(build);
    if (!held || held.build !== build) held = { build, data, kept: new Uint8Array(data.rows) };
    if (query !== toQuery(current()) || !paint(query, found || null)) return none();
    document.dispatchEvent(new CustomEvent("concern:filtered", { detail: held }));
    return `Showing ${number(held.count)} of ${number(data.rows)}`;
  }

  function clear(what) {
    if (what === "text" || !window.location.search) return set("filter-text", { value: "" });
    window.concern.trail.step("", "");
    return write("");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button");
    if (button && button.dataset.clear) clear(button.dataset.clear);
    if (button && button.dataset.trail) window.concern.trail.go(button.dataset.trail);
  });

  window.concern.filtering = { change, current, now: () => held };
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_filtering = { sync, draw };
})();
