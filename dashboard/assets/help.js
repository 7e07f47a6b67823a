// Help: the sheet that the button of the heading and "?" open, and what a word beside a "?" means.
"use strict";
window.concern = window.concern || {};
(() => {
  const sheet = () => document.getElementById("help");
  const at = (id) => document.getElementById(id);
  let note = null;

  function open() {
    const dialog = sheet();
    if (!dialog || dialog.open) return;
    hide();
    window.concern.keys.sheet(at("keys"));
    at("keys-on").checked = window.concern.keys.lettersOn();
    for (const one of dialog.querySelectorAll("[name=contrast]")) one.checked = one.value === window.concern.theme.chosen();
    dialog.querySelector(".tour-again").hidden = !window.concern.tour.here();
    dialog.showModal();
    at("help-h").focus();
  }

  // What a word means: what the page says of it, else what Help does.
  function meaning(button) {
    if (button.dataset.text) return button.dataset.text;
    const entry = document.querySelector(`#help [data-word="${button.dataset.help}"] dd`);
    return entry ? entry.textContent : "";
  }

  function hide() {
    if (!note) return;
    note.button.setAttribute("aria-expanded", "false");
    note.shown.remove();
    note = null;
  }

  // Beside its button in the order of reading, over everything in the window, wholly in view.
  function show(button) {
    const text = meaning(button);
    const same = note && note.button === button;
    hide();
    if (!text || same) return;
    const shown = document.createElement("span");
    shown.className = "help-note";
    shown.setAttribute("role", "status");
    shown.setAttribute("popover", "manual");
    button.after(shown);
    shown.showPopover();
    shown.textContent = text;
    button.setAttribute("aria-expanded", "true");
    note = { button, shown };
    place();
  }

  function place() {
    if (!note) return;
    const [box, size] = [note.button.getBoundingClientRect(), note.shown.getBoundingClientRect()];
    const left = Math.max(8, Math.min(box.left - 12, innerWidth - size.width - 8));
    const under = box.bottom + 6 + size.height < innerHeight;
    const top = under ? box.bottom + 6 : Math.max(8, box.top - 6 - size.height);
    note.shown.style.left = `${left}px`;
    note.shown.style.top = `${top}px`;
  }

  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest && event.target.closest(selector);
    const button = near("button.help");
    if (button) { event.preventDefault(); show(button); return; }
    if (!near(".help-note")) hide();
    if (near("#help-open")) open();
    if (event.target === sheet()) sheet().close();
  });
  document.addEventListener("focusin", (event) => {
    if (note && event.target !== note.button && !note.shown.contains(event.target)) hide();
  });
  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", place);
  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-on") window.concern.keys.choose(event.target.checked);
    if (event.target.name === "contrast") window.concern.theme.choose(event.target.value);
  });

  const keyed = window.concern.keyed = window.concern.keyed || [];
  keyed.push(
    { keys: ["?"], shown: "?", say: "This sheet", act: open },
    { keys: ["escape"], shown: "Esc", say: "Close what was opened", typing: true, act: () => {
      const button = note && note.button;
      hide();
      if (button) button.focus();
      return Boolean(button);
    } },
  );
  window.concern.help = { open };
})();
