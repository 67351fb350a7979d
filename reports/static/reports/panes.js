// The two panes: an item of the list leads to its words in the text, and back. Filters, next and previous.
import { rangeOf } from "./offsets.js";

const root = document.getElementById("rp");
const find = (selector) => root.querySelector(selector);
const all = (selector) => [...root.querySelectorAll(selector)];
const filter = { kind: "", grades: new Set() };
let current = null;

export const text = () => find("#rp-text");
export const items = () => all(".rp-item");
export const itemOf = (id) => find(`.rp-item[data-item="${Number(id)}"]`);
export const currentItem = () => (current === null ? null : itemOf(current));

export function show(pane) {
  root.dataset.pane = pane;
  for (const tab of all("[data-show]")) tab.setAttribute("aria-pressed", String(tab.dataset.show === pane));
}

// Make an item the current one. side: where the person is, "text" or "list"; the other side follows.
export function choose(id, side) {
  const item = itemOf(id);
  if (!item) return;
  if (item.hidden) setFilter({ kind: "", grades: [] });
  current = Number(id);
  mark();
  if (side === "list") {
    show("text");
    lead(Number(item.dataset.start), Number(item.dataset.end));
  } else {
    show("list");
  }
  reveal(item);
}

// Bring the item into view, with what may be done with it. On a phone the window is what scrolls.
export function reveal(item) {
  const shelves = find(".rp-shelves");
  const box = shelves.getBoundingClientRect();
  const own = shelves.scrollHeight > shelves.clientHeight + 1;
  if (!own) {
    if (root.dataset.pane === "list") item.scrollIntoView({ block: "nearest" });
    return;
  }
  const bottom = Math.min(box.bottom, window.innerHeight);
  const { top, bottom: end } = item.getBoundingClientRect();
  const heading = 40; // the heading of the chapter sticks to the top
  if (top < box.top + heading) shelves.scrollTop -= box.top + heading - top;
  else if (end > bottom - 8) shelves.scrollTop += Math.min(end - bottom + 8, top - box.top - heading);
}

export function choosePassing(id) {
  if (current === Number(id) || !itemOf(id) || itemOf(id).hidden) return;
  current = Number(id);
  mark();
}

function mark() {
  for (const item of items()) {
    const chosen = Number(item.dataset.item) === current;
    item.classList.toggle("rp-current", chosen);
    if (chosen) item.querySelector(".rp-pick").setAttribute("aria-current", "true");
    else item.querySelector(".rp-pick").removeAttribute("aria-current");
  }
  for (const words of all(".rp-mark")) words.classList.toggle("rp-current", Number(words.dataset.of) === current);
}

// Scroll to a place of the text and let it flash.
export function lead(start, end) {
  const range = rangeOf(start, end, text());
  if (!range) return;
  show("text");
  const rects = range.getClientRects();
  if (!rects.length) return;
  const middle = Math.max(0, (window.innerHeight - Math.min(range.getBoundingClientRect().height, window.innerHeight)) / 3);
  window.scrollBy({ top: rects[0].top - Math.max(middle, 90), behavior: "instant" });
  flash(range);
}

function flash(range) {
  const pane = text();
  for (const old of pane.querySelectorAll(".rp-flash")) old.remove();
  const home = pane.getBoundingClientRect();
  for (const rect of range.getClientRects()) {
    const light = document.createElement("i");
    light.className = "rp-flash";
    light.setAttribute("aria-hidden", "true");
    light.style.left = `${rect.left - home.left}px`;
    light.style.top = `${rect.top - home.top}px`;
    light.style.width = `${rect.width}px`;
    light.style.height = `${rect.height}px`;
    pane.append(light);
    window.setTimeout(() => light.remove(), 2000);
  }
}

export function setFilter(wanted) {
  if ("kind" in wanted) filter.kind = wanted.kind;
  if ("grades" in wanted) filter.grades = new Set(wanted.grades);
  applyFilter();
}

export function toggleGrade(grade) {
  const grades = new Set(filter.grades);
  if (!grades.delete(grade)) grades.add(grade);
  setFilter({ grades });
}

function applyFilter() {
  const fits = (item) =>
    (!filter.kind || item.dataset.kind === filter.kind) && (!filter.grades.size || filter.grades.has(item.dataset.grade));
  const off = new Set();
  for (const item of items()) {
    item.hidden = !fits(item);
    if (item.hidden) off.add(item.dataset.item);
  }
  for (const words of all(".rp-mark")) words.classList.toggle("rp-off", off.has(words.dataset.of));
  for (const list of all(".rp-shelf ol")) {
    const empty = [...list.children].every((item) => item.hidden);
    list.hidden = empty;
    if (list.previousElementSibling?.matches("h4")) list.previousElementSibling.hidden = empty;
  }
  for (const shelf of all(".rp-shelf")) shelf.hidden = !shelf.querySelector(".rp-item:not([hidden])");
  for (const button of all("[data-filter-kind]")) {
    button.setAttribute("aria-pressed", String(button.dataset.filterKind === filter.kind));
  }
  for (const button of all("[data-filter-grade]")) {
    button.setAttribute("aria-pressed", String(filter.grades.has(button.dataset.filterGrade)));
  }
  count(off.size);
}

function count(hidden) {
  const number = items().length;
  const said = root.dataset.shown.replace("{shown}", number - hidden).replace("{all}", number);
  find("#rp-count").textContent = hidden ? said : "";
}

// To the next item that the filter shows, or the one before.
export function walk(step) {
  const shown = items().filter((item) => !item.hidden);
  if (!shown.length) return;
  const at = shown.findIndex((item) => Number(item.dataset.item) === current);
  const next = at < 0 ? (step > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + step, 0), shown.length - 1);
  const inList = find("#rp-list").contains(document.activeElement) && document.activeElement.matches(".rp-pick");
  const shownPane = root.dataset.pane;
  choose(shown[next].dataset.item, "list");
  if (inList) {
    show(shownPane);
    shown[next].querySelector(".rp-pick").focus();
  }
}

// After the content was laid anew: the same item, filter and pane as before.
export function restore(id) {
  // A grade that no item has any more has no button to let it go.
  setFilter({ grades: [...filter.grades].filter((grade) => find(`[data-filter-grade="${grade}"]`)) });
  show(root.dataset.pane);
  current = id !== null && itemOf(id) ? Number(id) : null;
  mark();
}

export const chosen = () => current;
