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

  const sortable = (table) => {
    const body = table.tBodies[0];
    table.querySelectorAll("thead th").forEach((head) => {
      if (head.colSpan > 1 || head.classList.contains("nosort")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const at = head.cellIndex;
        [...body.rows].map((row) => [value(row.cells[at]), row])
          .sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])))
          .forEach(([, row]) => body.append(row));
      });
    });
  };

  const filterable = (table, tools) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    const told = document.createElement("output");
    box.type = "search";
    label.append("Filter rows ", box);
    tools.append(label, told);
    box.addEventListener("input", () => {
      const wanted = box.value.trim().toLowerCase();
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
        shown += row.hidden ? 0 : 1;
      }
      told.textContent = wanted ? `${shown} of ${table.tBodies[0].rows.length} rows` : "";
    });
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
    sortable(table);
    const tools = document.createElement("div");
    tools.className = "tools";
    if (table.tBodies[0].rows.length > 9) filterable(table, tools);
    downloadable(table, tools);
    (table.closest(".scroll") || table).after(tools);
  });
})();
