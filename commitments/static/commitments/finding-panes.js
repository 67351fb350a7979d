// The two texts of a finding: led to a place, flashed, and words selected in the new one as evidence.
import { rangeOf, sentences, spanOf, stepped } from "../reports/offsets.js";

const root = document.getElementById("fd");
const toolbar = document.getElementById("fd-toolbar");
const pane = (side) => document.getElementById(`${side}-text`);
let span = null;

export function show(side) {
  root.dataset.pane = side;
  for (const tab of root.querySelectorAll("[data-show]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.show === side));
  }
}

// Scroll a text to a place; the window follows only where the pane is out of sight.
export function lead(side, start, end, { quiet = false } = {}) {
  const text = pane(side);
  if (!quiet) show(side);
  const range = rangeOf(start, end, text);
  const first = range?.getClientRects()[0];
  if (!first) return;
  text.scrollTop += first.top - text.getBoundingClientRect().top - text.clientHeight / 3;
  if (quiet) return;
  flash(text, range);
  reveal(text);
}

// What is pinned to the bottom covers part of the window.
function reveal(text) {
  const room = window.innerHeight - (document.getElementById("fd-judging")?.offsetHeight ?? 0);
  const { top, bottom } = text.getBoundingClientRect();
  const seen = Math.min(bottom, room) - Math.max(top, 0);
  if (seen >= Math.min(text.clientHeight, room) * 0.7) return;
  window.scrollBy({ top: top - Math.max(60, (room - text.clientHeight) / 2), behavior: "instant" });
}

function flash(text, range) {
  for (const old of text.querySelectorAll(".rp-flash")) old.remove();
  const home = text.getBoundingClientRect();
  for (const rect of range.getClientRects()) {
    const light = document.createElement("i");
    light.className = "rp-flash";
    light.setAttribute("aria-hidden", "true");
    light.style.left = `${rect.left - home.left + text.scrollLeft}px`;
    light.style.top = `${rect.top - home.top + text.scrollTop}px`;
    light.style.width = `${rect.width}px`;
    light.style.height = `${rect.height}px`;
    text.append(light);
    window.setTimeout(() => light.remove(), 2000);
  }
}

// Each text at the place for which the page was opened, as soon as it has a size: django-unfold hides the page
// until its own scripts have run, and a phone shows one text at a time.
export function open() {
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      if (!target.clientHeight) continue;
      watch.unobserve(target);
      const { start, end } = target.dataset;
      if (start !== undefined) lead(target.id.replace("-text", ""), Number(start), Number(end), { quiet: true });
    }
  });
  for (const side of ["old", "new"]) watch.observe(pane(side));
}

// --- words selected ----------------------------------------------------------------------------------------

function onSelection() {
  const selection = window.getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const within = range && pane("new").contains(range.commonAncestorContainer);
  span = within ? spanOf(range, pane("new")) : null;
  toolbar.hidden = !span;
  if (span) stand(range);
}

// Under the last line selected; on a phone the style sheet pins it above the ratings.
function stand(range) {
  const last = [...range.getClientRects()].at(-1);
  if (!last) return;
  const home = root.getBoundingClientRect();
  const left = Math.min(last.right - home.left - toolbar.offsetWidth / 2, home.width - toolbar.offsetWidth);
  toolbar.style.left = `${Math.max(left, 0)}px`;
  toolbar.style.top = `${last.bottom - home.top + 8}px`;
}

export function close() {
  if (!toolbar || toolbar.hidden) return false;
  window.getSelection().removeAllRanges();
  toolbar.hidden = true;
  span = null;
  return true;
}

// --- without a mouse: the sentence is the step -------------------------------------------------------------

function step(event) {
  const text = pane("new");
  const all = sentences(text);
  const next = stepped(all, span, span ? -1 : begin(all, text), event);
  if (!next) return;
  const range = rangeOf(next.start, next.end, text);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  bring(text, rangeOf(next.lead.start, next.lead.end, text));
}

// The first sentence of the first line that can be seen.
function begin(all, text) {
  const top = text.getBoundingClientRect().top;
  const line = [...text.querySelectorAll(".rp-line")].find((one) => one.getBoundingClientRect().top >= top);
  return line ? all.findIndex((one) => one.start >= Number(line.dataset.start)) : 0;
}

// With room below for what can be done with it.
function bring(text, range) {
  const { top, bottom } = range.getBoundingClientRect();
  const home = text.getBoundingClientRect();
  const room = toolbar.offsetHeight + 16;
  if (top < home.top + 8) text.scrollTop -= home.top + 8 - top;
  else if (bottom > home.bottom - room) text.scrollTop += Math.min(bottom - home.bottom + room, top - home.top - 8);
}

function onKey(event) {
  const text = pane("new");
  const reading = event.target === text;
  // Keys may come faster than the pause after which a selection counts: look at it as it is now.
  if (reading) onSelection();
  if (reading && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    step(event);
  } else if (reading && event.key === "Enter" && span && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    toolbar.querySelector("button").focus();
  } else if (event.key === "Escape" && close()) {
    event.preventDefault();
    text.focus({ preventScroll: true });
  }
}

// attach(span, part): what is done with the words.
export function watchSelection(attach) {
  if (!toolbar) return; // this person may only look
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(onSelection, 60);
  });
  // A press on a button of the toolbar must not take the selection away.
  toolbar.addEventListener("pointerdown", (event) => event.preventDefault());
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-part]");
    if (button && span) attach(span, button.dataset.part);
    if (button || event.target.closest("[data-close]")) close();
  });
  root.addEventListener("keydown", onKey);
}
