// How are filter states saved and opened again? The menu "Saved views" of every page that filters.
"use strict";
window.concern = window.concern || {};
(() => {
  const find = (id) => document.getElementById(id);
  const word = () => (document.cookie.match(/(?:^|; )_csrf_token=([0-9a-f]+)/) || [])[1] || "";
  const PAGES = { "/": "County", "/patch": "My patch", "/analysis": "Analysis", "/insights": "Insights" };
  let renaming = 0;

  function said(text) {
    if (find("saved-said")) find("saved-said").textContent = text;
  }

  // What the server answers, or null where it refused; then the menu says why.
  async function ask(address, fields) {
    const how = fields ? { method: "POST", headers: { "X-CSRFToken": word() }, body: new URLSearchParams(fields) } : {};
    try {
      const answer = await fetch(address, how);
      const told = await answer.json();
      if (answer.ok) return told;
      said(told.error);
    } catch {
      said("The server did not answer. Check that you are signed in, then try again.");
    }
    return null;
  }

  async function fill() {
    const views = await ask("/views/");
    const list = find("saved-list");
    if (!views || !list) return;
    const { element } = window.concern.dom;
    list.replaceChildren(...(views.length ? views.map(line) : [element("li", { class: "saved-none" }, "Nothing is saved yet.")]));
    if (renaming) list.querySelector("input").focus();
  }

  function line(one) {
    const { element } = window.concern.dom;
    if (one.view_id === renaming) return naming(one);
    const address = one.query ? `${one.page}?${one.query}` : one.page;
    const where = [PAGES[one.page], one.is_shared ? "shared" : "", one.by ? `by ${one.by}` : ""].filter(Boolean).join(", ");
    const act = (what, label) => element("button", { type: "button", class: "button-plain", "data-saved": what,
      "data-view-id": one.view_id, "aria-label": `${label} ${one.name}` }, label);
    const share = find("saved").dataset.share === "yes" && one.is_own
      ? act(one.is_shared ? "unshare" : "share", one.is_shared ? "Stop sharing" : "Share") : null;
    return element("li", {}, element("a", { href: address, "data-turn": "", class: "saved-open" }, one.name),
      element("span", { class: "where" }, where),
      one.may_change ? element("span", { class: "saved-acts" }, act("rename", "Rename"), share, act("delete", "Delete")) : null);
  }

  function naming(one) {
    const { element } = window.concern.dom;
    return element("li", {}, element("form", { class: "saved-naming", "data-view-id": one.view_id },
      element("input", { class: "field", name: "name", value: one.name, maxlength: 60, required: "", autocomplete: "off", "aria-label": `New name of ${one.name}` }),
      element("button", { type: "submit", class: "button" }, "Rename"),
      element("button", { type: "button", class: "button-plain", "data-saved": "keep" }, "Cancel")));
  }

  const ACTS = {
    rename: (id) => { renaming = id; },
    keep: () => { renaming = 0; },
    share: (id) => ask(`/views/${id}`, { shared: "yes" }).then((told) => told && said(`“${told.name}” is shared.`)),
    unshare: (id) => ask(`/views/${id}`, { shared: "no" }).then((told) => told && said(`“${told.name}” is yours alone.`)),
    delete: (id) => ask(`/views/${id}/delete`, {}).then((told) => told && said("Deleted.")),
  };

  async function act(what, id) {
    await ACTS[what](id);
    await fill();
    stay(id);
  }

  // The list was drawn anew: whoever was in it by keyboard goes on at the same view, or at the top.
  function stay(id) {
    if (document.activeElement !== document.body) return;
    const button = document.querySelector(`#saved button[data-view-id="${id}"]`);
    (button || document.querySelector("#saved summary")).focus();
  }

  // The filters that the address names, under a name.
  async function save() {
    const shared = document.querySelector("#saved-shared input");
    const told = await ask("/views/", { name: find("saved-name").value, page: window.location.pathname,
      query: window.location.search.slice(1), shared: shared && shared.checked ? "yes" : "no" });
    if (!told) return;
    window.dash_clientside.set_props("saved-name", { value: "" });
    said(`“${told.name}” is saved.`);
    await fill();
  }

  async function rename(form) {
    const told = await ask(`/views/${form.dataset.viewId}`, { name: form.elements.name.value });
    if (!told) return;
    renaming = 0;
    said(`It is called “${told.name}” now.`);
    await fill();
    stay(told.view_id);
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.id !== "saved" || !event.target.open) return;
    renaming = 0;
    said("");
    fill();
  }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id !== "saved-form" && !form.matches(".saved-naming")) return;
    event.preventDefault();
    if (form.id === "saved-form") save();
    else rename(form);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-saved]");
    if (button) act(button.dataset.saved, Number(button.dataset.viewId || 0));
    if (event.target.closest && event.target.closest(".saved-open")) find("saved").open = false;
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("#saved[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
