// What happened in which months? The slider's contacts: fetched once, then counted in the browser.
"use strict";
window.concern = window.concern || {};
(() => {
  const STEP_MS = 700;
  const RANGE = /^([0-9]{4}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2})$/;

  function parse(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const heading = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const entries = heading.starts.at(-1);
    const rows = new Uint32Array(buffer.slice(4 + length, 4 + length + 4 * entries));
    return { ...heading, rows, counts: new Uint8Array(buffer, 4 + length + 4 * entries, entries) };
  }

  const load = (build) => window.concern.data.once(build, "contacts", (reply) => reply.arrayBuffer().then(parse));

  // Contacts of each row in the months from the one numbered `first` to `last`, both included.
  function counted(block, first, last, into) {
    into.fill(0);
    for (let e = block.starts[first]; e < block.starts[last + 1]; e++) into[block.rows[e]] += block.counts[e];
    return into;
  }

  // The numbers of the months between which "2026-01..2026-03" lies; where it is not of them, the last year.
  function span(block, text) {
    const found = RANGE.exec(text || "");
    const [first, last] = found ? [block.months.indexOf(found[1]), block.months.indexOf(found[2])] : [-1, -1];
    const end = block.months.length - 1;
    return first >= 0 && last >= first ? [first, last] : [Math.max(0, end - 11), end];
  }

  const text = (block, [first, last]) => `${block.months[first]}..${block.months[last]}`;

  const named = (month) => new Date(`${month}-15T12:00:00Z`).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

  const words = (block, [first, last]) => (first === last ? named(block.months[first])
    : `${named(block.months[first])} to ${named(block.months[last])}`);

  // Plays month by month; a browser that asks for less motion goes one month for each press.
  class Player {
    constructor(button, next) {
      this.button = button;
      this.next = next;
      this.timer = 0;
      this.still = matchMedia("(prefers-reduced-motion: reduce)");
      button.addEventListener("click", () => this.press());
    }

    press() {
      if (this.still.matches) this.next();
      else if (this.timer) this.stop();
      else this.start();
    }

    start() {
      this.timer = setInterval(() => { if (!this.next() || !this.button.isConnected) this.stop(); }, STEP_MS);
      this.say();
      this.next();
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      this.say();
    }

    say() {
      this.button.textContent = this.still.matches ? "Next month" : this.timer ? "Pause" : "Play";
    }
  }

  window.concern.period = { load, counted, span, text, words, Player, parse };
})();
