// What does "My patch" show? What is near the place that was asked for, card by card.
//
// The device's own place is held in memory only: never sent, stored or written to an address.
"use strict";
window.concern = window.concern || {};
(() => {
  const PAGE = 25;
  const HERE = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };
  const state = { place: null, ticket: 0, circle: null, fitted: null };
  const find = (id) => document.getElementById(id);
  const patch = () => document.querySelector(".patch");
  const number = (n) => n.toLocaleString("en-GB");

  function said(text) {
    const line = find("patch-said");
    if (line && line.textContent !== text) line.textContent = text;
  }

  function wanted() {
    return { place: state.place, miles: Number(find("patch-radius").value), order: find("patch-order").value };
  }

  // Lists what is near: the rows are judged here, and their cards fetched by row. from: how many
  // of them are listed already and stay.
  async function list(from = 0) {
    const held = window.concern.filtering.now();
    if (!patch() || !held) return;
    const ticket = ++state.ticket;
    const asked = wanted();
    const found = window.concern.near.sought(held, asked);
    pressed(held);
    circle(asked);
    const rows = found.rows.slice(from, from + PAGE);
    const answer = rows.length ? await fetch(`/county/${held.build}/cards?rows=${rows.join(",")}`) : null;
    const cards = answer && answer.ok ? await answer.json() : [];
    if (ticket !== state.ticket || !patch()) return;
    const lines = cards.map((one) => card(held.data, one, found.far.get(one.row)));
    if (from) find("table").append(...lines);
    else find("table").replaceChildren(...lines);
    if (from && lines.length) lines[0].querySelector(".name").focus();
    more(found.rows.length - from - rows.length, from + PAGE);
    said(summary(found.rows.length, asked, answer && !answer.ok));
    find("patch-way").textContent = cards.some((one) => one.on_map) ? window.concern.directions.said() : "";
    patch().dataset.listed = String(held.turn);
  }

  function summary(count, { place, miles, order }, failed) {
    if (failed) return "The list could not be fetched. Check the connection, then choose again.";
    if (!place && count) return `By ${order === "visit" ? "last visit" : "score"}; nearest first once a place is known`;
    if (!place) return "Nothing matches the filters. Clear some of them, or show all.";
    const within = miles ? ` within ${miles} mile${miles === 1 ? "" : "s"} of ${place.name}` : ` by distance from ${place.name}`;
    if (count) return `${number(count)}${within}`;
    return `Nothing${within}. Look further, or show all instead of what is due.`;
  }

  function card(data, one, away) {
    const { element, band, profileLink } = window.concern.dom;
    const where = [one.place, one.sector].filter(Boolean).join(" · ");
    const far = away === undefined ? null : element("span", { class: "far" }, window.concern.near.said(away));
    return element("li", { class: "near-card", "data-row": one.row },
      element("p", { class: "near-top" }, band(one), far),
      element("p", { class: "near-name" }, profileLink(one, { class: "name" }, one.name),
        element("span", { class: "where" }, where)),
      element("p", { class: "near-seen" }, one.seen, one.due ? element("b", {}, ` · ${one.due}`) : null),
      element("p", { class: "near-ways" },
        profileLink(one, { class: "button", "data-brief": "", "aria-label": `Brief of ${one.name}` }, "Brief"),
        one.on_map ? window.concern.directions.link({ lat: data.latOf(one.row), lon: data.lonOf(one.row), name: one.name }) : null));
  }

  function more(left, from) {
    const { element } = window.concern.dom;
    find("patch-more").replaceChildren(...(left > 0
      ? [element("button", { type: "button", class: "button", "data-more": from }, `Show ${Math.min(PAGE, left)} more of ${number(left)}`)] : []));
  }

  function pressed(held) {
    for (const one of document.querySelectorAll(".patch-due button")) {
      one.setAttribute("aria-pressed", String(one.dataset.due === (held.state.due || "")));
    }
  }

  // The place and how far is looked, on the map.
  function circle({ place, miles }) {
    const map = find("map") && find("map").leafletMap;
    if (state.circle) state.circle.remove();
    state.circle = null;
    if (!map || !place) return;
    const radius = (miles || 0.2) * window.concern.near.MILE_METRES;
    state.circle = L.circle([place.lat, place.lon], { radius, interactive: false, className: "near-circle" }).addTo(map);
    if (place !== state.fitted && map.getSize().x > 0) map.fitBounds(state.circle.getBounds(), { animate: false });
    state.fitted = map.getSize().x > 0 ? place : null;
  }

  function at(place) {
    state.place = place;
    list();
  }

  // The device's own place, on a tap; told to nobody.
  function here() {
    if (!navigator.geolocation) return said("This device does not tell its place. Type a postcode or place instead.");
    said("Looking for where you are …");
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => at({ name: "where you are", lat: coords.latitude, lon: coords.longitude, own: true }),
      () => said("This device did not tell its place. Allow it in the browser, or type a postcode or place."), HERE);
  }

  async function typed() {
    const text = find("patch-place").value.trim();
    if (!text) return at(null);
    const word = (document.cookie.match(/(?:^|; )_csrf_token=([0-9a-f]+)/) || [])[1] || "";
    const build = window.concern.filtering.now().build;
    const answer = await fetch(`/county/${build}/place`,
      { method: "POST", headers: { "X-CSRFToken": word }, body: new URLSearchParams({ text }) });
    const place = answer.ok ? await answer.json() : null;
    if (place) return at(place);
    return said(`No place called “${text}” is known here. Type a whole postcode, its first half, or a town.`);
  }

  const key = () => `concern-patch:${patch().dataset.mine}`;

  // Keeps the filters, a typed place and how far, on this device until its user signs out.
  function keep() {
    const { place } = state;
    const kept = { query: window.location.search.slice(1), place: place && !place.own ? place : null, ...rest() };
    localStorage.setItem(key(), JSON.stringify(kept));
    said(place && place.own ? "Remembered, without where you are: that is never kept." : "Remembered as your patch.");
  }

  const rest = () => ({ miles: find("patch-radius").value, order: find("patch-order").value });

  function choose(id, value) {
    window.dash_clientside.set_props(id, { value });
    find(id).value = value;
  }

  // Opens at the patch that was remembered, when the page is entered by its door.
  function recall() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key()) || "null"); } catch { kept = null; }
    if (!kept) return;
    choose("patch-radius", kept.miles);
    choose("patch-order", kept.order);
    state.place = kept.place;
    if (kept.place) window.dash_clientside.set_props("patch-place", { value: kept.place.name });
    if (window.location.search === "?due=due" && kept.query !== "due=due") {
      window.concern.filtering.change(window.concern.filters.fromQuery(kept.query));
    }
  }

  // On a phone the list comes first: place, distance and order are a tap away.
  function unfold(button) {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    patch().dataset.ways = open ? "open" : "shut";
  }

  document.addEventListener("concern:filtered", () => {
    const page = patch();
    if (!page) return;
    if (!page.dataset.entered) {
      page.dataset.entered = "yes";
      Object.assign(state, { place: null, circle: null, fitted: null });
      recall();
    }
    list();
  });
  document.addEventListener("change", (event) => {
    if (patch() && ["patch-radius", "patch-order"].includes(event.target.id)) at(state.place);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "patch-form") return;
    event.preventDefault();
    typed();
  });
  document.addEventListener("click", (event) => {
    const button = patch() && event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.dataset.near) here();
    if (button.dataset.ways) unfold(button);
    if (button.dataset.patch) keep();
    if (button.dataset.due !== undefined) window.concern.filtering.change({ due: button.dataset.due });
    if (button.dataset.more) list(Number(button.dataset.more));
  });
})();
