// What does the browser do while pairs are reviewed? It fetches the next ones beforehand, decides by
// keys, and says what was done. Without it the same form is sent the plain way.
"use strict";
window.concern = window.concern || {};
(() => {
  const page = document.getElementById("review");
  if (!page) return;
  const AHEAD = 3;
  const VERDICTS = { s: "same", d: "different", u: "unsure" };
  const at = (id) => document.getElementById(id);
  const bar = at("verdicts");
  const place = at("place");
  const why = at("why");
  const fetched = new Map();
  const decided = [];
  let queue = page.dataset.queue.split(" ").filter(Boolean);
  let busy = false;

  const shown = () => at("pair").dataset.token || "";
  const word = () => (document.cookie.match(/(?:^|; )_csrf_token=([0-9a-f]+)/) || [])[1] || "";

  // What the server answers, read as a document: nothing in it runs, and no text becomes markup.
  function ask(method, path, fields) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, path);
      request.responseType = "document";
      request.setRequestHeader("X-Review", "yes");
      if (fields) request.setRequestHeader("X-CSRFToken", word());
      request.onerror = () => reject(new Error("no answer"));
      request.onload = () => {
        // Led elsewhere or refused: the session is over, and the page leads to the door.
        const here = new URL(request.responseURL || path, location.href).pathname === path;
        if (request.status === 401 || !here) location.reload();
        else resolve({ status: request.status, drawn: request.responseXML });
      };
      request.send(fields ? new URLSearchParams(fields) : null);
    });
  }

  // The part of the page that holds one pair, as the server draws it.
  function pair(token) {
    if (!fetched.has(token)) {
      const asked = ask("GET", `/review/pair/${encodeURIComponent(token)}`).then((answer) => {
        const found = answer.drawn && answer.drawn.getElementById("pair");
        if (answer.status !== 200 || !found || found.dataset.token !== token) throw new Error("not a pair");
        return found;
      });
      asked.catch(() => fetched.delete(token));
      fetched.set(token, asked);
    }
    return fetched.get(token);
  }

  function ahead(token) {
    const from = queue.indexOf(token) + 1;
    for (const next of queue.slice(from, from + AHEAD)) pair(next).catch(() => {});
  }

  async function show(token, { keep = false } = {}) {
    if (!token) { location.assign(`/review/${page.dataset.asked ? `?${page.dataset.asked}` : ""}`); return; }
    let drawn;
    try { drawn = await pair(token); } catch { location.assign(`/review/?pair=${encodeURIComponent(token)}`); return; }
    place.replaceChildren(document.importNode(drawn, true));
    bar.hidden = false;
    bar.elements.pair.value = token;
    bar.elements.seen.value = at("pair").dataset.seen;
    if (!keep) { why.value = ""; fold(true); }
    const search = new URLSearchParams(page.dataset.asked);
    search.set("pair", token);
    history.replaceState(null, "", `/review/?${search}`);
    if (place.getBoundingClientRect().top < 0) place.scrollIntoView({ block: "start" });
    ahead(token);
  }

  function after(token) {
    const from = queue.indexOf(token);
    return from >= 0 ? queue[from + 1] : queue[0];
  }

  function tell(text) {
    at("said").textContent = "";
    requestAnimationFrame(() => { at("said").textContent = text; });
    at("last").textContent = text;
  }

  function count(told) {
    const number = (value) => Number(value).toLocaleString("en-GB");
    const [done, today] = at("counts").querySelectorAll("b");
    done.textContent = number(told.decided);
    done.nextSibling.textContent = ` of ${number(told.total)} decided; `;
    today.textContent = number(told.today);
    const progress = at("progress").querySelector("progress");
    progress.max = Number(told.total) || 1;
    progress.value = Number(told.decided);
  }

  async function decide(fields) {
    if (busy) return;
    busy = true;
    try {
      const { status, drawn } = await ask("POST", "/review/decisions", { asked: page.dataset.asked, ...fields });
      fetched.delete(fields.pair);
      const answer = drawn && drawn.getElementById("answer");
      if (status !== 200 || !answer) { refuse(drawn); return; }
      const told = answer.dataset;
      at("conflict").replaceChildren();
      at("quarrels").replaceChildren(...answer.children);
      count(told);
      if (fields.verdict === "undo") {
        await show(fields.pair);
        tell("Taken back. The pair waits again.");
        return;
      }
      decided.push({ pair: fields.pair, seen: told.judgement });
      at("undo").disabled = false;
      const next = after(fields.pair);
      const from = queue.indexOf(fields.pair);
      if (from >= 0) queue.splice(from, 1);
      if (fields.verdict === "unsure" && from >= 0) queue.push(fields.pair);
      await show(next && next !== fields.pair ? next : queue[0]);
      tell(told.done);
    } catch {
      tell("Nothing was written: the server did not answer. Try again.");
    } finally {
      busy = false;
    }
  }

  function refuse(drawn) {
    const conflict = drawn && drawn.querySelector(".refused");
    if (!conflict) { tell("Nothing was written. Load the page anew and try again."); return; }
    at("conflict").replaceChildren(document.importNode(conflict, true));
    at("conflict").querySelector("button, a").focus();
  }

  // On a phone the reason and the ways to other pairs wait behind a button, so that records show.
  function fold(away) {
    bar.classList.toggle("folded", away);
    at("more").setAttribute("aria-expanded", String(!away));
  }

  function undo() {
    const last = decided.pop();
    at("undo").disabled = !decided.length;
    if (!last) { tell("There is nothing of this visit to take back."); return; }
    if (!queue.includes(last.pair)) queue.unshift(last.pair);
    decide({ pair: last.pair, verdict: "undo", seen: last.seen ?? "" });
  }

  function walk(step) {
    const from = queue.indexOf(shown());
    const to = from + step;
    if (to < 0) { tell("This is the first pair."); return; }
    if (to >= queue.length) { tell("This is the last pair that waits."); return; }
    show(queue[to]).then(() => tell(`Pair ${to + 1} of ${queue.length} that wait.`));
  }

  const say = (verdict) => decide({
    pair: bar.elements.pair.value, verdict, why: why.value, seen: bar.elements.seen.value,
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form !== bar && !form.matches("#conflict form")) return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form, event.submitter));
    delete fields.csrf;
    decide(fields);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-pair]");
    const step = event.target.closest("[data-walk]");
    if (step) walk(step.dataset.walk === "skip" ? 1 : -1);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    at("conflict").replaceChildren();
    fetched.delete(link.dataset.pair);
    show(link.dataset.pair).then(() => at("pair").focus({ preventScroll: true }));
  });

  // The field for the reason is left by Enter and Escape; every other key is in the table.
  why.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    why.blur();
  });

  const on = () => !bar.hidden;
  const key = (keys, shown, say, act) => ({ keys, shown, say, on, act });
  (window.concern.keyed = window.concern.keyed || []).push(
    key(["s"], "S", "Same: one business", () => say(VERDICTS.s)),
    key(["d"], "D", "Different: two businesses", () => say(VERDICTS.d)),
    key(["u"], "U", "Unsure: cannot be told, comes last", () => say(VERDICTS.u)),
    key(["z"], "Z", "Undo what you decided last", undo),
    key(["j", "arrowright"], ["J", "→"], "Skip to the next pair", () => walk(1)),
    key(["k", "arrowleft"], ["K", "←"], "Back to the pair before", () => walk(-1)),
    key(["r"], "R", "Write a reason; Enter or Esc leaves the field", () => { fold(false); why.focus(); }),
  );

  at("undo").addEventListener("click", undo);
  at("more").addEventListener("click", () => fold(!bar.classList.contains("folded")));
  for (const id of ["walk", "undo", "more"]) at(id).hidden = false;
  fold(true);
  if (shown()) ahead(shown());
  page.dataset.ready = "yes";
})();
