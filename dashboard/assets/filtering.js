// How do address, controls and everything that is shown stay one? Every change becomes one query.
//
// Pages listen to the event concern:filtered, whose detail is what now() returns: build, data, kept
// (1 for each row that passes), count, query, state and turn, which grows with every change. It
// comes again for the same turn when a page is drawn anew.
"use strict";
window.concern = window.concern || {};
(() => {
  const none = () => window.dash_clientside.no_update;
  const same = (a, b) => JSON.stringify([a].flat().sort()) === JSON.stringify([b].flat().sort());
  const number = (n) => n.toLocaleString("en-GB");
  const AT_MOST_MS = 100;
  let held = null;
  let labels = null;
  let awaited = null;
  let ahead = null;

  function set(id, props) {
    if (document.getElementById(id)) window.dash_clientside.set_props(id, props);
  }

  const words = () => (document.getElementById("filter-text") || { value: "" }).value;
  const asked = () => (ahead ? ahead.query : window.location.search);
  const current = () => window.concern.filters.fromQuery(asked());

  // Leads to another state: the one that is shown, with these filters instead. It is drawn at once;
  // the address, and with it all that Dash keeps, follows when the drawing is on the screen.
  function change(part) {
    const { fromQuery, toQuery } = window.concern.filters;
    // Read once more, so that equal states are one address, whatever came first.
    const query = toQuery(fromQuery(toQuery({ ...current(), ...part })));
    if (query === toQuery(current())) return;
    settle();
    ahead = { query, text: words(), at: performance.now() };
    if (!held || !paint(query, held.found)) return settle();
    performance.mark("concern:filter");
    const mine = ahead;
    const late = () => { if (ahead === mine) settle(); };
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(late)));
    setTimeout(late, AT_MOST_MS);
  }

  // The address says what is shown.
  function settle() {
    if (!ahead) return;
    const { query, text } = ahead;
    ahead = null;
    window.concern.trail.step(query, text);
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
    ahead = null;
    awaited = window.concern.trail.words();
    if (awaited === null || !document.getElementById("filter-text")) return;
    write(awaited);
    awaited = null;
  });

  // The address or the controls, whichever changed, become the filter state; the rest follow.
  function sync(search, ...more) {
    settle();
    const { toQuery } = window.concern.filters;
    const { CONTROLS, shown, turned } = window.concern.controls;
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
    const judged = mask(held.data, state, bits.length > 1 ? both(...bits) : bits[0] || null, held.kept);
    Object.assign(held, judged, { query, found, state, turn: (held.turn || 0) + 1 });
    tell();
    return true;
  }

  const both = (a, b) => a.map((byte, i) => byte & b[i]);

  // Says what is shown to whoever listens, and how many businesses that is once the controls show
  // the same.
  function tell() {
    document.dispatchEvent(new CustomEvent("concern:filtered", { detail: held }));
    if (labels) say("count", `Showing ${number(held.count)} of ${number(held.data.rows)}`);
    chips(held.state);
  }

  function say(id, text) {
    const place = document.getElementById(id);
    if (place && place.textContent !== text) place.textContent = text;
  }

  // The filters in force: a chip for each, and how many there are of each list.
  function chips(state) {
    if (!labels) return;
    window.concern.chips.show(state, words(), labels);
    for (const name of window.concern.filters.LISTS) say(`filter-${name}-chosen`, String(state[name].length || ""));
    const filters = window.concern.filters.chosen(state).length + (words().trim() ? 1 : 0);
    say("filter-count", filters ? `(${filters})` : "");
  }

  async function hold(build) {
    const data = await window.concern.data.load(build);
    if (!held || held.build !== build) held = { build, data, kept: new Uint8Array(data.rows) };
  }

  // Shows a state once Dash has come to it.
  async function draw(query, found, text, build) {
    if (query === null || query === undefined) return;
    settle();
    const { fromQuery, toQuery } = window.concern.filters;
    window.concern.trail.typed(text || "");
    chips(fromQuery(query));
    set("export-query", { value: query });
    set("export-text", { value: text || "" });
    await hold(build);
    if (query !== toQuery(current())) return;
    const turn = held.turn;
    if (paint(query, found || null) && turn === held.turn) tell();
  }

  // A map that was just made shows the address at once, where the address alone says what to show.
  document.addEventListener("concern:map-made", async () => {
    const { content } = document.querySelector('meta[name="build"]') || {};
    const state = current();
    if (!content || state.period || words() || window.concern.trail.words()) return;
    await hold(content);
    if (!document.getElementById("map") || words()) return;
    const turn = held.turn;
    if (paint(window.concern.filters.toQuery(current()), null) && turn === held.turn) tell();
  });

  function clear(what) {
    settle();
    if (what === "text" || !window.location.search) return set("filter-text", { value: "" });
    window.concern.trail.step("", "");
    return write("");
  }

  // What is pressed next is pressed on the state that is shown.
  const before = (event) => { if (ahead && ahead.at < event.timeStamp) settle(); };
  for (const kind of ["click", "keydown"]) document.addEventListener(kind, before, true);
  document.addEventListener("visibilitychange", settle);

  // A link to other filters of the same page is a change of them.
  function follow(event) {
    const link = event.target.closest && event.target.closest("a[data-turn]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button || event.defaultPrevented);
    if (!link || !plain || !held || link.pathname !== window.location.pathname || !document.getElementById("filter-text")) return;
    event.preventDefault();
    change(window.concern.filters.fromQuery(link.search));
  }

  document.addEventListener("click", (event) => {
    follow(event);
    const button = event.target.closest && event.target.closest("button");
    if (button && button.dataset.clear) clear(button.dataset.clear);
    if (button && button.dataset.trail) window.concern.trail.go(button.dataset.trail);
  });

  window.concern.filtering = { change, current, now: () => held };
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_filtering = { sync, draw };
})();
