// The page of one commitment: forms open in place, and what was typed outlives a refusal, files too.
// Without this script every button is a link and every form an ordinary one.
const root = document.getElementById("cm");
const typed = new Map(); // per act: what was entered before another form was opened
const LIST = "commitments as listed";
let busy = false;

const doing = () => document.getElementById("doing");
const form = () => doing().querySelector("form[data-act]");
const fields = (of) => [...of.querySelectorAll("input:not([type=hidden]), select, textarea")];

function keep() {
  const open = form();
  if (open) typed.set(open.dataset.act, fields(open));
}

// The same fields as before, in the place of the fresh ones: a file cannot be put into an input by a script.
function putBack(kept, into) {
  for (const old of kept ?? []) {
    const fresh = fields(into).find((field) => field.name === old.name && field.value === old.value) ??
      fields(into).find((field) => field.name === old.name);
    if (!fresh) continue;
    if (old.type === "file") fresh.replaceWith(old);
    else if (old.type === "checkbox") fresh.checked = old.checked;
    else fresh.value = old.value;
  }
}

// Back to the list as it was left, with its filters, also after some acts on this page.
function wayBack() {
  const link = root.querySelector("[data-list]");
  const from = document.referrer && new URL(document.referrer);
  const list = link && new URL(link.href);
  if (from && list && from.origin === list.origin && from.pathname === list.pathname) {
    window.sessionStorage.setItem(LIST, from.pathname + from.search);
  }
  const left = window.sessionStorage.getItem(LIST);
  if (link && left) link.href = left;
}

function prepare() {
  wayBack();
  const more = doing().querySelector("[data-more-steps]");
  if (more) more.hidden = false;
  for (const input of doing().querySelectorAll("input[type=file]")) {
    input.hasChangeListener = true; // django-unfold's own looks for a widget that is not here
    listFiles(input);
  }
  narrow();
}

// The browser's own words beside a file input are those of its language, not of the page's.
function listFiles(input) {
  const said = input.closest("form").querySelector("[data-chosen]");
  const remark = (file) => (file.size > Number(root.dataset.mostBytes) ? ` ${root.dataset.tooLarge}` : "");
  if (said) said.textContent = [...input.files].map((file) => file.name + remark(file)).join("、");
}

async function fetched(address, options = {}) {
  const response = await fetch(address, { ...options, redirect: "manual" });
  if (response.type === "opaqueredirect" || !response.ok) throw new Error("may not"); // signed out meanwhile
  return response;
}

async function content(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("cm");
  if (!page) throw new Error("may not");
  return document.adoptNode(page);
}

async function open(link) {
  const fresh = await content(await fetched(link.href, { headers: { Accept: "text/html" } }));
  keep();
  doing().replaceWith(fresh.querySelector("#doing"));
  window.history.replaceState(null, "", link.href);
  const now = form();
  if (now) putBack(typed.get(now.dataset.act), now);
  prepare();
  if (!now) return;
  now.scrollIntoView({ block: "nearest" });
  fields(now)[0]?.focus({ preventScroll: true });
}

async function send(sent, submitter) {
  const response = await fetched(sent.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new FormData(sent, submitter),
  });
  if (response.headers.get("Content-Type")?.startsWith("application/json")) {
    const { to } = await response.json();
    const there = new URL(to, window.location.href);
    const here = there.pathname + there.search === window.location.pathname + window.location.search;
    window.location.assign(there);
    if (here && there.hash) window.location.reload(); // a fragment alone loads nothing
    return;
  }
  const kept = fields(sent).filter((field) => field.type === "file");
  root.replaceChildren(...(await content(response)).childNodes);
  const again = form();
  if (again) putBack(kept, again);
  prepare();
  const refusal = doing().querySelector("[role=alert]");
  refusal?.scrollIntoView({ block: "center" });
  refusal?.focus({ preventScroll: true });
  busy = false;
}

function tell(error) {
  const words = error.message === "may not" ? root.dataset.mayNot : root.dataset.noAnswer;
  const said = document.createElement("p");
  said.className = "cm-refusal";
  said.setAttribute("role", "alert");
  said.textContent = words;
  doing().querySelector(":scope > .cm-refusal")?.remove();
  doing().querySelector("h3").after(said);
  said.scrollIntoView({ block: "center" });
}

// Of the officers only those who can do it: at the unit that leads. The choice "nobody" stays.
function narrow() {
  const lead = doing().querySelector("form[data-act=assign] [name=lead]");
  const officer = doing().querySelector("form[data-act=assign] [name=officer]");
  if (!lead || !officer) return;
  const unit = lead.selectedOptions[0]?.textContent;
  for (const group of officer.querySelectorAll("optgroup")) {
    group.hidden = group.disabled = group.label !== unit && Boolean(officer.querySelector(`optgroup[label="${CSS.escape(unit)}"]`));
  }
  if (officer.selectedOptions[0]?.parentElement.disabled) officer.value = "";
}

function moreSteps() {
  const total = doing().querySelector("[name=measures-TOTAL_FORMS]");
  const last = doing().querySelector(".cm-steps li:last-child");
  const fresh = last.cloneNode(true);
  for (const part of fresh.querySelectorAll("[name], [id]")) {
    part.name = part.name.replace(/^measures-\d+-/, `measures-${total.value}-`);
    part.id = `id_${part.name}`;
    part.value = "";
  }
  last.after(fresh);
  total.value = Number(total.value) + 1;
  fresh.querySelector("input").focus();
}

root.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-open]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    open(link).catch(() => window.location.assign(link.href));
  }
  if (event.target.closest("[data-more-steps]")) moreSteps();
});

root.addEventListener("change", (event) => {
  if (event.target.name === "lead") narrow();
  if (event.target.type === "file") listFiles(event.target);
});

root.addEventListener("submit", (event) => {
  if (!event.target.dataset.act) return;
  event.preventDefault();
  if (busy) return; // a second click sends nothing
  busy = true;
  root.setAttribute("aria-busy", "true");
  send(event.target, event.submitter)
    .catch((error) => {
      busy = false;
      tell(error);
    })
    .finally(() => root.removeAttribute("aria-busy"));
});

// Back from another page: whatever was sent before is over.
window.addEventListener("pageshow", () => (busy = false));
root.classList.add("cm-scripted");
prepare();
