// A drawing as a picture (PNG): its title, key and source line are burnt in, in light colours whatever the screen shows.
// Loaded when it is first asked for. It is drawn in this page; nothing is requested from anywhere.
(() => {
  "use strict";
  const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "paint-order"];
  const PAD = 14, LEAST = 480, DENSE = 2;
  const root = document.documentElement;
  const inLight = (act) => {
    root.classList.add("light");
    try { return act(); } finally { root.classList.remove("light"); }
  };

  // A copy of a drawing that needs no style sheet: every element carries how it looks here.
  const alone = (svg) => {
    const copy = svg.cloneNode(true), view = svg.viewBox.baseVal;
    const from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
    from.forEach((one, at) => {
      const style = getComputedStyle(one);
      for (const name of LOOKS) {
        const kept = one.getAttribute(name);
        to[at].setAttribute(name, kept && kept.startsWith("url(") ? kept : style.getPropertyValue(name));
      }
      to[at].removeAttribute("class");
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", view.width * DENSE);
    copy.setAttribute("height", view.height * DENSE);
    return new XMLSerializer().serializeToString(copy);
  };
  const loaded = (text) => new Promise((done, failed) => {
    const image = new Image();
    image.addEventListener("load", () => done(image));
    image.addEventListener("error", () => failed(new Error("the drawing could not be drawn")));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  });

  const plain = (element) => (element ? element.textContent.trim().replace(/\s+/g, " ") : "");
  const lines = (pen, text, room) => text.split(" ").reduce((all, word) => {
    const longer = `${all.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width <= room || !all.at(-1)) all[all.length - 1] = longer;
    else all.push(word);
    return all;
  }, [""]);
  const swatches = (pen, marks, room) => {
    let x = 0, y = 0;
    return marks.map((mark) => {
      const wide = 16 + pen.measureText(mark.words).width;
      if (x && x + wide > room) { x = 0; y += 18; }
      const spot = { ...mark, x, y };
      x += wide + 18;
      return spot;
    });
  };

  // figure: holds one drawing (SVG, or the network on its canvas), and may hold a key and a source line. Gives a canvas.
  const drawn = async (figure) => {
    const svg = figure.querySelector("svg.chart, svg.map, svg.graph"), network = figure.querySelector(".network");
    const told = inLight(() => ({
      svg: svg && alone(svg),
      ink: getComputedStyle(root).getPropertyValue("--ink").trim(),
      soft: getComputedStyle(root).getPropertyValue("--soft").trim(),
      serif: getComputedStyle(root).getPropertyValue("--serif").trim(),
      sans: getComputedStyle(root).getPropertyValue("--sans").trim(),
      marks: [...figure.querySelectorAll("ul.key li")].map((one) => {
        const mark = getComputedStyle(one, "::before");
        return { words: plain(one), colour: mark.display === "none" ? "" : mark.backgroundColor, hatched: mark.backgroundImage !== "none" };
      }),
    }));
    const box = svg ? svg.viewBox.baseVal : network.querySelector(".stage").getBoundingClientRect(), wide = box.width, tall = box.height;
    const room = Math.max(wide, LEAST), width = room + 2 * PAD;
    const sheet = document.createElement("canvas"), pen = sheet.getContext("2d");
    const big = `600 16px ${told.serif}`, middle = `12px ${told.sans}`, small = `11px ${told.sans}`;
    pen.font = big;
    const head = lines(pen, plain(svg ? svg.querySelector("title") : figure.querySelector("figcaption")), room);
    pen.font = middle;
    const marks = swatches(pen, told.marks, room), keyed = marks.length ? marks.at(-1).y + 24 : 0;
    pen.font = small;
    const address = plain(document.getElementById("address"));
    const foot = lines(pen, `${plain(figure.querySelector(".source .from"))}${address ? `, page ${address}` : ""}`, room);
    const top = PAD + head.length * 19 + 10;
    const height = top + tall + 8 + keyed + foot.length * 16 + PAD;
    sheet.width = width * DENSE;
    sheet.height = height * DENSE;
    pen.scale(DENSE, DENSE);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = told.ink;
    pen.font = big;
    head.forEach((line, at) => pen.fillText(line, PAD, PAD + 19 * (at + 1)));
    const left = PAD + (room - wide) / 2;
    pen.drawImage(svg ? await loaded(told.svg) : network.picture(), left, top, wide, tall);
    pen.font = middle;
    marks.forEach(({ x, y, words, colour, hatched }) => {
      const at = top + tall + 8 + 18 + y;
      if (colour) {
        pen.fillStyle = colour;
        pen.fillRect(PAD + x, at - 10, 11, 11);
        pen.strokeStyle = told.soft;
        pen.lineWidth = 0.6;
        pen.strokeRect(PAD + x, at - 10, 11, 11);
        if (hatched) {
          pen.beginPath();
          for (const step of [4, 8, 12, 16]) { pen.moveTo(PAD + x + Math.max(0, step - 11), at - 10 + Math.min(11, step)); pen.lineTo(PAD + x + Math.min(11, step), at - 10 + Math.max(0, step - 11)); }
          pen.stroke();
        }
      }
      pen.fillStyle = told.soft;
      pen.fillText(words, PAD + x + 16, at);
    });
    pen.font = small;
    pen.fillStyle = told.soft;
    foot.forEach((line, at) => pen.fillText(line, PAD, top + tall + 8 + keyed + 16 * (at + 1)));
    return sheet;
  };

  window.plainviewPicture = async (figure, name) => {
    const sheet = await drawn(figure);
    const blob = await new Promise((done) => sheet.toBlob(done, "image/png"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
})();
