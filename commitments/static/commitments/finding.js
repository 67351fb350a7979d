// The page of one finding: keys, and evidence put right in place, so that what was chosen and typed stays.
// Without this script every button sends an ordinary form.
import { close, lead, open, show, watchSelection } from "./finding-panes.js";

const root = document.getElementById("fd");
const form = document.getElementById("fd-form");
const DRAFT = `finding ${root.dataset.finding}`;
const choices = () => [...form.querySelectorAll("[name=rating]")];
const words = () => [form.elements.note, form.elements.reason].filter(Boolean);
let busy = false;

let timer = 0;
function say(sentence) {
  const said = document.getElementById("fd-said");
  said.textContent = sentence;
  said.classList.add("rp-there");
  window.clearTimeout(timer);
  timer = window.setTimeout(() => said.classList.remove("rp-there"), 4000);
}

// --- evidence, search: the page is fetched and the parts that changed are laid anew --------------------------

async function send(given) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(given)) body.set(name, value);
  if (!("part" in given) && given.mark) body.delete("part");
  const response = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response.ok || !page.getElementById("fd")) throw new Error("may not");
  layAnew(page, { search: given.act === "search" });
}

function layAnew(page, { search }) {
  const scrolled = ["old-text", "new-text"].map((id) => [id, document.getElementById(id).scrollTop]);
  const hits = document.getElementById("fd-hits");
  const query = document.getElementById("fd-q");
  for (const id of ["fd-asked", "new-text", "old-text"]) {
    document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
  }
  if (!search) {
    // An answer to another act knows nothing of what was searched for.
    document.getElementById("fd-hits").replaceWith(hits);
    document.getElementById("fd-q").value = query.value;
  }
  for (const [id, top] of scrolled) document.getElementById(id).scrollTop = top;
  const refused = form.querySelector(".fd-refusal");
  if (refused) {
    refused.scrollIntoView({ block: "center" });
    refused.focus({ preventScroll: true });
  }
  const told = page.querySelector("#fd-messages li");
  if (told && !refused) say(told.textContent.trim());
}

async function inPlace(given, focus) {
  if (busy) return;
  busy = true;
  root.setAttribute("aria-busy", "true");
  try {
    await send(given);
    if (!form.querySelector(".fd-refusal")) document.querySelector(focus)?.focus({ preventScroll: true });
  } catch (error) {
    say(error.message === "may not" ? root.dataset.mayNot : root.dataset.noAnswer);
  } finally {
    busy = false;
    root.removeAttribute("aria-busy");
  }
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  const { name, value } = button ?? {};
  if (name === "mark") {
    event.preventDefault();
    const other = value.endsWith("-wrong") ? value.replace("wrong", "right") : value.replace("right", "wrong");
    void inPlace({ mark: value }, `[name=mark][value="${other}"]`);
  } else if (name === "cite") {
    event.preventDefault();
    void inPlace({ cite: value }, "#fd-q");
  } else if (value === "search") {
    event.preventDefault();
    void inPlace({ act: "search" }, "#fd-q");
  } else if (busy) {
    event.preventDefault(); // a second press sends nothing
  } else if (value !== "reopen" && choices().length && !choices().some((choice) => choice.checked)) {
    event.preventDefault();
    say(root.dataset.choose);
    choices()[0].focus();
  } else {
    busy = true;
    window.sessionStorage.removeItem(DRAFT);
  }
});

// --- what was chosen and typed waits for who looks at another finding meanwhile -----------------------------

function keep() {
  if (busy) return;
  const rating = choices().find((choice) => choice.checked)?.value;
  const typed = words().map((field) => [field.name, field.value]).filter(([, value]) => value);
  if (rating || typed.length) window.sessionStorage.setItem(DRAFT, JSON.stringify({ rating, typed }));
  else window.sessionStorage.removeItem(DRAFT);
}

function takeUp() {
  const kept = JSON.parse(window.sessionStorage.getItem(DRAFT) ?? "null");
  window.sessionStorage.removeItem(DRAFT);
  if (!kept || choices().some((choice) => choice.checked)) return;
  for (const choice of choices()) choice.checked = choice.value === kept.rating;
  for (const [name, value] of kept.typed) {
    const field = form.elements[name];
    if (field && !field.value) field.value = value;
  }
}

window.addEventListener("pagehide", keep);
window.addEventListener("pageshow", () => (busy = false));

// --- keys ----------------------------------------------------------------------------------------------------

function walk(way) {
  const link = root.querySelector(`[data-walk=${way}]`);
  if (link.hasAttribute("href")) link.click();
  else say(way === "after" ? root.dataset.last : root.dataset.first);
}

function save() {
  const button = form.querySelector("button[value=next]");
  if (button) form.requestSubmit(button);
}

root.closest("body").addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.defaultPrevented) return;
  const writing = event.target.matches("textarea, select, input:not([type=radio])");
  const pressing = event.target.matches("a, button, summary");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    save();
  } else if (event.key === "Escape") {
    close();
  } else if (event.ctrlKey || event.metaKey || writing) {
    return;
  } else if (event.key === "Enter" && !pressing) {
    event.preventDefault();
    save();
  } else if (/^[1-9]$/.test(event.key)) {
    const choice = choices()[Number(event.key) - 1];
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  } else if (event.key === "j" || event.key === "J") {
    walk("after");
  } else if (event.key === "k" || event.key === "K") {
    walk("before");
  }
});

root.addEventListener("click", (event) => {
  const go = event.target.closest("[data-go]");
  const tab = event.target.closest("[data-show]");
  if (go && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    lead(go.dataset.go, Number(go.dataset.start), Number(go.dataset.end));
  } else if (tab) {
    show(tab.dataset.show);
  }
});

// The note grows with what is written into it.
root.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea")) return;
  target.style.height = "auto";
  target.style.height = `${Math.min(target.scrollHeight + 2, 160)}px`;
});

root.classList.add("fd-scripted");
root.querySelector(".fd-tabs").hidden = false;
takeUp();
open();
watchSelection(({ start, end }, part) => void inPlace({ cite: `${start}-${end}`, part }, "#new-text"));
const refused = form.querySelector(".fd-refusal");
if (refused) refused.focus();
