// Words selected in the text, with mouse, finger or keys, become items or the bounds of one.
import { select, send } from "./acts.js";
import { rangeOf, sentences, spanOf, stepped } from "./offsets.js";
import { choosePassing, currentItem, items, show, text } from "./panes.js";

const root = document.getElementById("rp");
const toolbar = document.getElementById("rp-toolbar");
let span = null;

export const selected = () => span;

const inside = (item, at) => Number(item.dataset.start) < at && at < Number(item.dataset.end);
const touches = (item, { start, end }) => Number(item.dataset.start) < end && Number(item.dataset.end) > start;

// The item that the words selected are about: the only one that they touch, else the one chosen in the list.
function target() {
  const touched = items().filter((item) => touches(item, span));
  if (touched.length === 1) return touched[0];
  const chosen = currentItem();
  return touched.length === 0 || touched.includes(chosen) ? chosen : null;
}

// Before the words selected, when they begin inside an item; else after them, when they end inside it.
function splitAt(item) {
  if (!item) return null;
  return [span.start, span.end].find((at) => inside(item, at)) ?? null;
}

function onSelection() {
  const selection = window.getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const within = range && text().contains(range.commonAncestorContainer);
  span = within ? spanOf(range, text()) : null;
  toolbar.hidden = !span;
  if (!span) return;
  offer(target(), items().some((item) => touches(item, span)));
  stand(range);
}

// Only what the server would not refuse: a new item takes words that belong to none.
function offer(item, taken) {
  for (const button of toolbar.querySelectorAll("[data-mark=add]")) button.hidden = taken;
  const bounds = toolbar.querySelector("[data-mark=move_bounds]");
  bounds.hidden = !item;
  if (item) bounds.textContent = root.dataset.bounds.replace("{item}", item.dataset.tag);
  toolbar.querySelector("[data-mark=split]").hidden = splitAt(item) === null;
  toolbar.querySelector(".rp-hint").hidden = Boolean(item) || !taken;
}

// Under the last line selected, inside the window; on a phone the style sheet pins it to the bottom.
function stand(range) {
  const last = [...range.getClientRects()].at(-1);
  if (!last) return;
  const home = root.getBoundingClientRect();
  const left = Math.min(Math.max(last.right - home.left - toolbar.offsetWidth / 2, 0), home.width - toolbar.offsetWidth);
  toolbar.style.left = `${Math.max(left, 0)}px`;
  toolbar.style.top = `${last.bottom - home.top + 8}px`;
}

async function act(name, kind) {
  const { start, end } = span;
  const item = target();
  const id = item?.dataset.item;
  const done =
    name === "add"
      ? await send({ act: "add", kind, start, end })
      : name === "split"
        ? await send({ act: "split", item: id, at: splitAt(item) })
        : await send({ act: "move_bounds", item: id, start, end });
  if (done) close();
}

function close() {
  window.getSelection().removeAllRanges();
  toolbar.hidden = true;
  span = null;
}

// --- without a mouse: the sentence is the step -----------------------------------------------------------

function step(event) {
  const all = sentences(text());
  const next = stepped(all, span, span ? -1 : begin(all), event);
  if (!next) return;
  const range = rangeOf(next.start, next.end, text());
  select(range);
  range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
  const item = items().find((one) => touches(one, next.lead));
  if (item) choosePassing(item.dataset.item);
}

// Where to begin: at the chosen item, else at the first line that can be seen.
function begin(all) {
  const item = currentItem();
  if (item) return all.findIndex((one) => touches(item, one));
  const line = [...text().querySelectorAll(".rp-line")].find((one) => one.getBoundingClientRect().top > 80);
  return line ? all.findIndex((one) => one.start >= Number(line.dataset.start)) : 0;
}

// Select the words of an item, so that its bounds can be moved or it can be split.
export function take(item) {
  show("text");
  const range = rangeOf(Number(item.dataset.start), Number(item.dataset.end), text());
  text().focus({ preventScroll: true });
  select(range);
  range.startContainer.parentElement?.scrollIntoView({ block: "center" });
}

function onKey(event) {
  // Keys may come faster than the pause after which a selection counts: look at it as it is now.
  if (event.target === text()) onSelection();
  if (event.target === text() && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    step(event);
  } else if (event.target === text() && event.key === "Enter" && span) {
    event.preventDefault();
    toolbar.querySelector("button:not([hidden])").focus();
  } else if (event.key === "Escape" && !toolbar.hidden) {
    close();
    text().focus({ preventScroll: true });
  } else if (toolbar.contains(event.target) && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
    const buttons = [...toolbar.querySelectorAll("button:not([hidden])")];
    const next = buttons.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1);
    buttons[(next + buttons.length) % buttons.length].focus();
  }
}

export function watchSelection() {
  if (!toolbar) return; // this person may only look
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(onSelection, 60);
  });
  // A press on a button of the toolbar must not take the selection away.
  toolbar.addEventListener("pointerdown", (event) => event.preventDefault());
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button?.dataset.mark === "close") close();
    else if (button && span) void act(button.dataset.mark, button.dataset.kind);
  });
  root.addEventListener("keydown", onKey);
}
