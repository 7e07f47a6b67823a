// What does each band look like on the canvas? Shapes and colours, from the tokens of the page.
"use strict";
window.concern = window.concern || {};
(() => {
  const BANDS = ["low", "moderate", "high", "severe"];
  const SIZES = [9, 11, 13, 12];
  const SHAPES = ["circle", "diamond", "triangle", "square"];
  const FULL = 2 * Math.PI;

  function tokens(element) {
    const style = getComputedStyle(element);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      bands: BANDS.map((band) => read(`--band-${band}`)),
      ink: read("--ink"), paper: read("--paper"), secondary: read("--secondary"),
      line: read("--line"), cluster: read("--cluster"), focus: read("--focus"), sans: read("--sans"),
      ramp: [1, 2, 3, 4, 5].map((step) => read(`--ramp-${step}`)), faint: read("--faint"), read,
    };
  }

  const TRACES = {
    circle: (g, r) => g.arc(0, 0, r, 0, FULL),
    diamond: (g, r) => { g.moveTo(0, -r); g.lineTo(r, 0); g.lineTo(0, r); g.lineTo(-r, 0); },
    triangle: (g, r) => { g.moveTo(0, -r); g.lineTo(r, r * 0.8); g.lineTo(-r, r * 0.8); },
    square: (g, r) => g.rect(-r * 0.86, -r * 0.86, 1.72 * r, 1.72 * r),
    ring: (g, r) => g.arc(0, 0, r * 0.8, 0, FULL),
  };

  // What the classes of the layer of risk look like: the bands.
  const bands = (colours) => BANDS.map((_, band) => ({ shape: SHAPES[band], size: SIZES[band], colour: colours.bands[band] }));

  // Each class's mark is drawn once and then only copied.
  function sprite({ shape, size, colour }, colours, scale) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil((size + 4) * scale);
    const g = canvas.getContext("2d");
    g.scale(scale, scale);
    g.translate((size + 4) / 2, (size + 4) / 2);
    g.beginPath();
    TRACES[shape](g, size / 2);
    g.closePath();
    g.lineJoin = "round";
    g.lineWidth = shape === "ring" ? 5 : 2;
    g.strokeStyle = colours.paper;
    g.stroke();
    g.fillStyle = shape === "ring" ? colours.paper : colour;
    g.fill();
    if (shape === "ring") {
      g.lineWidth = 2.5;
      g.strokeStyle = colour;
      g.stroke();
    }
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

  window.concern.marks = { BANDS, tokens, bands, sprite, halo };
})();
