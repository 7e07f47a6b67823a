// How is the list shown? Rows and figures as dashboard/listing.py gives them.
"use strict";
window.concern = window.concern || {};
(() => {
  const HEADS = [["score", "Risk", "descending"], ["name", "Business", "ascending"],
    ["visit", "Last visit", "descending"], ["agencies", "Agencies", "descending"]];
  const WORDS = { score: { "data-help": "band", "aria-label": "What is Band?" },
    visit: { "data-help": "last-visit", "aria-label": "What is Last visit?" } };
  const number = (n) => n.toLocaleString("en-GB");
  let wanted = -1;

  const help = (key) => WORDS[key] && window.concern.dom.element("button",
    { type: "button", class: "help", "aria-expanded": "false", ...WORDS[key] }, "?");

  function fill(listing) {
    const list = document.getElementById("table");
    if (!listing || !list) return;
    if (listing.newer) renewed();
    if (listing.gone) return;
    list.replaceChildren(...(listing.matching ? [table(listing), pager(listing)].filter(Boolean) : [nothing(listing)]));
    document.querySelectorAll(".figure").forEach((one, i) => { one.textContent = listing.figures[i]; });
    window.concern.map.mark(window.concern.map.selected());
    const line = wanted >= 0 && list.querySelector(`tr[data-row="${wanted}"]`);
    if (line) line.scrollIntoView({ block: "nearest" });
    else list.scrollTop = 0;
    wanted = -1;
    performance.mark("concern:listed");
  }

  // A page keeps showing what it was drawn from; it says when there is something newer.
  function renewed() {
    const { element } = window.concern.dom;
    document.getElementById("notices").replaceChildren(element("p", { class: "notice notice-amber", role: "status" },
      "A newer build was published, or another version of the score is shown. ", element("a", { href: location.href }, "Load it")));
  }

  function table(listing) {
    const { element } = window.concern.dom;
    const heads = HEADS.map(([key, label, order]) => element("th", { scope: "col", role: "columnheader",
      class: `col-${key}`, "aria-sort": listing.sort === key ? order : "none" },
    element("button", { type: "button", class: "sorter", "data-sort": key }, label), help(key), element("span", { class: "head-word" }, label)));
    return element("table", { class: "businesses", role: "table" },
      element("caption", { class: "hidden" }, "Businesses that match the filters"),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads)),
      element("tbody", { role: "rowgroup" }, ...listing.cards.map(row)));
  }

  function row(card) {
    const { element, band, profileLink } = window.concern.dom;
    const tag = (text) => element("span", { class: "tag" }, text);
    const line = (text, kind) => element("span", { class: kind, title: text }, text);
    const [, since, by] = /^(.*?)( by .*)?$/.exec(card.visit);
    return element("tr", { role: "row", "data-row": card.row },
      element("td", { class: "col-score", role: "cell" }, band(card)),
      element("th", { scope: "row", role: "rowheader" },
        element("span", { class: "named" }, profileLink(card, { class: "name", title: card.name }, card.name),
          card.ceased ? tag("ceased") : null, card.on_map ? null : tag("not on the map")),
        card.place ? line(card.place, "where") : null, line(card.sector, "where")),
      element("td", { class: "col-visit", role: "cell" }, line(since, "since"), by ? line(by, "by") : null),
      element("td", { class: "col-agencies", role: "cell" }, String(card.agencies),
        element("span", { class: "unit" }, card.agencies === 1 ? " agency" : " agencies")));
  }

  function pager({ page, pages }) {
    const { element } = window.concern.dom;
    if (pages === 1) return null;
    const turn = (label, to) => element("button", { type: "button", class: "button", "data-page": to,
      disabled: to < 1 || to > pages ? "" : null }, label);
    return element("nav", { class: "pager", "aria-label": "Pages of businesses" },
      turn("Previous", page - 1), element("span", {}, `Page ${number(page)} of ${number(pages)}`), turn("Next", page + 1));
  }

  function nothing({ drops }) {
    const { element } = window.concern.dom;
    const advice = drops.map((one) => element("li", {},
      window.concern.chips.way(one, { class: "button-plain" }, `${one.label}: ${number(one.count)} would match`)));
    return element("div", { class: "nothing" }, element("h2", {}, "Nothing matches these filters"),
      element("p", {}, advice.length ? "Drop one of them:" : "No single filter explains it."),
      advice.length ? element("ul", {}, ...advice) : null,
      element("button", { type: "button", class: "button", "data-clear": "all" }, "Clear all filters"));
  }

  // Brings the row into the list: scrolls to it, or asks for the page it is on.
  function show(row) {
    const line = document.querySelector(`tr[data-row="${row}"]`);
    if (line) line.scrollIntoView({ block: "nearest" });
    else {
      wanted = row;
      window.dash_clientside.set_props("focus", { data: { row } });
    }
  }

  window.concern.list = { fill, show };
})();
