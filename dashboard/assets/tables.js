// How is a wide table read on a phone? Each row as a card, each value under the name of its column.
// Without this a table scrolls by itself. What is a table stays one for whoever hears it.
"use strict";
(() => {
  const role = (one, name) => { if (!one.hasAttribute("role")) one.setAttribute("role", name); };

  function label(table) {
    const heads = [...table.tHead.rows[0].cells].map((one) => one.dataset.short || one.textContent.trim());
    role(table, "table");
    for (const part of [table.tHead, ...table.tBodies]) role(part, "rowgroup");
    for (const line of table.rows) {
      role(line, "row");
      [...line.cells].forEach((cell, at) => {
        role(cell, cell.scope === "row" ? "rowheader" : cell.tagName === "TH" ? "columnheader" : "cell");
        if (line.parentElement !== table.tHead && at && heads[at]) cell.dataset.label = heads[at];
        if (!cell.textContent.trim() && !cell.children.length) cell.classList.add("blank");
      });
    }
    const body = [...table.tBodies].flatMap((part) => [...part.rows]);
    const figures = body.length && [...body[0].cells].slice(1).every((one) => one.classList.contains("number") && one.textContent.trim().length <= 8);
    table.classList.add("stacks", ...(figures ? ["stacks-figures"] : []));
  }

  for (const table of document.querySelectorAll(".office .scrolled > table")) {
    // Review lays its own tables out.
    const plain = !table.closest(".review") && table.tHead && table.tHead.rows.length === 1 && !table.querySelector("[colspan], [rowspan]");
    if (plain && table.tHead.rows[0].cells.length > 2) label(table);
  }
})();
