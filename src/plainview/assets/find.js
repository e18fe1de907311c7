// Finding things as one types, in an index that came with the page: nothing is asked of anybody.
(() => {
  "use strict";
  const place = document.getElementById("finder"), index = window.plainviewIndex;
  if (!place || !index) return;
  const MOST = 40, OFF = "plainview-no-slash";
  const lines = (text) => (text ? text.split("\n") : []);
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const things = [];
  const add = (sort, title, about, url, more, less = 0) => things.push({ sort, title, about, url, more, less, key: ` ${plain(`${title} ${about}`)}`, head: plain(title) });

  const ids = lines(index.agencies.id);
  lines(index.agencies.name).forEach((name, at) => {
    const links = index.folders.filter((_, bit) => index.agencies.pages[at] & (1 << bit));
    const url = (folder) => `${folder}/${ids[at]}.html`;
    add("agency", name, links[0][1], url(links[0][0]), links.slice(1).map(([folder, words]) => [words, url(folder)]), links[0][0] === index.folders[0][0] ? 0 : 1);
    things[things.length - 1].key += ` ${ids[at].replaceAll("-", " ")}`;
  });
  const asked = index.findings, titles = lines(asked.titles.title), names = lines(asked.names.name);
  lines(asked.id).forEach((id, at) =>
    add(at < asked.n_conflict ? "appears to conflict" : "question", titles[asked.what[at]], names[asked.who[at]], `findings/${id}.html`, []));
  const simple = (sort, part, url) => lines(part.id).forEach((id, at) =>
    add(sort, lines(part.title)[at], lines(part.about)[at], url(id), []));
  simple("rule", index.rules, (id) => `rules.html#${id}`);
  simple("purpose", index.purposes, (id) => `purpose/${id}.html`);
  lines(index.reasons.id).forEach((id, at) =>
    add("reason", lines(index.reasons.about)[at], `read as ${id.replaceAll("_", " ")}`, `purpose/${id}.html`, []));
  simple("word", index.words, (id) => `glossary.html#${id}`);

  // A name that begins with what was typed stands first, then one with a word that does, then the rest; each word must be found.
  // Among equals an agency whose own records are held stands first.
  const rank = (thing, words, whole) => {
    let worst = 0;
    for (const word of words) {
      const at = thing.key.indexOf(` ${word}`) >= 0 ? 1 : thing.key.includes(word) ? 2 : 9;
      if (at === 9) return 9;
      worst = Math.max(worst, at);
    }
    return thing.head.startsWith(whole) ? 0 : worst;
  };
  const ORDER = { agency: 0, "appears to conflict": 1, question: 1, rule: 2, purpose: 3, word: 4, reason: 5 };
  const found = (typed) => {
    const whole = plain(typed).trim(), words = whole.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    if (!words.length) return [];
    return things.map((thing) => [rank(thing, words, whole), thing]).filter(([at]) => at < 9)
      .sort(([a, x], [b, y]) => a - b || ORDER[x.sort] - ORDER[y.sort] || x.less - y.less || (x.head < y.head ? -1 : 1)).map(([, thing]) => thing);
  };

  const make = (tag, words, cls) => Object.assign(document.createElement(tag), { textContent: words || "", className: cls || "" });
  const label = make("label", "Type a town, an agency, a law, a purpose or a reason"), box = make("input"), told = make("p", "", "note"), list = make("ol", "", "results");
  Object.assign(box, { type: "search", id: "find-box", autocomplete: "off", spellcheck: false });
  label.htmlFor = "find-box";
  told.setAttribute("role", "status");
  const off = make("input"), offLabel = make("label", "", "note");
  Object.assign(off, { type: "checkbox", checked: true });
  offLabel.append(off, " The key / leads here from every page. Arrow keys go through the results, Enter opens, Esc goes back.");
  try { off.checked = !localStorage.getItem(OFF); } catch { /* nothing is kept where nothing may be kept */ }
  off.addEventListener("change", () => { try { off.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* as above */ } });
  place.append(label, box, told, list, offLabel);

  const show = () => {
    const all = found(box.value);
    list.replaceChildren(...all.slice(0, MOST).map((thing) => {
      const item = make("li"), link = make("a", thing.title), about = make("span", thing.about ? ` ${thing.about}` : "", "note");
      link.href = thing.url;
      item.append(make("span", thing.sort, "tag"), " ", link, about);
      for (const [words, url] of thing.more) item.append(" · ", Object.assign(make("a", words, "more"), { href: url }));
      return item;
    }));
    told.textContent = !box.value.trim() ? "" : !all.length ? "Nothing here has these words. Another spelling, or fewer letters, may find it."
      : all.length > MOST ? `${all.length} found, the first ${MOST} shown` : `${all.length} found`;
    place.dataset.found = all.length;
  };
  const remember = () => {
    const url = new URL(location.href);
    box.value.trim() ? url.searchParams.set("q", box.value.trim()) : url.searchParams.delete("q");
    try { history.replaceState(null, "", url); } catch { /* a page opened from a disk keeps its address */ }
  };
  const recall = () => { box.value = new URLSearchParams(location.search).get("q") || box.value; show(); };
  box.addEventListener("input", () => { show(); remember(); });
  place.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("li > a:not(.more)")], at = links.indexOf(document.activeElement.closest("li")?.querySelector("a:not(.more)"));
    if (event.key === "ArrowDown" && links.length) (links[at + 1] || links[links.length - 1]).focus();
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || box).focus();
    else if (event.key === "Enter" && event.target === box && links.length) links[0].click();
    else if (event.key === "Escape" && event.target === box) { box.value = ""; show(); remember(); }
    else if (event.key === "Escape") box.focus();
    else return;
    event.preventDefault();
  });
  addEventListener("pageshow", recall);
  recall();
  if (matchMedia("(hover: hover)").matches && !location.hash) box.focus({ preventScroll: true });
})();
