// Which keys does a page know? One table: a script adds its keys to `concern.keyed`, this file acts on
// them, and Help lists those of the page that is shown. A key without `act` is the browser's own.
//
//   concern.keyed.push({ keys: ["s"], shown: "S", say: "Same: one business", on: () => ..., act() {} })
//
// keys: as KeyboardEvent names them, in lower case, with "ctrl+" and "shift+" before; on: whether the
// page has it now (missing: always); typing: also while a field has the focus or a dialog is open;
// again: also while it is held down. An act that answers false leaves the key to the next.
"use strict";
window.concern = window.concern || {};
(() => {
  const KEPT = "concern-keys";
  const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), select, textarea, [contenteditable]";
  const table = window.concern.keyed = window.concern.keyed || [];

  const lettersOn = () => localStorage.getItem(KEPT) !== "off";
  const here = (one) => !one.on || one.on();
  const listed = () => table.filter(here);

  function pressed(event) {
    const held = event.ctrlKey || event.metaKey;
    const shift = event.shiftKey && (held || event.key.length > 1) ? "shift+" : "";
    return `${held ? "ctrl+" : ""}${shift}${event.key.toLowerCase()}`;
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.defaultPrevented || !event.key) return;
    const named = pressed(event);
    const typing = event.target.closest && event.target.closest(FIELDS);
    const dialog = document.querySelector("dialog[open]");
    for (const one of listed()) {
      if (!one.act || !one.keys.includes(named)) continue;
      if ((typing && !one.typing) || (dialog && !one.typing)) continue;
      if (named.length === 1 && named !== "?" && !lettersOn()) continue;
      if (event.repeat && !one.again) continue;
      if (one.act(event) === false) continue;
      event.preventDefault();
      return;
    }
  });

  // One line of the sheet for each key of the page.
  function sheet(list) {
    const { element } = window.concern.dom;
    list.replaceChildren(...listed().map((one) => {
      const shown = [one.shown].flat().flatMap((key, i) => [i ? " or " : "", element("kbd", {}, key)]).slice(1);
      return element("div", { "data-keys": one.keys.join(" ") }, element("dt", {}, ...shown), element("dd", {}, one.say));
    }));
  }

  window.concern.keys = { sheet, lettersOn, choose: (on) => localStorage.setItem(KEPT, on ? "on" : "off") };
})();
