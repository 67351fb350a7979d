// The candidates of a report: what a click or a key means. Without this script the page works by its forms.
import { layIn, open, send } from "./capture-forms.js";

const root = document.getElementById("cp");
const rows = () => [...root.querySelectorAll(".cp-row")];
const seen = () => rows().filter((row) => !row.hidden);
const tick = (row) => row.querySelector(".cp-tick input");

function count() {
  const chosen = document.getElementById("cp-chosen");
  if (!chosen) return;
  const number = rows().filter((row) => tick(row).checked).length;
  chosen.textContent = root.dataset.chosen.replace("{number}", number);
}

// --- showing some of them ----------------------------------------------------------------------------------

function show(name) {
  for (const row of rows()) {
    row.hidden = Boolean(name) && !row.dataset.filters.split(" ").includes(name);
    if (row.hidden) tick(row).checked = false; // what is not seen is not acted upon
  }
  for (const group of root.querySelectorAll(".cp-group")) {
    let next = group.nextElementSibling;
    while (next?.matches(".cp-row") && next.hidden) next = next.nextElementSibling;
    group.hidden = !next?.matches(".cp-row");
  }
  for (const link of root.querySelectorAll("[data-show]")) {
    if (link.dataset.show === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  root.dataset.showing = name;
  count();
}

function tickAll() {
  const all = seen();
  const on = !all.every((row) => tick(row).checked);
  for (const row of all) tick(row).checked = on;
  count();
}

function walk(step) {
  const all = seen();
  const at = all.indexOf(document.activeElement?.closest?.(".cp-row"));
  const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

// --- splitting: the titles follow the ticked sentences, until somebody writes them by hand --------------------

function suggestTitles(form) {
  const titles = form.elements.titles;
  if (titles.dataset.own) return;
  const starts = [...form.querySelectorAll(":scope li label")].filter((label) => label.querySelector("input").checked);
  titles.value = starts.length > 1 ? starts.map((label) => label.querySelector("[data-title]").dataset.title).join("\n") : "";
}

// --- clicks, keys, forms -------------------------------------------------------------------------------------

root.addEventListener("click", (event) => {
  const hit = event.target.closest("[data-show], [data-all], [data-edit], [data-close], [data-dismiss]");
  if (!hit || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if ("show" in hit.dataset) show(hit.dataset.show);
  else if ("all" in hit.dataset) tickAll();
  else if ("edit" in hit.dataset) void open(hit.closest(".cp-row"));
  else if ("close" in hit.dataset) {
    const row = hit.closest(".cp-row");
    hit.closest(".cp-editor").remove();
    row.focus();
  } else hit.parentElement.hidden = true;
});

root.addEventListener("change", (event) => {
  if (event.target.matches(".cp-tick input")) count();
  if (event.target.name === "cut") suggestTitles(event.target.form);
});

root.addEventListener("input", (event) => {
  if (event.target.name === "titles") event.target.dataset.own = event.target.value ? "1" : "";
});

root.addEventListener("submit", (event) => {
  event.preventDefault();
  void send(event.target, event.submitter).then(() => {
    show(root.dataset.showing ?? "");
  });
});

root.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest(".cp-row");
  if (event.key === "Escape" && event.target.closest(".cp-editor")) {
    event.target.closest(".cp-editor").remove();
    row.focus();
    return;
  }
  if (event.key === "Enter" && event.target.matches(".cp-owners input, .cp-lead input")) {
    event.preventDefault(); // confirming many is not what a name was typed for
    if (event.target.matches(".cp-lead input")) event.target.closest(".cp-lead").querySelector("button").click();
    return;
  }
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => row && (tick(row).click(), row.focus()),
    e: () => row && void open(row),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

// J takes the first candidate up wherever the focus is.
document.addEventListener("keydown", (event) => {
  if (event.key === "j" && event.target === document.body && !event.ctrlKey && !event.metaKey) walk(1);
});

layIn(root);
root.dataset.showing = new URLSearchParams(window.location.search).get("show") ?? "";
count();
