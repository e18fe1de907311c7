// Tables that sort, filter and download. Every page is complete without this file; nothing is requested from anywhere.
(() => {
  "use strict";
  const value = (cell) => {
    const raw = (cell.dataset.v ?? cell.textContent).trim();
    const number = Number(raw.replace(/[,%]/g, "").replace(/^at least | or more$/, ""));
    return raw !== "" && !Number.isNaN(number) ? number : raw.toLowerCase();
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b
      : typeof a === "number" ? 1 : typeof b === "number" ? -1 : a.localeCompare(b);

  // What a table shows stands in the address: searchers.q=wren, searchers.state=CA, searchers.sort=-2. So it can be sent and gone back to.
  const query = () => new URLSearchParams(location.search);
  const remember = (key, wanted, isStep) => {
    const url = new URL(location.href);
    if ((url.searchParams.get(key) ?? "") === wanted) return;
    wanted ? url.searchParams.set(key, wanted) : url.searchParams.delete(key);
    try { history[isStep ? "pushState" : "replaceState"](null, "", url); } catch { /* a page opened from a disk keeps its address */ }
  };
  const recalls = [];
  addEventListener("popstate", () => recalls.forEach((recall) => recall(query())));

  const sortable = (table) => {
    const body = table.tBodies[0], heads = [...table.querySelectorAll("thead th")], printed = [...body.rows];
    const can = (head) => head && head.colSpan === 1 && !head.classList.contains("nosort");
    const sort = (at, down) => {
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      if (!can(heads[at])) return body.append(...printed);
      heads[at].setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(...printed.map((row) => [value(row.cells[at]), row])
        .sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0]))).map(([, row]) => row));
    };
    heads.forEach((head, at) => {
      if (!can(head)) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        sort(at, down);
        if (table.id) remember(`${table.id}.sort`, `${down ? "-" : ""}${at + 1}`, true);
      });
    });
    const recall = (asked) => {
      const told = (table.id && asked.get(`${table.id}.sort`)) || "";
      if (told || heads.some((head) => head.ariaSort)) sort(Math.abs(Number(told)) - 1, told.startsWith("-"));
    };
    recalls.push(recall);
    recall(query());
  };

  const CHOSEN = /^(state|kind|level|verdict|log|adds up|counted|change|what|agency kind)$/;
  const filterable = (table, tools) => {
    const rows = [...table.tBodies[0].rows], texts = rows.map((row) => row.textContent.toLowerCase());
    const cell = (row, at) => row.cells[at].textContent.trim().replace(/\s+/g, " ");
    const told = document.createElement("output"), controls = [];
    const show = () => {
      const wanted = controls.map((one) => [one, one.field.value.trim()]).filter(([, asked]) => asked);
      let shown = 0;
      rows.forEach((row, at) => {
        row.hidden = !wanted.every(([one, asked]) => (one.at < 0 ? texts[at].includes(asked.toLowerCase()) : cell(row, one.at) === asked));
        shown += row.hidden ? 0 : 1;
      });
      told.textContent = wanted.length ? `${shown} of ${rows.length} rows` : "";
    };
    const control = (field, words, name, at) => {
      const label = document.createElement("label");
      label.append(`${words} `, field);
      tools.append(label);
      controls.push({ field, at, key: `${table.id}.${name}` });
      field.addEventListener("input", () => { show(); if (table.id) remember(`${table.id}.${name}`, field.value.trim(), at >= 0); });
    };
    const box = document.createElement("input");
    box.type = "search";
    control(box, "Filter rows", "q", -1);
    table.querySelectorAll("thead th").forEach((head) => {
      const words = head.textContent.trim(), at = head.cellIndex;
      if (!CHOSEN.test(words.toLowerCase()) || head.colSpan > 1) return;
      const values = [...new Set(rows.map((row) => cell(row, at)))].filter(Boolean).sort();
      if (values.length < 2 || values.length > 80) return;
      const field = document.createElement("select");
      field.append(new Option("all", ""), ...values.map((one) => new Option(one, one)));
      control(field, words, words.toLowerCase().replaceAll(" ", "-"), at);
    });
    tools.append(told);
    const recall = (asked) => {
      controls.forEach((one) => { one.field.value = (table.id && asked.get(one.key)) || ""; });
      show();
    };
    recalls.push(recall);
    if (controls.some((one) => query().has(one.key))) recall(query());
  };

  // A cell that starts like a formula gets a leading quote, so that a spreadsheet does not run it.
  const cellText = (cell) => {
    const text = cell.textContent.trim().replace(/\s+/g, " ");
    const safe = /^[=+\-@＝＋－＠]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const downloadable = (table, tools) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Download these rows (CSV)";
    tools.append(button);
    button.addEventListener("click", () => {
      const lines = [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(cellText).join(","));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv" }));
      link.download = `${table.id || "table"}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  };

  document.querySelectorAll("table.data").forEach((table) => {
    if (!table.tBodies.length || table.tBodies[0].rows.length < 3) return;
    const tools = document.createElement("div");
    tools.className = "tools";
    if (table.tBodies[0].rows.length > 9) filterable(table, tools);
    sortable(table);
    downloadable(table, tools);
    (table.closest(".scroll") || table).after(tools);
  });

  // Beside each drawing stands its SVG; a picture (PNG) of it is drawn here, by a script that is loaded when it is first asked for.
  const pictures = new URL("picture.js", document.currentScript.src).href;
  const drawer = () => new Promise((done, failed) => {
    if (window.plainviewPicture) return done();
    const script = document.createElement("script");
    script.src = pictures;
    script.addEventListener("load", () => done());
    script.addEventListener("error", () => failed(new Error("picture.js")));
    document.head.append(script);
  });
  document.querySelectorAll(".take a[download]").forEach((link) => {
    const button = document.createElement("button"), told = document.createElement("output");
    button.type = "button";
    button.textContent = "PNG";
    button.setAttribute("aria-label", link.getAttribute("aria-label").replace("SVG", "PNG"));
    button.addEventListener("click", async () => {
      told.textContent = "";
      try {
        await drawer();
        await window.plainviewPicture(link.closest("figure"), link.getAttribute("href").split("/").pop().replace(/svg$/, "png"));
      } catch { told.textContent = " could not be drawn here: take the SVG"; }
    });
    link.after(" ", button, told);
  });

  // The citation gets the whole address where there is one, and a button; the day of reading is added to what is copied.
  const citation = document.getElementById("citation"), address = document.getElementById("address");
  if (citation) {
    const here = () => location.href.replace(/[?#].*$/, "");
    if (address && location.protocol.startsWith("http")) address.textContent = here();
    const button = document.createElement("button"), told = document.createElement("output");
    button.type = "button";
    button.textContent = "Copy the citation";
    button.addEventListener("click", async () => {
      const text = `${citation.textContent.trim().replace(/\s+/g, " ")}. Read on ${new Date().toISOString().slice(0, 10)}.`;
      try {
        await navigator.clipboard.writeText(text);
        told.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(citation);
        told.textContent = "Selected: copy it with Ctrl+C or ⌘C";
      }
    });
    citation.parentElement.after(Object.assign(document.createElement("p"), { className: "tools" }));
    citation.parentElement.nextElementSibling.append(button, told);
  }

  // The key / leads to the page that finds things; it can be switched off there.
  const seek = document.querySelector(".top a.seek");
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    try { if (localStorage.getItem("plainview-no-slash")) return; } catch { /* nothing is kept where nothing may be kept */ }
    const box = document.getElementById("find-box");
    if (!box && !seek) return;
    event.preventDefault();
    box ? box.focus() : seek.click();
  });
})();
