// What does each band look like on the canvas? Shapes and colours, from the tokens of the page.
"use strict";
window.concern = window.concern || {};
(() => {
  const BANDS = ["low", "moderate", "high", "severe"];
  const SIZES = [9, 11, 13, 12];
  const FULL = 2 * Math.PI;

  function tokens(element) {
    const style = getComputedStyle(element);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      bands: BANDS.map((band) => read(`--band-${band}`)),
      ink: read("--ink"), paper: read("--paper"), secondary: read("--secondary"),
      line: read("--line"), cluster: read("--cluster"), focus: read("--focus"), sans: read("--sans"),
    };
  }

  function trace(g, band, size) {
    const r = size / 2;
    g.beginPath();
    if (band === 0) g.arc(0, 0, r, 0, FULL);
    else if (band === 1) { g.moveTo(0, -r); g.lineTo(r, 0); g.lineTo(0, r); g.lineTo(-r, 0); }
    else if (band === 2) { g.moveTo(0, -r); g.lineTo(r, r * 0.8); g.lineTo(-r, r * 0.8); }
    else g.rect(-r * 0.86, -r * 0.86, 1.72 * r, 1.72 * r);
    g.closePath();
  }

  // Each band's mark is drawn once and then only copied.
  function sprite(band, colours, scale) {
    const size = SIZES[band];
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil((size + 4) * scale);
    const g = canvas.getContext("2d");
    g.scale(scale, scale);
    g.translate((size + 4) / 2, (size + 4) / 2);
    trace(g, band, size);
    g.lineJoin = "round";
    g.lineWidth = 2;
    g.strokeStyle = colours.paper;
    g.stroke();
    g.fillStyle = colours.bands[band];
    g.fill();
    return canvas;
  }

  function halo(g, colours, text, x, y, font, colour) {
    g.font = font;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.lineJoin = "round";
    g.lineWidth = 3;
    g.strokeStyle = colours.paper;
    g.strokeText(text, x, y);
    g.fillStyle = colour;
    g.fillText(text, x, y);
  }

  window.concern.marks = { BANDS, SIZES, tokens, sprite, halo };
})();
