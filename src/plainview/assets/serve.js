// The workplace with a script: folders are dropped and sent with progress, work is watched, queues are worked by keyboard.
// Every page does the same without this file; nothing is asked of any other host.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  // ---- dropping files and folders -------------------------------------------------------------------------------------
  const below = async (entry, path, found) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push([path + file.name, file]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return;
      for (const inner of some) await below(inner, `${path}${entry.name}/`, found);
    }
  };

  const dropping = (form) => {
    const zone = document.getElementById("zone");
    const told = document.getElementById("dropped");
    const sending = document.getElementById("sending");
    const bar = document.getElementById("sent");
    let dropped = [];
    const size = (n) => (n >= 1e9 ? `${(n / 1e9).toFixed(1)} GB` : n >= 1e6 ? `${(n / 1e6).toFixed(1)} MB` : `${Math.ceil(n / 1e3)} KB`);
    const tell = () => {
      const n = dropped.length;
      const all = dropped.reduce((sum, [, file]) => sum + file.size, 0);
      told.textContent = n ? `${n.toLocaleString("en")} file${n === 1 ? "" : "s"} dropped, ${size(all)}` : "";
    };
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("over"); });
    }
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
    zone.addEventListener("drop", async (event) => {
      event.preventDefault();
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      const loose = entries.length ? [] : [...event.dataTransfer.files].map((file) => [file.name, file]);
      const found = [];
      for (const entry of entries) await below(entry, "", found);
      dropped = dropped.concat(found, loose);
      tell();
    });
    window.addEventListener("dragover", (event) => event.preventDefault());
    window.addEventListener("drop", (event) => event.preventDefault());

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = new FormData();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
      for (const box of form.querySelectorAll("input[type=file]")) {
        for (const file of box.files) data.append("files", file, file.webkitRelativePath || file.name);
      }
      for (const [path, file] of dropped) data.append("files", file, path);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      bar.hidden = false;
      request.upload.addEventListener("progress", (step) => {
        if (step.lengthComputable) { bar.max = step.total; bar.value = step.loaded; }
      });
      request.addEventListener("load", () => {
        if (request.status < 400) { window.location.assign(request.responseURL); return; }
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        const wrong = [...page.querySelectorAll(".mistakes li, body > p")].map((item) => item.textContent.trim()).join(" ");
        sending.textContent = wrong || "This did not work.";
        bar.hidden = true;
      });
      request.addEventListener("error", () => { sending.textContent = "The files did not come through. Is plainview still running?"; bar.hidden = true; });
      sending.textContent = "Sending …";
      request.send(data);
    });
  };

  // ---- watching the work ----------------------------------------------------------------------------------------------
  const watching = (box) => {
    const source = new EventSource(box.dataset.events);
    source.addEventListener("message", (event) => {
      const now = JSON.parse(event.data);
      if (now.is_over) { source.close(); window.location.reload(); return; }
      const what = document.getElementById("what");
      const bar = document.getElementById("bar");
      const seconds = document.getElementById("seconds");
      const words = now.what.charAt(0).toUpperCase() + now.what.slice(1);
      if (now.state === "running" && bar) {
        const told = now.total ? `${words}: ${now.done.toLocaleString("en")} of ${now.total.toLocaleString("en")}` : words;
        if (what.textContent !== told) what.textContent = told;
        if (now.total) { bar.max = now.total; bar.value = now.done; } else bar.removeAttribute("value");
        seconds.textContent = now.seconds;
      } else if (what) what.textContent = "The pages are being opened.";
    });
  };

  // ---- queues by keyboard ---------------------------------------------------------------------------------------------
  const keys = (form) => {
    const why = form.querySelector("input[name=why]");
    const needed = () => [...form.querySelectorAll("[data-why]")].some((box) => box.checked) || (why?.hasAttribute("data-always"));
    if (why?.required) why.setAttribute("data-always", "");
    const settle = () => { if (why && !why.hasAttribute("data-always")) why.required = needed(); };
    form.addEventListener("change", (event) => {
      const none = form.querySelector("input[value=none]");
      if (none && event.target.name === "purpose" && event.target.checked) {
        for (const box of form.querySelectorAll("input[name=purpose]")) if ((box === none) !== (event.target === none)) box.checked = false;
      }
      settle();
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const at = document.activeElement;
      const types = at && (at.tagName === "TEXTAREA" || at.tagName === "SELECT" || (at.tagName === "INPUT" && !["radio", "checkbox"].includes(at.type)));
      if (event.key === "Escape" && types) { at.blur(); return; }
      if (types) return;
      if (event.key === "Enter") {
        if (at && ["A", "BUTTON", "SUMMARY"].includes(at.tagName)) return;
        event.preventDefault();
        const button = form.querySelector("button[type=submit]");
        if (!button.disabled) form.requestSubmit(button);
        return;
      }
      const to = { j: "next", k: "prev" }[event.key];
      const link = to && document.querySelector(`.steps a[rel=${to}]`);
      if (link) { event.preventDefault(); link.click(); return; }
      const box = /^[0-9a-z]$/.test(event.key) && form.querySelector(`input[data-key="${event.key}"]`);
      if (!box) return;
      event.preventDefault();
      box.click();
      if (box.checked && box.dataset.why && why) why.focus();
    });
  };

  const drop = document.getElementById("drop");
  if (drop) dropping(drop);
  const progress = document.getElementById("progress");
  if (progress) watching(progress);
  const decide = document.querySelector("form.decide");
  if (decide) keys(decide);
})();
