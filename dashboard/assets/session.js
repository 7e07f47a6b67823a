/* What a page does about its session: forms repeat its word, and one that ended leads to the door. */
(() => {
  "use strict";

  const word = () => (document.cookie.match(/(?:^|; )_csrf_token=([0-9a-f]+)/) || [])[1] || "";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.elements.csrf) return;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "csrf";
    field.value = word();
    form.append(field);
  }, true);

  const plain = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await plain(...asked);
    const ours = new URL(answer.url || "/", location.href).origin === location.origin;
    if (answer.status !== 401 || !ours) return answer;
    location.replace(`/sign-in?over=yes&next=${encodeURIComponent(location.pathname + location.search)}`);
    return new Promise(() => {}); // the page is leaving; nobody waits for the answer
  };

  // A page the browser kept as it was may be of a session that is over: ask for it anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
