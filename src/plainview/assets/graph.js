// The network of shares: drawn on a canvas, edges once; while an agency is dragged only its own edges are drawn anew.
// Everything here is also in the page's tables. Nothing is requested from anywhere.
(() => {
  "use strict";
  const place = document.getElementById("network");
  const data = window.plainviewNetwork;
  if (!place || !data) return;
  const { nodes, edges, groups, levels } = data;
  const N = nodes.length, E = edges.length / 2;
  const xs = Float64Array.from(nodes, (n) => n.x), ys = Float64Array.from(nodes, (n) => n.y);

  // Edges of each node: starts[i] to starts[i + 1] of `mine`.
  const starts = new Int32Array(N + 1), mine = new Int32Array(edges.length);
  for (const end of edges) starts[end + 1] += 1;
  for (let i = 0; i < N; i += 1) starts[i + 1] += starts[i];
  const next = starts.slice();
  for (let e = 0; e < E; e += 1) { mine[next[edges[2 * e]]++] = e; mine[next[edges[2 * e + 1]]++] = e; }

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const tools = element("div", "tools"), label = element("label", "", "Find an agency "), box = element("input");
  const names = element("datalist");
  names.id = "agency-names";
  box.type = "search";
  box.setAttribute("list", names.id);
  label.append(box);
  const byName = new Map();
  nodes.forEach((n, i) => { byName.set(n.name.toLowerCase(), i); const one = element("option"); one.value = n.name; names.append(one); });
  const button = (text, told, act) => {
    const made = element("button", "", text);
    made.type = "button";
    made.setAttribute("aria-label", told);
    made.addEventListener("click", act);
    return made;
  };
  const told = element("p", "note told");
  told.setAttribute("aria-live", "polite");
  const stage = element("div", "stage");
  const ground = element("canvas"), over = element("canvas", "over");
  over.tabIndex = 0;
  over.setAttribute("role", "img");
  over.setAttribute("aria-label", `Graph of ${N} agencies and ${E} shares. Arrow keys move the chosen agency; plus and minus zoom. The tables hold the same.`);
  stage.append(ground, over);
  const key = element("ul", "key");
  key.setAttribute("aria-label", "Key to the dots");
  for (const [name, text] of [["local", "local"], ["state", "state"], ["federal", "federal"], ["campus", "campus"], ["other", "tribal, fusion center, private"], ["unknown", "not known"]]) {
    key.append(element("li", `k-l-${name}`, text));
  }
  tools.append(label, names, button("+", "Zoom in", () => zoom(1.4)), button("−", "Zoom out", () => zoom(1 / 1.4)), button("Show all", "Show all of the network", () => { fit(); redraw(); }));
  place.replaceChildren(tools, stage, told, key);

  const left = Math.min(...groups.map((g) => g.x - g.r)), right = Math.max(...groups.map((g) => g.x + g.r));
  const top = Math.min(...groups.map((g) => g.y - g.r)) - 14, bottom = Math.max(...groups.map((g) => g.y + g.r));
  let wide = 0, high = 0, dense = 1, scale = 1, moveX = 0, moveY = 0, chosen = -1, held = -1, turn = 0, colours = {};

  const readColours = () => {
    const style = getComputedStyle(place);
    const one = (name) => style.getPropertyValue(name).trim();
    const other = one("--g-other");
    colours = { line: one("--g-line"), out: one("--g-out"), in: one("--g-in"), ink: one("--ink"), soft: one("--soft"), card: one("--card"),
      level: levels.map((name) => one(`--g-${name}`) || other) };
  };
  const size = () => {
    wide = stage.clientWidth;
    high = Math.round(Math.min(wide * 0.72, Math.max(320, window.innerHeight * 0.82)));
    dense = Math.min(window.devicePixelRatio || 1, 2);
    stage.style.height = `${high}px`;
    for (const canvas of [ground, over]) { canvas.width = wide * dense; canvas.height = high * dense; }
  };
  const fit = () => {
    scale = Math.min(wide / (right - left), high / (bottom - top)) * 0.97;
    moveX = (wide - (right + left) * scale) / 2;
    moveY = (high - (bottom + top) * scale) / 2;
  };
  const atX = (i) => xs[i] * scale + moveX, atY = (i) => ys[i] * scale + moveY;
  const clear = (canvas) => {
    const pen = canvas.getContext("2d");
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, wide, high);
    return pen;
  };
  const lines = (pen, from, to) => {
    pen.beginPath();
    for (let e = from; e < to; e += 1) {
      const a = edges[2 * e], b = edges[2 * e + 1];
      pen.moveTo(atX(a), atY(a));
      pen.lineTo(atX(b), atY(b));
    }
    pen.stroke();
  };
  const radius = () => Math.max(1.6, Math.min(7, 3.6 * scale));
  const dots = (pen) => {
    const r = radius();
    levels.forEach((_, level) => {
      pen.fillStyle = colours.level[level];
      pen.beginPath();
      for (let i = 0; i < N; i += 1) if (nodes[i].level === level) { pen.moveTo(atX(i) + r, atY(i)); pen.arc(atX(i), atY(i), r, 0, 7); }
      pen.fill();
    });
    pen.font = `600 ${wide < 520 ? 10 : 13}px ${getComputedStyle(place).fontFamily}`;
    pen.textAlign = "center";
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = colours.card;
    pen.fillStyle = colours.ink;
    for (const g of groups) {
      const x = g.x * scale + moveX, y = Math.max(13, (g.y - g.r) * scale + moveY + 2);
      pen.strokeText(g.title, x, y);
      pen.fillText(g.title, x, y);
    }
  };

  // All edges, some thousand a frame, on a sheet of its own that is shown when it is whole; the first time as they come.
  const SOME = 12000;
  const redraw = (first = false) => {
    turn += 1;
    const now = turn, sheet = first ? ground : document.createElement("canvas");
    sheet.width = ground.width;
    sheet.height = ground.height;
    const pen = clear(sheet);
    pen.strokeStyle = colours.line;
    pen.lineWidth = 0.5;
    pen.globalAlpha = Math.max(0.07, Math.min(0.5, 14 / Math.sqrt(E)));
    let done = 0;
    const some = () => {
      if (now !== turn) return;
      const until = Math.min(E, done + SOME);
      for (; done < until; done += 1000) lines(pen, done, Math.min(E, done + 1000));
      done = until;
      if (done < E) { requestAnimationFrame(some); return; }
      pen.globalAlpha = 1;
      dots(pen);
      if (sheet !== ground) clear(ground).drawImage(sheet, 0, 0, wide, high);
      ground.classList.remove("moving");
      ground.style.transform = "";
      light();
      if (!place.dataset.drawn) place.dataset.drawn = String(Math.round(performance.now()));
    };
    some();
  };

  // The chosen agency's edges and neighbours, above everything else.
  const light = () => {
    const pen = clear(over);
    ground.classList.toggle("dim", chosen >= 0);
    if (chosen < 0) return;
    const r = radius();
    for (const [side, colour] of [[0, colours.out], [1, colours.in]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = 1;
      pen.globalAlpha = 0.65;
      pen.beginPath();
      for (let at = starts[chosen]; at < starts[chosen + 1]; at += 1) {
        const e = mine[at];
        if (edges[2 * e + side] !== chosen) continue;
        pen.moveTo(atX(chosen), atY(chosen));
        pen.lineTo(atX(edges[2 * e + 1 - side]), atY(edges[2 * e + 1 - side]));
      }
      pen.stroke();
    }
    pen.globalAlpha = 1;
    for (let at = starts[chosen]; at < starts[chosen + 1]; at += 1) {
      const e = mine[at], i = edges[2 * e] === chosen ? edges[2 * e + 1] : edges[2 * e];
      pen.fillStyle = colours.level[nodes[i].level];
      pen.beginPath();
      pen.arc(atX(i), atY(i), r, 0, 7);
      pen.fill();
    }
    pen.fillStyle = colours.level[nodes[chosen].level];
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(atX(chosen), atY(chosen), r + 3, 0, 7);
    pen.fill();
    pen.stroke();
  };
  const choose = (i) => {
    chosen = i;
    told.replaceChildren();
    if (i >= 0) {
      const n = nodes[i], name = element(n.url ? "a" : "strong", "", n.name);
      if (n.url) name.href = n.url;
      told.append(name, ` may be searched by ${n.out.toLocaleString("en-US")} (`, element("span", "t-out", "blue lines"), `), may search ${n.in.toLocaleString("en-US")} (`, element("span", "t-in", "red lines"), ").");
    } else told.textContent = "Point at a dot, or find an agency by name. Dots can be dragged.";
    light();
  };
  let waiting = false;
  const soon = (act) => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; act(); });
  };
  const nearest = (x, y, most) => {
    let best = -1, least = most * most;
    for (let i = 0; i < N; i += 1) {
      const far = (atX(i) - x) ** 2 + (atY(i) - y) ** 2;
      if (far < least) { least = far; best = i; }
    }
    return best;
  };
  const spot = (event) => { const box = over.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  const zoom = (times, x = wide / 2, y = high / 2) => {
    const wanted = Math.max(0.2, Math.min(12, scale * times)), by = wanted / scale;
    moveX = x - (x - moveX) * by;
    moveY = y - (y - moveY) * by;
    scale = wanted;
    light();
    redraw();
  };
  let grip = null;
  over.addEventListener("pointerdown", (event) => {
    const [x, y] = spot(event);
    held = nearest(x, y, event.pointerType === "mouse" ? 12 : 22);
    grip = { x, y, moveX, moveY, moved: false };
    over.setPointerCapture(event.pointerId);
    if (held >= 0) choose(held);
  });
  over.addEventListener("touchstart", (event) => {
    const box = over.getBoundingClientRect(), touch = event.touches[0];
    if (event.touches.length === 1 && nearest(touch.clientX - box.left, touch.clientY - box.top, 22) >= 0) event.preventDefault(); // dragged, not scrolled
  }, { passive: false });
  over.addEventListener("pointermove", (event) => {
    const [x, y] = spot(event);
    if (!grip) { soon(() => { const near = nearest(x, y, 10); over.classList.toggle("on", near >= 0); if (near >= 0 && near !== chosen) choose(near); }); return; }
    grip.moved = grip.moved || Math.hypot(x - grip.x, y - grip.y) > 3;
    if (held >= 0 && grip.moved) {
      xs[held] = (x - moveX) / scale;
      ys[held] = (y - moveY) / scale;
      soon(light);
    } else if (grip.moved) {
      moveX = grip.moveX + x - grip.x;
      moveY = grip.moveY + y - grip.y;
      soon(() => { if (grip) { ground.classList.add("moving"); ground.style.transform = `translate(${x - grip.x}px, ${y - grip.y}px)`; light(); } });
    }
  });
  const drop = () => {
    if (grip && grip.moved) redraw();
    else if (grip && held < 0) choose(-1);
    grip = null;
    held = -1;
  };
  over.addEventListener("pointerup", drop);
  over.addEventListener("pointercancel", drop);
  over.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "+" || event.key === "=") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (event.key === "Escape") choose(-1);
    else if (step) {
      if (chosen >= 0) { xs[chosen] += (step[0] * 14) / scale; ys[chosen] += (step[1] * 14) / scale; } else { moveX -= step[0] * 40; moveY -= step[1] * 40; }
      light();
      redraw();
    } else return;
    event.preventDefault();
  });
  over.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...spot(event));
  }, { passive: false });
  const find = () => { const i = byName.get(box.value.trim().toLowerCase()); if (i !== undefined && i !== chosen) choose(i); };
  box.addEventListener("input", find);
  box.addEventListener("change", find);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); redraw(); });
  let waited = 0;
  window.addEventListener("resize", () => { clearTimeout(waited); waited = setTimeout(() => { if (stage.clientWidth !== wide) { size(); fit(); redraw(true); } }, 150); });

  // As it is looked at now, in light colours: a canvas for a picture to take away.
  place.picture = () => {
    const sheet = document.createElement("canvas"), root = document.documentElement;
    root.classList.add("light");
    try { readColours(); } finally { root.classList.remove("light"); }
    sheet.width = ground.width;
    sheet.height = ground.height;
    const pen = clear(sheet);
    pen.strokeStyle = colours.line;
    pen.lineWidth = 0.5;
    pen.globalAlpha = (chosen < 0 ? 1 : 0.35) * Math.max(0.07, Math.min(0.5, 14 / Math.sqrt(E)));
    for (let done = 0; done < E; done += 1000) lines(pen, done, Math.min(E, done + 1000));
    pen.globalAlpha = chosen < 0 ? 1 : 0.35;
    dots(pen);
    light();
    pen.globalAlpha = 1;
    pen.drawImage(over, 0, 0, wide, high);
    readColours();
    light();
    return sheet;
  };

  readColours();
  size();
  fit();
  choose(-1);
  redraw(true);
})();
