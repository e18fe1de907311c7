// A table over the files of one agency's log: a month is loaded when it is chosen, as a script of this site that holds plain data.
// Every text of a record is set as text, never as markup. Without this file, the list of files below is all there is to know.
(() => {
  "use strict";
  const place = document.getElementById("explore");
  const files = [...document.querySelectorAll("#files tbody tr")].map((row) => ({ name: row.dataset.name, month: row.dataset.month }));
  if (!place || !files.length) return;
  const MOST = 12; // files of one month that are loaded together; where there are more, each is chosen by itself
  const SHOWN = 50;
  const form = place.querySelector("form");
  const { month, searcher, purpose, reason } = form.elements;
  const told = form.querySelector("output");
  const body = place.querySelector("tbody");
  const more = document.getElementById("more");
  const kept = new Map();
  const waiting = new Map();
  let rows = [];
  let found = [];
  let shown = 0;

  const choices = [];
  for (const name of new Set(files.map((file) => file.month))) {
    const of = files.filter((file) => file.month === name).map((file) => file.name);
    if (of.length <= MOST) choices.push([name, of]);
    else choices.push(...of.map((one) => [one, [one]]));
  }

  window.plainviewRows = (name, data) => {
    const text = (column) => data[column].at.map((at) => data[column].list[at]);
    const names = (column) => column.at.map((at, i) => `${column.list[at]}:${column.row[i]}`);
    const columns = { hour: data.hour, networks: data.networks, devices: data.devices, entry: names(data.entry) };
    for (const column of ["log", "searcher", "day", "purposes", "reason_words", "reason", "case_number", "account", "plate"]) {
      columns[column] = text(column);
    }
    kept.set(name, columns.entry.map((_, i) => Object.fromEntries(Object.entries(columns).map(([key, list]) => [key, list[i]]))));
    waiting.get(name)?.();
  };

  const load = (name) =>
    new Promise((done, failed) => {
      if (kept.has(name)) return done();
      waiting.set(name, done);
      const script = document.createElement("script");
      script.src = `${name}.js`;
      script.addEventListener("error", () => failed(new Error(name)));
      script.addEventListener("load", () => script.remove());
      document.head.append(script);
    });

  const option = (select, text) => {
    const one = document.createElement("option");
    one.value = one.textContent = text;
    select.append(one);
  };

  const refill = (select, texts) => {
    const before = select.value;
    while (select.options.length > 1) select.remove(1);
    [...new Set(texts)].filter(Boolean).sort().forEach((text) => option(select, text));
    select.value = before;
    if (select.value !== before) select.value = "";
  };

  const cell = (row, text, kind, tag = "td") => {
    const one = document.createElement(tag);
    one.textContent = text ?? "";
    if (kind) one.className = kind;
    row.append(one);
  };

  const show = () => {
    const fresh = document.createDocumentFragment();
    for (const one of found.slice(shown, shown + SHOWN)) {
      const row = document.createElement("tr");
      cell(row, one.day, "date");
      cell(row, one.hour, "num");
      cell(row, one.searcher, "name");
      cell(row, one.log);
      cell(row, one.purposes.replaceAll("_", " "));
      cell(row, one.reason_words);
      cell(row, one.networks, "num");
      cell(row, one.devices, "num");
      cell(row, [one.reason, one.case_number, one.account, one.plate].map((state) => state.replaceAll("_", " ")).join(", "));
      cell(row, one.entry, "id");
      fresh.append(row);
    }
    body.append(fresh);
    shown = Math.min(shown + SHOWN, found.length);
    more.hidden = shown >= found.length;
    told.textContent = `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} entries, the first ${shown.toLocaleString("en")} shown`;
  };

  const filter = () => {
    const wanted = searcher.value.trim().toLowerCase();
    found = rows.filter(
      (row) =>
        (!wanted || row.searcher.toLowerCase().includes(wanted)) &&
        (!purpose.value || `; ${row.purposes}`.includes(`; ${purpose.value} (`)) &&
        (!reason.value || row.reason === reason.value),
    );
    body.replaceChildren();
    shown = 0;
    show();
    const state = new URLSearchParams();
    for (const [name, field] of Object.entries({ month, searcher, purpose, reason })) if (field.value) state.set(name, field.value);
    history.replaceState(null, "", `#${state}`);
  };

  const choose = async () => {
    const [, names] = choices.find(([name]) => name === month.value);
    told.textContent = "loading …";
    try {
      await Promise.all(names.map(load));
    } catch (error) {
      told.textContent = `the file ${error.message} could not be loaded`;
      return;
    }
    rows = names.flatMap((name) => kept.get(name));
    refill(purpose, rows.flatMap((row) => row.purposes.split("; ")).map((one) => one.replace(/ \(.*/, "")));
    refill(reason, rows.map((row) => row.reason));
    filter();
  };

  choices.forEach(([name]) => option(month, name));
  month.value = choices.at(-1)[0];
  const state = new URLSearchParams(location.hash.slice(1));
  if (choices.some(([name]) => name === state.get("month"))) month.value = state.get("month");
  searcher.value = state.get("searcher") ?? "";
  form.addEventListener("submit", (event) => event.preventDefault());
  month.addEventListener("change", choose);
  for (const field of [searcher, purpose, reason]) field.addEventListener("input", filter);
  more.addEventListener("click", show);
  place.hidden = false;
  choose().then(() => {
    for (const [name, field] of Object.entries({ purpose, reason })) if (state.get(name)) field.value = state.get(name);
    if (state.get("purpose") || state.get("reason")) filter();
  });
})();
