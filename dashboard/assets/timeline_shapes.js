// How are contacts drawn? Shapes of kinds, ticks of the axis, places of days. Nothing here touches the page.
"use strict";
window.concern = window.concern || {};
(() => {
  const DAY = 86400000;
  const STEPS = [1, 2, 7, 14];
  const MONTHS = [1, 3, 6, 12, 24, 60, 120, 240, 600];
  const round = (n) => Math.round(n * 10) / 10;
  const points = (r, angles, radii) => angles.map((angle, i) => {
    const far = r * radii[i % radii.length];
    return `${round(far * Math.sin(angle))} ${round(-far * Math.cos(angle))}`;
  });
  const turns = (n, from = 0) => Array.from({ length: n }, (_, i) => from + (2 * Math.PI * i) / n);
  const polygon = (r, angles, radii = [1]) => `M${points(r, angles, radii).join("L")}Z`;
  const circle = (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  const square = (r) => `M${-r} ${-r}H${r}V${r}H${-r}Z`;
  const plus = (r, w) => `M${-w} ${-r}H${w}V${-w}H${r}V${w}H${w}V${r}H${-w}V${w}H${-r}V${-w}H${-w}Z`;
  function saltire(r) {
    const [c, far] = [r * 0.42, r * 1.05];
    const near = far - c;
    const corners = [[0, -c], [near, -far], [far, -near], [c, 0], [far, near], [near, far], [0, c],
      [-near, far], [-far, near], [-c, 0], [-far, -near], [-near, -far]];
    return `M${corners.map((corner) => corner.map(round).join(" ")).join("L")}Z`;
  }
  const SHAPES = {
    disc: circle,
    ring: (r) => circle(r) + circle(r * 0.55),
    triangle: (r) => polygon(r * 1.2, turns(3)),
    square: (r) => square(r * 0.9),
    star: (r) => polygon(r * 1.25, turns(10), [1, 0.45]),
    pentagon: (r) => polygon(r * 1.1, turns(5)),
    diamond: (r) => polygon(r * 1.2, turns(4)),
    saltire,
    frame: (r) => square(r * 0.9) + square(r * 0.45),
    cross: (r) => plus(r * 1.1, r * 0.4),
    hexagon: (r) => polygon(r * 1.1, turns(6)) + polygon(r * 0.6, turns(6)),
  };

  const shape = (name, severity) => (SHAPES[name] || SHAPES.disc)(4.5 + severity);

  const dateOf = (day) => new Date(day * DAY);
  const dayOf = (date) => Math.floor(date.getTime() / DAY);
  // Made once: each takes longer to make than a hundred marks to draw.
  const worded = (how) => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...how });
    return (day) => format.format(dateOf(day));
  };
  const dayWords = worded({ day: "numeric", month: "short", year: "numeric" });
  const dayOfMonth = worded({ day: "numeric", month: "short" });
  const monthOfYear = worded({ month: "short", year: "numeric" });
  const yearWords = worded({ year: "numeric" });

  // The days of an axis from a to b that has room for `most` labels: [day, label].
  function ticks(a, b, most) {
    for (const step of STEPS) {
      if ((b - a) / step <= most) return stepped(a, b, step);
    }
    const start = dateOf(a);
    for (const step of MONTHS) {
      if ((b - a) / (step * 30.44) <= most || step === MONTHS.at(-1)) return monthly(start, b, step);
    }
    return [];
  }

  function stepped(a, b, step) {
    const found = [];
    for (let day = Math.ceil(a / step) * step; day <= b; day += step) {
      found.push([day, dayOfMonth(day)]);
    }
    return found;
  }

  function monthly(start, b, step) {
    const found = [];
    const months = start.getUTCFullYear() * 12 + start.getUTCMonth() + 1;
    for (let month = Math.ceil(months / step) * step; ; month += step) {
      const day = dayOf(new Date(Date.UTC(Math.floor(month / 12), month % 12, 1)));
      if (day > b) return found;
      found.push([day, (step < 12 ? monthOfYear : yearWords)(day)]);
    }
  }

  // What a gap says where it is `wide` pixels wide: all, its length, or nothing.
  function gapWords(length, wide) {
    return [`no visit for ${length}`, length].find((text) => text.length * 6.6 <= wide - 4) || "";
  }

  window.concern.shapes = { shape, ticks, gapWords, dayWords };
})();
