// How are many businesses drawn at once? One canvas over Leaflet's map, no tile, no marker element.
//
// Where more than a screen can show are in view they are gathered into circles, see map_clusters.js.
"use strict";
window.concern = window.concern || {};
(() => {
  const MOST_POINTS = 900;
  const MOST_IN_CELL = 40;
  const STREET_ZOOM = 14.5;
  const ASIDE = [0, -24, 24, -36, 36];
  const MARGIN = 160;
  const CLASSES = 5;
  const LEAST_ARC = 7;
  const TOP_ARC = 6;
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
      this.frame = 0;
      this.seen = { rows: new Uint32Array(data.rows), xs: new Float32Array(data.rows), ys: new Float32Array(data.rows), count: 0 };
      // However many of these come at once, as when the map is zoomed, it is drawn once.
      this.redraw = () => {
        if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
      };
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
      cancelAnimationFrame(this.frame);
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
      // The ground's pixel at the canvas' left top: the grid of circles hangs on it.
      const [gx, gy] = [ground.x - origin.x, ground.y - origin.y];
      const grid = window.concern.clusters.gridOf(width, height, gx, gy);
      this.view = { width, height, world, x0: origin.x, y0: origin.y, corner, grid };
    }

    // What is drawn of each row: its class, the order of the classes, and what an arc counts.
    // codes: class of each row; classes: shape, size and colour, the highest on top; high: the first
    // class an arc counts; top: the first that has an arc of its own; hidden: none is drawn.
    wear(look) {
      this.look = look;
      this.draw();
    }

    draw() {
      // The page may have left its map before the frame came.
      if (!this.map.getPane("mapPane")) return;
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      if (!this.look) this.look = window.concern.layers.risk(this.data, this.colours);
      this.measure();
      const { width, height } = this.view;
      const g = this.canvas.getContext("2d");
      g.setTransform(this.scale, 0, 0, this.scale, 0, 0);
      g.clearRect(0, 0, width, height);
      this.points = [];
      this.clusters = [];
      const seen = this.inView();
      if (this.map.getZoom() < STREET_ZOOM && seen.crowded) this.gather(g, seen);
      else {
        this.write(g);
        this.dot(g, seen, byClass(seen, this.look.codes));
      }
      this.ring(g);
      performance.mark("concern:drawn");
    }

    // The kept rows whose place is on the canvas, and whether they are too many to be told apart.
    inView() {
      const { dx, dy, rows } = this.data;
      const { world, x0, y0, width, height, grid } = this.view;
      const { kept, seen } = this;
      const [west, east, north, south] = [-x0 / world, (width - x0) / world, -y0 / world, (height - y0) / world];
      const tallies = new Uint32Array(grid.size);
      let count = 0;
      let most = 0;
      for (let i = 0; i < rows && !this.look.hidden; i++) {
        // A row without a place is at no number, which is nowhere.
        if (!kept[i] || !(dx[i] > west && dx[i] < east && dy[i] > north && dy[i] < south)) continue;
        const x = dx[i] * world + x0;
        const y = dy[i] * world + y0;
        seen.rows[count] = i;
        seen.xs[count] = x;
        seen.ys[count++] = y;
        const cell = ++tallies[grid.of(x, y)];
        if (cell > most) most = cell;
      }
      return Object.assign(seen, { count, crowded: count > MOST_POINTS || most > MOST_IN_CELL });
    }

    dot(g, { rows, xs, ys }, places) {
      const { codes, classes } = this.look;
      for (const j of places) {
        const kind = codes[rows[j]];
        const half = (classes[kind].size + 4) / 2;
        g.drawImage(this.sprites[kind], xs[j] - half, ys[j] - half, 2 * half, 2 * half);
        this.points.push([xs[j], ys[j], rows[j]]);
      }
    }

    gather(g, seen) {
      const { codes, top } = this.look;
      const { alone, circles } = window.concern.clusters.gathered(seen, this.look, this.view);
      this.clusters = circles;
      alone.sort((a, b) => codes[seen.rows[a]] - codes[seen.rows[b]]);
      const first = alone.findIndex((j) => codes[seen.rows[j]] >= top);
      const tops = first < 0 ? [] : alone.splice(first);
      this.dot(g, seen, alone);
      for (const circle of circles) this.circle(g, circle);
      this.write(g);
      this.dot(g, seen, tops);
      for (const circle of circles) this.count(g, circle);
    }

    // The ring's arcs begin at the top: the first class, and wider, then the next.
    circle(g, { x, y, r, count, high, top }) {
      const { colours } = this;
      const { classes, high: from, top: first } = this.look;
      g.beginPath();
      g.arc(x, y, r, 0, FULL);
      g.fillStyle = colours.cluster;
      g.fill();
      g.lineWidth = 1;
      g.strokeStyle = colours.line;
      g.stroke();
      const share = (part) => (part ? Math.max((FULL * part) / count, LEAST_ARC / r) : 0);
      const [severe, risky] = [share(top), share(high)];
      const all = Math.min(1, FULL / (severe + risky || 1));
      arc(g, [x, y, r], [severe * all, (severe + risky) * all], [4, classes[from].colour]);
      if (top) arc(g, [x, y, r], [0, severe * all], [TOP_ARC, classes[first].colour, colours.paper]);
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
      const [x, y] = [this.data.dx[i] * world + x0, this.data.dy[i] * world + y0];
      this.dot(g, { rows: [i], xs: [x], ys: [y] }, [0]);
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

  // A part of a ring, from and to so many radians after its top; edge: a colour around it.
  function arc(g, [x, y, r], [from, to], [width, colour, edge]) {
    if (to <= from) return;
    for (const [wide, paint] of edge ? [[width + 2, edge], [width, colour]] : [[width, colour]]) {
      g.beginPath();
      g.arc(x, y, r, from - FULL / 4, to - FULL / 4);
      g.lineWidth = wide;
      g.strokeStyle = paint;
      g.stroke();
    }
  }

  // The places of what is seen in the order of their classes: the highest are drawn last, on top.
  function byClass({ rows, count }, codes) {
    const places = new Array(CLASSES).fill(null).map(() => []);
    for (let j = 0; j < count; j++) places[codes[rows[j]]].push(j);
    return places.flat();
  }

  window.concern.Painter = Painter;
})();
