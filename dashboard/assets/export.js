// How is a list taken away? A dialog asks, the file comes in pieces, and it can be stopped.
"use strict";
window.concern = window.concern || {};
(() => {
  const KILO = 1000, REVOKE_MS = 60000;
  const dialog = () => document.getElementById("export-dialog");
  const part = (name) => dialog().querySelector(`.export-${name}`);
  const number = (n) => n.toLocaleString("en-GB");
  let stopping = null, values = {};

  // What to do about each answer that brings no file.
  const REFUSED = {
    400: "Not understood: choose a purpose, say who the list is for, and try again.",
    403: "Your account may not export, or your session has changed. Load the page again.",
    404: "A newer build was published, or the score shown has changed. Load the page again.",
    413: "There are more rows than an Excel sheet takes. Filter further, or choose CSV.",
    503: "The server cannot make or note the file just now. Try again in a few minutes.",
  };
  const BROKEN = "The file did not arrive whole, so nothing was saved. Try again.";

  const size = (bytes) => (bytes < KILO * KILO ? `${Math.ceil(bytes / KILO)} kB` : `${(bytes / KILO / KILO).toFixed(1)} MB`);
  const say = (text) => { part("state").textContent = text; };

  function open() {
    const shown = document.getElementById("count");
    part("what").textContent = shown ? shown.textContent.replace("Showing ", "") + " businesses, as filtered" : "";
    say("");
    dialog().showModal();
    dialog().querySelector("[name=format]:checked").focus();
    count();
  }

  // The columns of the table whose rows the file has.
  function asked() {
    const table = dialog().querySelector("[name=format]:checked").value === "touchpoints" ? "touchpoints" : "businesses";
    const all = [...dialog().querySelectorAll(".export-columns")];
    for (const one of all) one.hidden = one.dataset.table !== table;
    return all.find((one) => !one.hidden);
  }

  // Says how many columns are chosen, from what the groups' values became; see `counted`.
  function count() {
    const columns = asked();
    let chosen = 0, all = 0;
    for (const button of columns.querySelectorAll("[data-columns]")) {
      const own = boxesOf(button).length, of = (values[button.dataset.columns] || []).length;
      button.firstChild.textContent = of === own ? "None" : "All";
      chosen += of;
      all += own;
    }
    columns.querySelector(".export-count").textContent = `(${chosen} of ${all} chosen)`;
  }

  const boxesOf = (button) => [...button.closest("fieldset").querySelectorAll("[name=column]")];

  function toggle(button) {
    const boxes = boxesOf(button);
    const whole = (values[button.dataset.columns] || []).length === boxes.length;
    window.dash_clientside.set_props(button.dataset.columns, { value: whole ? [] : boxes.map((one) => one.value) });
  }

  // What the form sends; columns only where they are not the usual ones.
  function sent(form) {
    const body = new URLSearchParams(new FormData(form));
    const columns = asked();
    const checked = [...columns.querySelectorAll("[name=column]:checked")].map((one) => one.value);
    const usual = columns.dataset.usual.split(" ").slice(1);
    body.delete("column");
    if (checked.slice().sort().join() !== usual.sort().join()) {
      for (const name of ["profile_id", ...checked]) body.append("column", name);
    }
    return body;
  }

  async function take(form) {
    stopping = new AbortController();
    busy(true);
    say("The file is being made.");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent(form), signal: stopping.signal });
      const name = (/filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition")) || [])[1];
      if (!answer.ok || !name) say(REFUSED[answer.status] || `The server answered ${answer.status}. Load the page again.`);
      else save(await pieces(answer), name);
    } catch (fault) {
      say(fault.name === "AbortError" ? "Stopped. Nothing was saved." : BROKEN);
    } finally {
      stopping = null;
      busy(false);
    }
  }

  async function pieces(answer) {
    const total = Number(answer.headers.get("Content-Length"));
    const bar = part("progress").querySelector("progress");
    const reader = answer.body.getReader();
    const held = [];
    let bytes = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Blob(held, { type: answer.headers.get("Content-Type") });
      held.push(value);
      bytes += value.length;
      if (total) bar.value = bytes / total;
      say(`${size(bytes)}${total ? ` of ${size(total)}` : ""} have come.`);
    }
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
    say(`${name} was saved, ${size(blob.size)}.`);
  }

  function busy(is) {
    const progress = part("progress");
    progress.hidden = !is;
    progress.querySelector("progress").removeAttribute("value");
    dialog().querySelector("[type=submit]").disabled = is;
  }

  function stop() {
    if (stopping) stopping.abort();
  }

  const ACTS = { open, stop, close: () => dialog().close() };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.dataset.export) ACTS[button.dataset.export]();
    if (button.dataset.columns) toggle(button);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "export-form") return;
    event.preventDefault();
    if (!stopping) take(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "format" && event.target.form && event.target.form.id === "export-form") count();
  });
  // A dialog that is left stops what it was doing.
  document.addEventListener("close", (event) => {
    if (event.target.id === "export-dialog") stop();
  }, true);

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.concern_export = {
    counted() {
      const inputs = window.dash_clientside.callback_context.inputs_list.flat();
      values = Object.fromEntries(inputs.map((one) => [one.id, one.value]));
      if (dialog()) count();
    },
    // Which boxes of each group are checked when a page chooses columns.
    choose(names) {
      const groups = window.dash_clientside.callback_context.outputs_list || [];
      const columns = document.querySelector('.export-columns[data-table="businesses"]');
      if (!names || !columns) return groups.map(() => window.dash_clientside.no_update);
      const wanted = names.length ? names : columns.dataset.usual.split(" ");
      return groups.map(({ id }) => [...document.getElementById(id).querySelectorAll("[name=column]")]
        .map((one) => one.value).filter((one) => wanted.includes(one)));
    },
  };
})();
