// Keeps the results of the files on this page current until all are settled. Asks nothing when nothing runs.
import { settled } from "./waiting.js";

const waiting = () => [...document.querySelectorAll("[data-upload][data-unsettled]")];
const address = window.location.pathname.replace(/upload\/.*$/, "upload/progress/");

// The result as the server words it, with its link or its reason and the button to try again.
async function bring(ids) {
  const response = await fetch(window.location.href);
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ids) {
    const now = fresh.querySelector(`[data-upload="${id}"]`);
    const then = document.querySelector(`[data-upload="${id}"]`);
    if (now && then) then.replaceWith(document.adoptNode(now));
  }
}

function told(rows) {
  for (const row of rows.filter((one) => !one.settled)) {
    const words = document.querySelector(`[data-upload="${row.id}"] [data-state]`);
    const said = row.status === "reading" ? `${row.status_label}：${row.step_label}` : row.status_label;
    if (words && words.textContent !== said) words.textContent = said;
  }
  const done = new Set(rows.filter((one) => one.settled).map((one) => String(one.id)));
  const ended = waiting().map((line) => line.dataset.upload).filter((id) => done.has(id));
  return ended.length ? bring(ended) : null;
}

const ids = waiting().map((line) => line.dataset.upload);
if (ids.length) void settled(address, ids, told);
