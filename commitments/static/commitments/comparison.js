// Comparisons: reports found by words, filters that answer when they are changed, rows that open. Without this
// script the words are sent with the form, the filters have their button, and every title is a link.
const root = document.getElementById("cr");

for (const picker of root.querySelectorAll("[data-pick]")) {
  const words = picker.querySelector("[data-words]");
  const key = picker.querySelector("[data-key]");
  const box = picker.querySelector(".cr-found");
  let timer = 0;

  function show(...found) {
    box.replaceChildren(...found);
    box.hidden = found.length === 0;
  }

  function choose(report) {
    words.value = report.text;
    if (key.matches("select")) key.replaceChildren(new Option(report.text, report.id, true, true));
    else key.value = report.id;
    show();
    words.focus();
  }

  async function look() {
    const asked = words.value.trim();
    if (!asked) return show();
    const response = await fetch(`${root.dataset.reports}?term=${encodeURIComponent(asked)}`);
    const found = response.ok ? (await response.json()).results : [];
    if (words.value.trim() !== asked) return; // typed on meanwhile
    if (!found.length) return show(Object.assign(document.createElement("span"), { textContent: root.dataset.none }));
    show(...found.slice(0, 10).map((report) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: report.text });
      button.addEventListener("click", () => choose(report));
      return button;
    }));
  }

  words.addEventListener("input", () => {
    key.value = "";
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(), 250);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show();
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    const first = box.hidden ? null : box.querySelector("button");
    if (!first) return;
    event.preventDefault();
    if (event.key === "Enter") first.click();
    else first.focus();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step) (document.activeElement[step] ?? words).focus();
    if (event.key === "Escape") {
      show();
      words.focus();
    }
    if (step) event.preventDefault();
  });
  picker.addEventListener("focusout", (event) => {
    if (!picker.contains(event.relatedTarget)) window.setTimeout(show, 150);
  });
}

const filters = root.querySelector("[data-filters]");
if (filters) {
  filters.addEventListener("change", () => filters.requestSubmit());
  // An address says only what was asked.
  filters.addEventListener("submit", () => {
    for (const field of filters.elements) field.disabled ||= field.name !== "" && field.value === "";
  });
  window.addEventListener("pageshow", () => {
    for (const field of filters.elements) field.disabled = false; // back in the history
  });
}

for (const row of root.querySelectorAll(".cr-table tbody tr")) row.dataset.open = "";
root.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-open]");
  if (!row || event.target.closest("a, input, button, label") || !window.getSelection().isCollapsed) return;
  row.querySelector(".cr-what a").click();
});
