// Which businesses stand alone on the map, and which are drawn as one circle?
//
// They are gathered on a grid that is fixed to the ground, so that panning moves circles and never
// reshuffles them. One of the first class stands alone only where nothing else does; near a circle
// it is counted into it, and the circle's ring tells of it.
"use strict";
window.concern = window.concern || {};
(() => {
  const CELL = 64;
  const FEW = 2;
  const CLEAR = 9;
  const APART = 14;
  const STEP = 4;

  const radius = (count) => Math.min(28, 8 + 2.2 * Math.log2(count));

  // What of the canvas is taken, in squares of STEP pixels: 0 is free, else one more than the number
  // of the circle there, or ALONE.
  const ALONE = 65535;
  let taken = new Uint16Array(0);

  class Taken {
    constructor({ width, height }) {
      this.across = Math.ceil(width / STEP);
      this.down = Math.ceil(height / STEP);
      const size = this.across * this.down;
      if (taken.length < size) taken = new Uint16Array(size);
      else taken.fill(0);
    }

    at(x, y) {
      return taken[Math.floor(y / STEP) * this.across + Math.floor(x / STEP)];
    }

    take(x, y, r, by) {
      const [left, right] = [Math.max(0, Math.floor((x - r) / STEP)), Math.min(this.across - 1, Math.floor((x + r) / STEP))];
      const [top, bottom] = [Math.max(0, Math.floor((y - r) / STEP)), Math.min(this.down - 1, Math.floor((y + r) / STEP))];
      for (let row = top; row <= bottom; row++) {
        for (let col = left; col <= right; col++) {
          const [dx, dy] = [(col + 0.5) * STEP - x, (row + 0.5) * STEP - y];
          if (dx * dx + dy * dy <= r * r && !taken[row * this.across + col]) taken[row * this.across + col] = by;
        }
      }
    }
  }

  // The grid on the ground, of a canvas whose left top is at the ground's pixel gx, gy.
  function gridOf(width, height, gx, gy) {
    const [left, above] = [Math.floor(gx / CELL), Math.floor(gy / CELL)];
    const across = Math.floor((width + gx) / CELL) - left + 1;
    const down = Math.floor((height + gy) / CELL) - above + 1;
    const of = (x, y) => (Math.floor((y + gy) / CELL) - above) * across + Math.floor((x + gx) / CELL) - left;
    return { size: across * down, of };
  }

  // The cells of the grid that hold any of the rows seen: how many, where, and the first few.
  function cellsOf({ rows, count, xs, ys }, { codes, high, top }, grid) {
    const cells = new Array(grid.size);
    for (let j = 0; j < count; j++) {
      const [x, y, code] = [xs[j], ys[j], codes[rows[j]]];
      const key = grid.of(x, y);
      const cell = cells[key] || (cells[key] = { x: 0, y: 0, count: 0, high: 0, top: 0, tops: [], first: [] });
      cell.x += x;
      cell.y += y;
      cell.count++;
      if (code >= top) cell.top++;
      else if (code >= high) cell.high++;
      if (cell.count <= FEW) cell.first.push(j);
      if (code >= top) cell.tops.push(j);
    }
    return cells.filter(Boolean);
  }

  // The rows that stand alone, as places in what is seen, and the circles of the others.
  function gathered(seen, look, view) {
    const cells = cellsOf(seen, look, view.grid);
    const circles = apart(cells.filter((cell) => cell.count > FEW));
    const ground = new Taken(view);
    circles.forEach((one, i) => ground.take(one.x, one.y, one.r + CLEAR, i + 1));
    const alone = [];
    for (const circle of circles) for (const j of circle.tops) if (circle.count > FEW + 1 && clear(ground, seen, j)) stand(circle, j);
    for (const cell of cells) if (cell.count <= FEW) for (const j of cell.first) place(j);
    for (const circle of circles) circle.r = radius(circle.count);
    // Those that hold one of the first class are drawn last, on top.
    return { alone, circles: circles.sort((a, b) => (a.top > 0) - (b.top > 0)) };

    function stand(circle, j) {
      circle.count--;
      circle.top--;
      alone.push(j);
    }

    function place(j) {
      const [code, number] = [look.codes[seen.rows[j]], ground.at(seen.xs[j], seen.ys[j])];
      if (!number || number === ALONE) return alone.push(j);
      const circle = circles[number - 1];
      circle.count++;
      if (code >= look.top) circle.top++;
      else if (code >= look.high) circle.high++;
      return circle;
    }
  }

  // Takes the ground around a row, where it is free.
  function clear(ground, { xs, ys }, j) {
    if (ground.at(xs[j], ys[j])) return false;
    ground.take(xs[j], ys[j], APART, ALONE);
    return true;
  }

  // Circles that would overlap become one, where most of its businesses are.
  function apart(cells) {
    const kept = [];
    for (const cell of cells.sort((a, b) => b.count - a.count)) {
      const one = { ...cell, x: cell.x / cell.count, y: cell.y / cell.count, r: radius(cell.count) };
      const other = kept.find((k) => Math.hypot(k.x - one.x, k.y - one.y) < k.r + one.r + 2);
      if (other) join(other, one);
      else kept.push(one);
    }
    return kept;
  }

  function join(other, one) {
    const count = other.count + one.count;
    other.x += ((one.x - other.x) * one.count) / count;
    other.y += ((one.y - other.y) * one.count) / count;
    other.high += one.high;
    other.top += one.top;
    other.tops.push(...one.tops);
    other.count = count;
    other.r = radius(count);
  }

  // What a circle holds, in words. arcs: what the narrow arc counts, and the wide one if there is one.
  function said({ count, high, top }, arcs) {
    const number = (n) => n.toLocaleString("en-GB");
    const [narrow, wide] = arcs;
    return [`${number(count)} businesses`, ...(wide ? [`${number(top)} ${wide}`] : []), `${number(high)} ${narrow}`];
  }

  window.concern.clusters = { gridOf, gathered, said };
})();
