// How are many businesses drawn at once? One canvas over Leaflet's map, no tile, no marker element.
//
// Where more than a screen can show are in view they are gathered on a grid that is fixed to the
// ground, so that panning moves circles and never reshuffles them. The most severe are always drawn
// one by one, on top.
"use strict";
window.concern = window.concern || {};
(() => {
  const CELL = 64;
  const MOST_POINTS = 900;
  const MOST_IN_CELL = 40;
  const FEW = 2;
  const STREET_ZOOM = 14.5;
  const ASIDE = [0, -24, 24, -36, 36];
  const MARGIN = 160;
  const REACH = 13;
  const FULL = 2 * Math.PI;

  class Painter {
    constructor(map, data) {
      this.map = map;
      this.kept = new Uint8Array(data.rows).fill(1);
      this.data = data;
      this.look = null;
      this.selected = -1;
      this.labels = [];
      this.points = [];
      this.clusters = [];
      this.canvas = L.DomUtil.create("canvas", "points leaflet-zoom-hide");
      this.canvas.setAttribute("aria-hidden", "true");
      map.getPanes().overlayPane.appendChild(this.canvas);
      this.colours = window.concern.marks.tokens(map.getContainer());
      this.redraw = () => this.draw();
      this.recolour = () => {
        this.colours = window.concern.marks.tokens(map.getContainer());
        this.scale = 0;
        this.draw();
      };
      map.on("moveend zoomend resize viewreset", this.redraw);
      document.addEventListener("concern:contrast", this.recolour);
    }

    remove() {
      this.map.off("moveend zoomend resize viewreset", this.redraw);
      document.removeEventListener("concern:contrast", this.recolour);
      this.canvas.remove();
    }

    measure() {
      const { sprite } = window.concern.marks;
      const { map, data } = this;
      const scale = window.devicePixelRatio || 1;
      const size = map.getSize();
      const [width, height] = [size.x + 2 * MARGIN, size.y + 2 * MARGIN];
      const corner = map.containerPointToLayerPoint([-MARGIN, -MARGIN]);
      const world = 256 * 2 ** map.getZoom();
      const ground = map.project(data.middle, map.getZoom());
      const origin = ground.subtract(map.getPixelOrigin()).subtract(corner);
      if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
        this.canvas.width = Math.round(width * scale);
        this.canvas.height = Math.round(height * scale);
        this.canvas.style.width = `${width}px`;
        this.canvas.style.height = `${height}px`;
      }
      if (this.scale !== scale || this.drawn !== this.look) {
        this.sprites = this.look.classes.map((one) => sprite(one, this.colours, scale));
        this.scale = scale;
        this.drawn = this.look;
      }
      L.DomUtil.setPosition(this.canvas, corner);
      this.view = { width, height, world, x0: origin.x, y0: origin.y, corner,
        // The ground's pixel at the canvas' left top: the grid of clusters hangs on it.
        gx: ground.x - origin.x, gy: ground.y - origin.y };
    }

    // What is drawn of each row: its class, the order of the classes, and what an arc counts.
    // codes: class of each row; classes: shape, size and colour; order: rows, the last on top;
    // high: the first class an arc counts; top: the first that is drawn one by one; hidden: none is.
    wear(look) {
      this.look = look;
      this.draw();
    }

    draw() {
      if (!this.look) this.look = window.concern.layers.risk(this.data, this.colours);
      this.measure();
      const { width, height } = this.view;
      const g = this.canvas.getContext("2d");
      g.setTransform(this.scale, 0, 0, this.scale, 0, 0);
      g.clearRect(0, 0, width, height);
      this.points = [];
      this.clusters = [];
      const seen = this.inView();
      const cells = this.map.getZoom() < STREET_ZOOM ? this.cells(seen) : [];
      const crowded = seen.length > MOST_POINTS || cells.some((cell) => cell.count > MOST_IN_CELL);
      if (crowded && cells.length) this.gather(g, seen, cells);
      else {
        this.write(g);
        this.dot(g, seen);
      }
      this.ring(g);
      performance.mark("concern:drawn");
    }

    // The kept rows whose place is on the canvas, calm bands first.
    inView() {
      const { dx, dy, flags } = this.data;
      const { order, hidden } = this.look;
      const { world, x0, y0, width, height } = this.view;
      const seen = [];
      if (hidden) return seen;
      for (let j = 0; j < order.length; j++) {
        const i = order[j];
        if (!this.kept[i] || !(flags[i] & 4)) continue;
        const x = dx[i] * world + x0;
        const y = dy[i] * world + y0;
        if (x > 0 && y > 0 && x < width && y < height) seen.push(i);
      }
      return seen;
    }

    dot(g, rows) {
      const { dx, dy } = this.data;
      const { codes, classes } = this.look;
      const { world, x0, y0 } = this.view;
      for (const i of rows) {
        const kind = codes[i];
        const x = dx[i] * world + x0;
        const y = dy[i] * world + y0;
        const half = (classes[kind].size + 4) / 2;
        g.drawImage(this.sprites[kind], x - half, y - half, 2 * half, 2 * half);
        this.points.push([x, y, i]);
      }
    }

    // The rows by the cell of the grid they lie in.
    cells(rows) {
      const { dx, dy } = this.data;
      const { codes, high } = this.look;
      const { world, x0, y0, gx, gy } = this.view;
      const cells = new Map();
      for (const i of rows) {
        const x = dx[i] * world + x0;
        const y = dy[i] * world + y0;
        const key = Math.floor((y + gy) / CELL) * 4194304 + Math.floor((x + gx) / CELL);
        let cell = cells.get(key);
        if (!cell) cells.set(key, (cell = { x: 0, y: 0, count: 0, high: 0, rows: [] }));
        cell.x += x;
        cell.y += y;
        cell.count++;
        if (codes[i] >= high) cell.high++;
        if (cell.count <= FEW) cell.rows.push(i);
      }
      return [...cells.values()];
    }

    gather(g, rows, cells) {
      const { codes, top } = this.look;
      const alone = [];
      const crowds = [];
      for (const cell of cells) {
        if (cell.count <= FEW) alone.push(...cell.rows.filter((i) => codes[i] < top));
        else crowds.push({ ...cell, x: cell.x / cell.count, y: cell.y / cell.count });
      }
      this.clusters = apart(crowds);
      this.dot(g, alone);
      for (const cluster of this.clusters) this.circle(g, cluster);
      this.write(g);
      this.dot(g, rows.filter((i) => codes[i] >= top));
      for (const cluster of this.clusters) this.count(g, cluster);
    }

    circle(g, { x, y, r, count, high }) {
      const { colours } = this;
      g.beginPath();
      g.arc(x, y, r, 0, FULL);
      g.fillStyle = colours.cluster;
      g.fill();
      g.lineWidth = 1;
      g.strokeStyle = colours.line;
      g.stroke();
      if (high) {
        g.beginPath();
        g.arc(x, y, r, -FULL / 4, -FULL / 4 + (FULL * high) / count);
        g.lineWidth = 4;
        g.strokeStyle = this.look.classes[this.look.high].colour;
        g.stroke();
      }
    }

    count(g, { x, y, count }) {
      const text = count >= 10000 ? `${Math.round(count / 1000)}k`
        : count >= 1000 ? `${(count / 1000).toFixed(1)}k` : String(count);
      window.concern.marks.halo(g, this.colours, text, x, y, `600 12px ${this.colours.sans}`, this.colours.ink);
    }

    // Names of districts and places, the first ones first, at the nearest spot where nothing stands.
    write(g) {
      const { world, x0, y0, width, height } = this.view;
      const zoom = this.map.getZoom();
      const written = [];
      for (const { text, dx, dy, from, to } of this.labels) {
        const [x, home] = [dx * world + x0, dy * world + y0];
        if (zoom < from || zoom >= to || x < 0 || home < 0 || x > width || home > height) continue;
        const half = 3.4 * text.length;
        const free = (y) => this.clusters.every((c) => Math.abs(c.x - x) > c.r + half || Math.abs(c.y - y) > c.r + 8)
          && written.every((w) => Math.abs(w.x - x) > w.half + half + 4 || Math.abs(w.y - y) > 16);
        const y = ASIDE.map((by) => home + by).find(free);
        if (y === undefined) continue;
        written.push({ x, y, half });
        window.concern.marks.halo(g, this.colours, text, x, y, `12px ${this.colours.sans}`, this.colours.secondary);
      }
    }

    ring(g) {
      const i = this.selected;
      if (i < 0 || !(this.data.flags[i] & 4)) return;
      const { world, x0, y0 } = this.view;
      this.dot(g, [i]);
      const [x, y] = [this.data.dx[i] * world + x0, this.data.dy[i] * world + y0];
      for (const [width, colour] of [[5, this.colours.ink], [3, this.colours.focus]]) {
        g.beginPath();
        g.arc(x, y, 13, 0, FULL);
        g.lineWidth = width;
        g.strokeStyle = colour;
        g.stroke();
      }
    }

    // What lies under a point of the map's container: { row } or { cluster } or null.
    pick(at) {
      const { corner } = this.view;
      const place = this.map.containerPointToLayerPoint(at).subtract(corner);
      let best = null;
      let nearest = REACH * REACH;
      for (let j = this.points.length - 1; j >= 0; j--) {
        const [x, y, row] = this.points[j];
        const far = (x - place.x) ** 2 + (y - place.y) ** 2;
        if (far < nearest) [nearest, best] = [far, { row, x: x + corner.x, y: y + corner.y }];
      }
      if (best) return best;
      const cluster = this.clusters.find((c) => (c.x - place.x) ** 2 + (c.y - place.y) ** 2 <= c.r * c.r);
      return cluster ? { cluster: { ...cluster, x: cluster.x + corner.x, y: cluster.y + corner.y } } : null;
    }
  }

  function radius(count) {
    return Math.min(28, 8 + 2.2 * Math.log2(count));
  }

  // Circles that would overlap become one, where most of its businesses are.
  function apart(crowds) {
    const kept = [];
    for (const one of crowds.sort((a, b) => b.count - a.count)) {
      const r = radius(one.count);
      const other = kept.find((k) => Math.hypot(k.x - one.x, k.y - one.y) < 0.92 * (k.r + r));
      if (!other) {
        kept.push({ ...one, r });
        continue;
      }
      const count = other.count + one.count;
      other.x += ((one.x - other.x) * one.count) / count;
      other.y += ((one.y - other.y) * one.count) / count;
      other.high += one.high;
      other.count = count;
      other.r = radius(count);
    }
    return kept;
  }

  window.concern.Painter = Painter;
})();
