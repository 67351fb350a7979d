// The list of commitments: filters that answer when they are changed, organs found by words, rows that are
// ticked and opened. Without this script the search button sends the filters and every title is a link.
const root = document.getElementById("cl");
const filters = document.getElementById("cl-filters");
const acts = document.getElementById("cl-acts");

// --- filters ---

const more = filters.querySelector(".cl-more");
const narrow = window.matchMedia("(max-width: 640px)");
const unfold = () => { more.open = !narrow.matches; };
narrow.addEventListener("change", unfold);
unfold();

filters.addEventListener("change", (event) => {
  if (event.target.matches("select")) filters.requestSubmit();
});
// An address says only what was asked.
filters.addEventListener("submit", () => {
  for (const field of filters.elements) field.disabled ||= field.name !== "" && field.value === "";
});
window.addEventListener("pageshow", () => {
  for (const field of filters.elements) field.disabled = false; // back in the history
});

// --- organs by words of their names ---

for (const picker of root.querySelectorAll("[data-pick]")) {
  const [words, key] = picker.querySelectorAll("input");
  const box = picker.querySelector(".cl-found");
  const within = picker.closest("form");
  let timer = 0;

  function show(...found) {
    box.replaceChildren(...found);
    box.hidden = found.length === 0;
    words.setAttribute("aria-expanded", String(!box.hidden));
  }

  function choose(organ) {
    words.value = organ.text;
    key.value = organ.id;
    show();
    if (within === filters) filters.requestSubmit();
  }

  async function look() {
    const asked = words.value.trim();
    if (!asked) return show();
    const response = await fetch(`${root.dataset.organs}&term=${encodeURIComponent(asked)}`);
    const found = response.ok ? (await response.json()).results : [];
    if (words.value.trim() !== asked) return; // typed on meanwhile
    if (!found.length) return show(Object.assign(document.createElement("span"), { textContent: root.dataset.none }));
    show(...found.slice(0, 10).map((organ) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: organ.text });
      button.addEventListener("click", () => choose(organ));
      return button;
    }));
  }

  words.addEventListener("input", () => {
    key.value = "";
    if (picker.dataset.choose) within.querySelector(`[name=to][value=${picker.dataset.choose}]`).checked = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(), 250);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show();
    if (event.key === "ArrowDown" && !box.hidden) box.querySelector("button")?.focus();
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = box.hidden ? null : box.querySelector("button");
    if (first) first.click();
    else if (!words.value.trim() && within === filters) filters.requestSubmit();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step) (document.activeElement[step] ?? words).focus();
    if (event.key === "Escape") words.focus();
    if (step) event.preventDefault();
  });
  picker.addEventListener("focusout", (event) => {
    if (!picker.contains(event.relatedTarget)) window.setTimeout(show, 150);
  });
}

// --- rows ---

const boxes = () => [...root.querySelectorAll("input[name=row]")];

for (const row of root.querySelectorAll(".cl-table tbody tr")) row.dataset.open = "";
root.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-open]");
  if (!row || event.target.closest("a, input, button, label") || !window.getSelection().isCollapsed) return;
  if (event.target.closest(".cl-tick")) return row.querySelector("input[name=row]").click();
  row.querySelector(".cl-what a").click();
});

function count() {
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  const said = acts.querySelector("[data-number]");
  said.dataset.none ??= said.textContent;
  said.textContent = ticked ? acts.dataset.ticked.replace("{number}", ticked) : said.dataset.none;
  said.classList.toggle("cl-on", ticked > 0);
  for (const button of acts.querySelectorAll("button[name=act]")) button.disabled = ticked === 0;
  const whole = document.getElementById("cl-all");
  whole.checked = ticked > 0 && ticked === all.length;
  whole.indeterminate = ticked > 0 && ticked < all.length;
}

if (acts) {
  let last = null;
  root.addEventListener("click", (event) => {
    if (!event.target.matches("input[name=row]")) return;
    const all = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
      for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
    }
    last = event.target;
    count();
  });
  document.getElementById("cl-all").addEventListener("change", (event) => {
    for (const box of boxes()) box.checked = event.target.checked;
    count();
  });
  // One box at a time, and none when something else is clicked.
  document.addEventListener("click", (event) => {
    const path = event.composedPath(); // what was clicked may be gone from the page by now
    for (const act of acts.querySelectorAll("details[open]")) if (!path.includes(act)) act.open = false;
  });
  // Enter in a field of one act must not set off another.
  acts.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });
  window.addEventListener("pageshow", count);
  count();
}
