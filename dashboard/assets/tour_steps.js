// What is shown to whoever comes first? The steps of each page; those whose part is not on the page,
// or not in view, as on a phone or for another role, are left out.
"use strict";
window.concern = window.concern || {};
window.concern.tours = [
  {
    at: /^\/$/,
    steps: [
      [".view-bar", "One thing at a time", "On a phone the list comes first. Map and filters are here."],
      ["#view-filters .panel-head", "Say what you look for", "By risk, sector, place, last visit and more. Everything on the page follows, and the address holds it: send it, and a colleague sees the same."],
      [".list-head", "How many, and in which order", "The count says how many of all businesses are left."],
      [".list tr[data-row]", "One line, one business", "Band and score, where it is, who was last there. A score is a prediction, not evidence: open the business for its reasons."],
      [".legend", "The map shows the same", "Shape and colour say the band. A circle gathers many; its arc is the share of high and severe. Click a point, or a circle to look closer."],
      [".export", "Take it with you", "What is on screen, row for row. Why and for whom is asked once and stands in the audit."],
      [".strip .figures", "Figures of what is shown", "They follow the filters too."],
      ["#help-open", "Help is here", "Words, keys and contrast; and this tour again."],
    ],
  },
  {
    at: /^\/patch$/,
    steps: [
      [".view-bar", "One thing at a time", "The list comes first. Map and filters are here."],
      ["[data-near]", "Where you are", "Asked for on a tap only, and never sent to us. A postcode or a place does as well."],
      [".patch-due", "What is due", "Only those due for a visit, or all."],
      [".near-card .near-top", "The nearest first", "Its band and score, how far it is, who was last there and when a visit is due."],
      [".near-card .near-ways", "At the door", "The brief is one page to read or print before you knock."],
      ["#help-open", "Help is here", "Words, keys and contrast; and this tour again."],
    ],
  },
  {
    at: /^\/(analysis|insights)$/,
    steps: [
      [".filtered-panel .panel-head", "Say what you look for", "The same filters as on the map: they come with you from page to page, and the address holds them."],
      [".filtered-head .count", "How many", "The count says how many of all businesses are left."],
      [".sheet-tools", "Your columns", "Choose the columns, and take the same rows away as a file. Why and for whom is asked once."],
      [".sheet thead", "Rows and columns", "A head puts the rows in its order. A name opens the business."],
      [".insights h2, .insight h2", "Charts that lead on", "A bar or a cell is a way into the filter; each chart can be read as a table."],
      ["#help-open", "Help is here", "Words, keys and contrast; and this tour again."],
    ],
  },
  {
    at: /^\/business\//,
    steps: [
      [".profile-heading h1", "One business", "All records that are held to be about it, of whatever agency."],
      [".standing .score-line", "Where it stands", "Score and band. A prediction, not evidence."],
      [".why h3", "Why", "Each line has its points and opens the contacts it rests on. The points add up to the score."],
      [".before h2", "Before you knock", "What to know at the door."],
      [".timeline h2", "Who has been", "One lane for each agency; stretches without a visit are shaded."],
      ["#links h2", "What joins its records", "Each link with its weight. Where one is wrong, say so here."],
    ],
  },
  {
    at: /^\/review\//,
    steps: [
      [".review .gist", "One business or two?", "Two records, and why they are held to be one, or not."],
      [".review .beside thead", "Side by side", "What differs is marked. The picture beside it adds up what speaks for and against."],
      ["#verdicts .buttons", "Decide", "Same, different or unsure; a letter does it too. Everything can be taken back."],
    ],
  },
];
