// What may the map say of each business? Its risk, its last visit, who knows it, what happened to it.
//
// A layer gives each row a class; the painter draws the classes and the key names them. The words
// stand in the key, never a colour alone: each class has a shape too.
"use strict";
window.concern = window.concern || {};
(() => {
  const CLASSES = 5;
  const SHAPES = ["circle", "diamond", "triangle", "square", "ring"];
  const SIZES = [9, 11, 12, 12, 13];

  const ramp = (colours, shapes = SHAPES) => shapes.map((shape, i) => ({ shape, size: SIZES[i], colour: colours.ramp[i] }));

  function look(data, codes, classes, more) {
    return { codes, classes, high: classes.length - 1, top: CLASSES, hidden: false, ...more };
  }

  function coded(data, code) {
    const codes = new Uint8Array(data.rows);
    for (let i = 0; i < data.rows; i++) codes[i] = code(i);
    return codes;
  }

  function risk(data, colours) {
    const codes = coded(data, (i) => data.flags[i] & 3);
    return look(data, codes, window.concern.marks.bands(colours), { high: 2, top: 3 });
  }

  // Days since anybody went there: to 3 months, to 1 year, to 3 years, longer, never.
  function visits(data, colours) {
    const limits = ["within3m", "within12m"].map((key) => data.visited[key][1]);
    limits.push(data.visited.over3y[0] - 1, data.visited.never[0] - 1);
    const codes = coded(data, (i) => limits.filter((most) => data.visit[i] > most).length);
    return look(data, codes, ramp(colours), { high: 3 });
  }

  // Agencies that know it: none, one, two, three, more.
  function agencies(data, colours) {
    const codes = coded(data, (i) => Math.min(data.flags[i] >> 4, 4));
    return look(data, codes, ramp(colours, ["ring", "circle", "diamond", "triangle", "square"]), { high: 4 });
  }

  // Visited; never, and calm; never, and of high or severe risk.
  function never(data, colours) {
    const unseen = data.visited.never[0];
    const codes = coded(data, (i) => (data.visit[i] < unseen ? 0 : (data.flags[i] & 3) < 2 ? 1 : 2));
    const classes = [{ shape: "circle", size: 5, colour: colours.faint }, { shape: "ring", size: 12, colour: colours.ramp[2] },
      { shape: "square", size: 12, colour: colours.bands[3] }];
    return look(data, codes, classes, { high: 1, top: 2 });
  }

  const FROM = [0, 1, 2, 3, 6];

  // Contacts in the months chosen: none, 1, 2, 3 to 5, 6 or more.
  function contacts(data, colours, counts) {
    const codes = coded(data, (i) => FROM.filter((least) => counts[i] >= least).length - 1);
    const shapes = ["circle", "circle", "diamond", "triangle", "square"];
    const classes = ramp(colours, shapes);
    classes[0] = { shape: "circle", size: 5, colour: colours.faint };
    return look(data, codes, classes, { high: 3 });
  }

  // Wards are coloured instead; the points lie bare.
  const index = (data, colours) => ({ ...risk(data, colours), hidden: true });

  const NAMES = ["risk", "visits", "agencies", "contacts", "never", "index"];

  window.concern.layers = { NAMES, risk, visits, agencies, never, contacts, index };
})();
