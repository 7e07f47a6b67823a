// Which link leads to the door of a business? One that the device's own maps open.
//
// `geo:` opens whatever maps the device has, and names no host. Apple's devices do not answer to it:
// theirs open at maps.apple.com, which is told where, never which business. That link says in words
// that it leaves this site, tells no referrer, and is not there where the operator wants none.
"use strict";
window.concern = window.concern || {};
(() => {
  const APPLE = /iPhone|iPad|iPod|Macintosh/;
  const APPLE_MAPS = "https://maps.apple.com/?daddr=";

  const apple = () => APPLE.test(navigator.userAgent);
  const outside = () => document.querySelector("[data-outside]").dataset.outside === "yes";

  // The link to a place; null where there is none to give. name: of the business, for the device alone.
  function link({ lat, lon, name }) {
    const { element } = window.concern.dom;
    const point = `${lat.toFixed(5)},${lon.toFixed(5)}`;
    if (!apple()) {
      const href = `geo:${point}?q=${point}(${encodeURIComponent(name)})`;
      return element("a", { class: "button", href, "aria-label": `Directions to ${name}` }, "Directions");
    }
    if (!outside()) return null;
    return element("a", { class: "button", href: APPLE_MAPS + point, rel: "noreferrer",
      "aria-label": `Directions to ${name}, in Apple Maps: leaves this site` }, "Directions in Maps");
  }

  // What a press on such a link tells whom.
  function said() {
    if (!apple()) return "Directions open the maps of this device.";
    return outside() ? "Directions leave this site for Apple Maps, which is told the place, not the business." : "";
  }

  window.concern.directions = { link, said };
})();
