// Sends corrections, each with the revision of the report that this page shows, and lays the page anew.
import { chosen, itemOf, items, restore, reveal, text } from "./panes.js";
import { rangeOf } from "./offsets.js";

const root = document.getElementById("rp");
const said = document.getElementById("rp-said");
const refusal = document.getElementById("rp-refusal");
const KEPT = `rp-kept ${window.location.pathname}`;
let busy = false;

export const state = () => document.getElementById("rp-state");

// values: the act and what it needs. Resolves to whether it was carried out.
export async function send(values) {
  if (busy) return false;
  busy = true;
  root.setAttribute("aria-busy", "true");
  try {
    return await post(values);
  } catch {
    refuse(root.dataset.noAnswer, false);
    return false;
  } finally {
    busy = false;
    root.removeAttribute("aria-busy");
  }
}

async function post(values) {
  const body = new URLSearchParams({ ...values, revision: state().dataset.revision });
  const token = root.querySelector("input[name=csrfmiddlewaretoken]").value;
  const response = await fetch(root.dataset.correct, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body,
  });
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
    refuse(root.dataset.mayNot, true); // signed out meanwhile, or the right was taken away
    return false;
  }
  const answer = await response.json();
  if (!response.ok) {
    refuse(answer.refusal, answer.stale);
    return false;
  }
  refusal.hidden = true;
  // It is done: should the page not come, a reload shows it.
  await layAnew(wanted(values)).catch(() => window.location.reload());
  say(answer.said, values.act !== "undo");
  return true;
}

// Which item to show afterwards: a function, for the items are other rows then.
function wanted(values) {
  const at = Number(values.start ?? values.at ?? NaN);
  const end = Number(values.end ?? at + 1);
  const kept = values.item ?? chosen();
  return () => {
    const there = items().find((item) => Number(item.dataset.start) < end && Number(item.dataset.end) > at);
    if (there) return there.dataset.item;
    return kept && itemOf(kept) ? kept : null;
  };
}

// Fetch the page once more and put its content in the place of this one's.
export async function layAnew(find = () => chosen()) {
  const response = await fetch(root.dataset.page, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("rp-content");
  if (!response.ok || !fresh) {
    window.location.reload();
    return;
  }
  const shelves = () => root.querySelector(".rp-shelves");
  const inList = document.getElementById("rp-list").contains(document.activeElement);
  const before = { top: text().getBoundingClientRect().top, list: shelves().scrollTop };
  document.getElementById("rp-content").replaceWith(document.adoptNode(fresh));
  restore(find());
  // What stands above the text may have grown or shrunk: the words that were looked at stay where they were.
  window.scrollBy({ top: text().getBoundingClientRect().top - before.top, behavior: "instant" });
  shelves().scrollTop = before.list;
  const item = chosen() === null ? null : itemOf(chosen());
  if (item) reveal(item);
  if (inList) item?.querySelector(".rp-pick").focus({ preventScroll: true });
  root.dispatchEvent(new CustomEvent("rp-laid"));
}

export function say(words, undoable) {
  said.replaceChildren(words);
  if (undoable && root.querySelector("[data-act=undo]")) {
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "rp-link";
    undo.dataset.act = "undo";
    undo.textContent = root.dataset.undo;
    said.append(" ", undo);
  }
  said.classList.add("rp-there");
  window.clearTimeout(say.timer);
  say.timer = window.setTimeout(() => said.classList.remove("rp-there"), 8000);
}

function refuse(words, stale) {
  refusal.querySelector("p").textContent = words;
  refusal.querySelector("[data-reload]").hidden = !stale;
  refusal.hidden = false;
  said.classList.remove("rp-there");
}

// --- what a person had entered outlives a reload -----------------------------------------------------------

export function reloadKeeping(selected) {
  const forms = [...root.querySelectorAll(".rp-edit[open] form")].map((form) => ({
    field: form.dataset.head,
    value: form.querySelector("[name=value], [name=words]").value,
  }));
  const kept = { forms, item: chosen(), selected: selected && { ...selected, words: wordsOf(selected) } };
  window.sessionStorage.setItem(KEPT, JSON.stringify(kept));
  window.location.reload();
}

function wordsOf(span) {
  return rangeOf(span.start, span.end, text())?.toString() ?? "";
}

export function takeUpKept() {
  const kept = JSON.parse(window.sessionStorage.getItem(KEPT) ?? "null");
  window.sessionStorage.removeItem(KEPT);
  if (!kept) return false;
  for (const { field, value } of kept.forms) {
    const form = root.querySelector(`form[data-head="${field}"]`);
    if (!form) continue;
    form.closest("details").open = true;
    form.querySelector("[name=value], [name=words]").value = value;
  }
  if (kept.item) restore(kept.item);
  if (kept.selected && wordsOf(kept.selected) === kept.selected.words) {
    select(rangeOf(kept.selected.start, kept.selected.end, text()));
  }
  return true;
}

export function select(range) {
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
