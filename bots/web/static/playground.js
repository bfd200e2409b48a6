"use strict";
// What only the browser can do: theme, uploads, scrolling, the large view. No markup is made from words.
const chatbrush = (() => {
  const root = document.documentElement;
  const MAX_FILES = 10;
  let uploading = 0;
  let pinned = true;

  const saved = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const applyTheme = () => { root.dataset.theme = saved() || (system.matches ? "dark" : "light"); };
  const toggleTheme = () => {
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      if ((next === "dark") === system.matches) localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch { /* storage may be forbidden: the choice then lasts until the page is left */ }
    root.dataset.theme = next;
  };
  applyTheme();
  system.addEventListener("change", applyTheme);

  const field = () => document.getElementById("words");
  const scroller = () => document.getElementById("scroll");
  const grow = () => {
    const area = field();
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 160)}px`;
  };
  const take = () => {
    if (uploading) return null;
    const area = field();
    const words = area.value;
    area.value = "";
    grow();
    return words;
  };
  const write = (words) => { const area = field(); area.value = words; grow(); area.focus(); };
  const focus = () => field()?.focus();
  const bottom = () => { const list = scroller(); if (list) list.scrollTop = list.scrollHeight; pinned = true; };
  const enter = (language, address) => {
    root.lang = language;
    history.replaceState(null, "", address);
    setTimeout(bottom, 0);
  };

  const jump = (id) => {
    const target = document.getElementById(`m${id}`);
    if (!target) return;
    target.scrollIntoView({ behavior: "smooth", block: "center" });
    target.classList.add("found");
    setTimeout(() => target.classList.remove("found"), 1600);
  };

  const zoom = (picture) => {
    const dialog = document.createElement("dialog");
    dialog.className = "large";
    dialog.setAttribute("aria-label", picture.alt);
    const large = document.createElement("img");
    large.src = picture.src;
    large.alt = picture.alt;
    const close = document.createElement("button");
    close.className = "large-close";
    close.textContent = "✕";
    close.setAttribute("aria-label", root.lang.startsWith("zh") ? "关闭" : "Close");
    dialog.append(large, close);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  const upload = async (file) => {
    uploading += 1;
    document.body.classList.add("uploading");
    try {
      const answer = await fetch("/uploads", {
        method: "POST",
        body: file,
        headers: {
          "Content-Type": file.type || "application/octet-stream",
          "X-File-Name": encodeURIComponent((file.name || "picture").slice(-100)),
        },
      });
      const result = await answer.json();
      if (answer.ok) emitEvent("uploaded", { id: result.id });
      else emitEvent("upload_failed", { error: result.error });
    } catch {
      emitEvent("upload_failed", { error: "upload-failed" });
    } finally {
      uploading -= 1;
      if (!uploading) document.body.classList.remove("uploading");
    }
  };
  const uploadAll = async (files) => { for (const file of [...files].slice(0, MAX_FILES)) await upload(file); focus(); };
  const attach = () => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/*";
    input.multiple = true;
    input.addEventListener("change", () => uploadAll(input.files));
    input.click();
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    if (at("[data-theme-toggle]")) toggleTheme();
    else if (at("[data-attach]")) attach();
    else if (at("[data-zoom]")) zoom(at(".frame").querySelector(".picture"));
    else if (at("[data-jump]")) jump(at("[data-jump]").dataset.jump);
  });
  document.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("input", (event) => { if (event.target.id === "words") grow(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) emitEvent("escape", {});
  });
  document.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) { event.preventDefault(); uploadAll(event.clipboardData.files); }
  });

  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  const dragging = (by) => { depth = Math.max(0, depth + by); document.body.classList.toggle("dragging", depth > 0); };
  document.addEventListener("dragenter", (event) => { if (carriesFiles(event)) { event.preventDefault(); dragging(1); } });
  document.addEventListener("dragleave", (event) => { if (carriesFiles(event)) dragging(-1); });
  document.addEventListener("dragover", (event) => { if (carriesFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    dragging(0);
    uploadAll(event.dataTransfer.files);
  });

  // The newest message stays in sight, unless somebody scrolled up to read.
  const watch = () => {
    const list = scroller();
    const content = document.getElementById("list");
    if (!list || !content) { setTimeout(watch, 50); return; }
    let top = 0;
    let height = 0;
    list.addEventListener("scroll", () => {
      const isNearEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
      const wentUp = list.scrollTop < top - 2 && list.clientHeight === height;
      if (isNearEnd) pinned = true;
      else if (wentUp) pinned = false;
      top = list.scrollTop;
      height = list.clientHeight;
    }, { passive: true });
    const follow = new ResizeObserver(() => { if (pinned) list.scrollTop = list.scrollHeight; });
    follow.observe(content);
    follow.observe(list);
    bottom();
    if (matchMedia("(pointer: fine)").matches) focus();
  };
  watch();

  return { take, write, focus, bottom, enter };
})();
