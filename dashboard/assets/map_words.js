// What are the layers of the map called, and their classes? The words of the choice and of the key.
"use strict";
window.concern = window.concern || {};
(() => {
  const LAYERS = {
    risk: { help: "band", name: "Risk", says: "Band of the score today", arcs: ["high", "severe"] },
    visits: { help: "last-visit", name: "Time since a visit", says: "How long ago somebody of any agency went there",
      classes: ["within 3 months", "3 months to 1 year", "1 to 3 years", "over 3 years", "never"], arcs: ["over 3 years or never"] },
    agencies: { help: "agencies", name: "Agencies that know it", says: "How many agencies hold a record of it",
      classes: ["none", "1", "2", "3", "4 or more"], arcs: ["known to 4 or more"] },
    contacts: { help: "contact", name: "Contacts in a period", says: "Visits, complaints and other contacts, by month",
      classes: ["none", "1", "2", "3 to 5", "6 or more"], arcs: ["with 3 contacts or more"] },
    never: { help: "under-the-radar", name: "Under the radar", says: "Never visited by anyone",
      classes: ["visited before", "never, low or moderate risk", "never, high or severe risk"], arcs: ["never visited, low or moderate risk", "never visited, high or severe risk"] },
    index: { help: "area-index", name: "Areas compared", says: "Share at high or severe risk, ward by ward" },
  };
  const TOO_FEW = "Too few to say";

  window.concern.words = { LAYERS, TOO_FEW };
})();
