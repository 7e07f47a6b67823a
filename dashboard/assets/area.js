// Which businesses lie in an area drawn on the map? The same rules as dashboard/area.py; a test
// compares the two.
"use strict";
window.concern = window.concern || {};
(() => {
  const MOST_CORNERS = 60;
  const MOST_LENGTH = 12 * MOST_CORNERS;
  const UNITS = 10000;
  const FIRST = 63;
  const SLABS = 512;

  const onEarth = ([lat, lon]) => Math.abs(lat) <= 90 * UNITS && Math.abs(lon) <= 180 * UNITS;

  function letters(number) {
    let left = number < 0 ? ~(number << 1) : number << 1;
    let text = "";
    for (; left >= 0x20; left >>= 5) text += String.fromCharCode((0x20 | (left & 0x1f)) + FIRST);
    return text + String.fromCharCode(left + FIRST);
  }

  // The corners, [latitude, longitude] in degrees, as text; "" where they make no area.
  function encode(corners) {
    const steps = corners.map(([lat, lon]) => [Math.floor(lat * UNITS + 0.5), Math.floor(lon * UNITS + 0.5)]);
    if (steps.length < 3 || steps.length > MOST_CORNERS || !steps.every(onEarth)) return "";
    let [text, before] = ["", [0, 0]];
    for (const step of steps) {
      text += letters(step[0] - before[0]) + letters(step[1] - before[1]);
      before = step;
    }
    return text;
  }

  function numbers(text) {
    const found = [];
    let [number, shift] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      const bits = text.charCodeAt(at) - FIRST;
      if (bits < 0 || bits >= 0x40 || shift > 25) return null;
      number |= (bits & 0x1f) << shift;
      shift += 5;
      if (bits < 0x20) {
        found.push(number & 1 ? ~(number >> 1) : number >> 1);
        [number, shift] = [0, 0];
      }
    }
    return shift ? null : found;
  }

  // The corners of an area; none where the text is not one.
  function decode(text) {
    const moves = text.length <= MOST_LENGTH ? numbers(text) : null;
    if (!moves || moves.length % 2 || moves.length < 6 || moves.length > 2 * MOST_CORNERS) return [];
    const steps = [];
    let [lat, lon] = [0, 0];
    for (let i = 0; i < moves.length; i += 2) {
      [lat, lon] = [lat + moves[i], lon + moves[i + 1]];
      steps.push([lat, lon]);
    }
    return steps.every(onEarth) ? steps.map((step) => [step[0] / UNITS, step[1] / UNITS]) : [];
  }

  const isArea = (text) => Boolean(text) && encode(decode(text)) === text;

  // The borders of an area by the slab of latitude they pass, so that a point is compared with the
  // few beside it and not with all.
  function slabs(corners) {
    const lats = corners.map((corner) => corner[0]);
    const [south, north] = [Math.min(...lats), Math.max(...lats)];
    const scale = SLABS / (north - south || 1);
    const of = (lat) => Math.min(SLABS - 1, Math.floor((lat - south) * scale));
    const lists = Array.from({ length: SLABS }, () => []);
    corners.forEach((here, i) => {
      const before = corners[(i || corners.length) - 1];
      const [low, high] = [Math.min(here[0], before[0]), Math.max(here[0], before[0])];
      for (let s = Math.max(0, of(low) - 1); s <= Math.min(SLABS - 1, of(high) + 1); s++) lists[s].push([...before, ...here]);
    });
    return { south, north, of, lists };
  }

  // 1 for each row that lies in the area by the even-odd rule; a row without a place lies in none.
  function rows(data, text) {
    const found = new Uint8Array(data.rows);
    const corners = decode(text);
    if (!corners.length) return found;
    const { south, north, of, lists } = slabs(corners);
    for (let i = 0; i < data.rows; i++) {
      if (!(data.flags[i] & 4)) continue;
      const y = data.latOf(i);
      if (y < south || y > north) continue;
      const x = data.lonOf(i);
      let within = 0;
      for (const [y1, x1, y2, x2] of lists[of(y)]) {
        if ((y1 > y) !== (y2 > y) && x < ((x1 - x2) * (y - y2)) / (y1 - y2) + x2) within ^= 1;
      }
      found[i] = within;
    }
    return found;
  }

  // The last area asked for is kept: other filters change while it stands.
  let last = { data: null, text: "", found: null };

  function inside(data, text) {
    if (last.data !== data || last.text !== text) last = { data, text, found: rows(data, text) };
    return last.found;
  }

  function farthest(line, from, to) {
    const [[y1, x1], [y2, x2]] = [line[from], line[to]];
    const length = Math.hypot(y2 - y1, x2 - x1);
    let [most, at] = [-1, from];
    for (let i = from + 1; i < to; i++) {
      const [y, x] = line[i];
      const off = length ? Math.abs((x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)) / length : Math.hypot(y - y1, x - x1);
      if (off > most) [most, at] = [off, i];
    }
    return [most, at];
  }

  // Douglas and Peucker's simplification, the corner that matters most first: so many and no more.
  function simplified(line, most = MOST_CORNERS) {
    if (line.length <= most) return line;
    const kept = new Set([0, line.length - 1]);
    const open = [[0, line.length - 1, ...farthest(line, 0, line.length - 1)]];
    while (kept.size < most && open.length) {
      open.sort((a, b) => a[2] - b[2]);
      const [from, to, off, at] = open.pop();
      if (off <= 0) break;
      kept.add(at);
      for (const [a, b] of [[from, at], [at, to]]) if (b - a > 1) open.push([a, b, ...farthest(line, a, b)]);
    }
    return [...kept].sort((a, b) => a - b).map((i) => line[i]);
  }

  // Four corners of a box: south, west, north, east in degrees.
  const box = (south, west, north, east) => encode([[south, west], [north, west], [north, east], [south, east]]);

  window.concern.area = { MOST_CORNERS, MOST_LENGTH, encode, decode, isArea, inside, simplified, box };
})();
