// The page of one report: what a click or a key means.
import { layAnew, reloadKeeping, send, state, takeUpKept } from "./acts.js";
import { selected, take, watchSelection } from "./marking.js";
import { choose, items, itemOf, lead, restore, setFilter, show, text, toggleGrade, walk } from "./panes.js";
import { findOrgans } from "./organs.js";
import { settled } from "./waiting.js";

const root = document.getElementById("rp");
const AT_ONCE = { act: 1, item: 1, other: 1, kind: 1, field: 1, value: 1, name: 1 };

function edit(field) {
  const details = document.getElementById(`edit-${field}`);
  details.open = true;
  details.scrollIntoView({ block: "center" });
  details.querySelector("input:not([type=hidden]), select, textarea").focus({ preventScroll: true });
}

const CLICKS = {
  "[data-act]": (button) => void send(Object.fromEntries(Object.entries(button.dataset).filter(([key]) => AT_ONCE[key]))),
  "[data-go]": (button) => lead(...button.dataset.go.split("-").map(Number)),
  "[data-edit]": (button) => edit(button.dataset.edit),
  "[data-take]": (button) => take(itemOf(button.dataset.take)),
  "[data-to-text]": () => {
    show("text");
    text().focus();
  },
  "[data-show]": (button) => show(button.dataset.show),
  "[data-walk]": (button) => walk(Number(button.dataset.walk)),
  "[data-filter-kind]": (button) => setFilter({ kind: button.dataset.filterKind }),
  "[data-filter-grade]": (button) => toggleGrade(button.dataset.filterGrade),
  "[data-reload]": () => reloadKeeping(selected()),
  "[data-dismiss]": (button) => (button.parentElement.hidden = true),
  "[data-cancel]": (button) => {
    button.closest("form").reset();
    button.closest("details").open = false;
  },
  ".rp-pick": (button) => choose(button.closest(".rp-item").dataset.item, "list"),
  ".rp-mark": (words) => {
    if (window.getSelection().isCollapsed) choose(words.dataset.of, "text");
  },
};

root.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(CLICKS)) {
    const hit = event.target.closest(selector);
    if (hit && root.contains(hit)) {
      if (hit.matches("a")) event.preventDefault();
      act(hit);
      return;
    }
  }
});

root.addEventListener("submit", (event) => {
  if (!event.target.dataset.head) return; // reading anew is an ordinary form
  event.preventDefault();
  const values = Object.fromEntries(new FormData(event.target));
  if ("value" in values) void send(values);
});

root.addEventListener("keydown", (event) => {
  const picking = event.target.matches?.(".rp-pick");
  const reading = picking || event.target === text();
  const step = { j: reading && 1, k: reading && -1, ArrowDown: picking && 1, ArrowUp: picking && -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  walk(step);
});

// A place that another page names: the item there becomes the current one and stays marked.
function leadTo(start, end) {
  const there = items().find((item) => Number(item.dataset.start) < end && Number(item.dataset.end) > start);
  if (there) choose(there.dataset.item, "list");
  lead(start, end);
}

async function waitForReading() {
  const upload = state().dataset.busy;
  if (!upload) return;
  await settled(root.dataset.progress, [upload], ([row]) => {
    const step = document.getElementById("rp-step");
    if (step) step.textContent = row.step_label;
  });
  await layAnew();
}

watchSelection();
findOrgans(root);
restore(null);
if (!takeUpKept()) {
  const asked = /^#item-(\d+)$/.exec(window.location.hash);
  if (asked && items().length) choose(asked[1], "list");
  const place = /^#at-(\d+)-(\d+)$/.exec(window.location.hash);
  if (place) leadTo(Number(place[1]), Number(place[2]));
}
void waitForReading();
