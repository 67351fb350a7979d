// Keeps the exports on this page current until all are settled; then each is shown as the server words it.
import { settled } from "../reports/waiting.js";

const page = document.querySelector(".ex");
const waiting = () => [...document.querySelectorAll("[data-export][data-unsettled]")];
const ids = waiting().map((line) => line.dataset.export);

function put(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

async function bring(ended) {
  const response = await fetch(window.location.href);
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ended) {
    const now = fresh.querySelector(`[data-export="${id}"]`);
    const then = document.querySelector(`[data-export="${id}"]`);
    if (now && then) then.replaceWith(document.adoptNode(now));
  }
}

function told(rows) {
  for (const row of rows.filter((one) => !one.settled)) {
    const line = document.querySelector(`[data-export="${row.id}"]`);
    if (!line) continue;
    put(line.querySelector("[data-state]"), row.state_label);
    put(line.querySelector("[data-count]"), row.count);
    const bar = line.querySelector("[data-percent]");
    if (bar) bar.value = row.percent;
  }
  const done = new Set(rows.filter((one) => one.settled).map((one) => String(one.id)));
  const ended = waiting().map((line) => line.dataset.export).filter((id) => done.has(id));
  return ended.length ? bring(ended) : null;
}

if (ids.length) void settled(page.dataset.progress, ids, told, "exports");
