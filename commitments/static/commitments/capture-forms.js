// Sends the forms of the page without leaving it, and lays the answer in its place. What was ticked, typed or
// opened and not acted upon stays as it was.

let root;
let busy = false;

export function layIn(element) {
  root = element;
}

function trouble(words) {
  const box = document.getElementById("cp-trouble");
  box.querySelector("p").textContent = words;
  box.hidden = false;
}

async function fetched(address, options) {
  const response = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// The editor of a row, below it; a second time, closed again.
export async function open(row) {
  const desk = row.querySelector(".cp-desk");
  if (desk.firstElementChild) {
    desk.replaceChildren();
    return;
  }
  await asking(async () => {
    const page = await fetched(row.querySelector("[data-edit]").href);
    const editor = page.querySelector(".cp-editor");
    if (!editor) return trouble(root.dataset.mayNot);
    desk.replaceChildren(document.adoptNode(editor));
    desk.querySelector("input[name=title]").focus();
  });
}

async function asking(work) {
  if (busy) return;
  busy = true;
  root.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch {
    trouble(root.dataset.noAnswer);
  } finally {
    busy = false;
    root.removeAttribute("aria-busy");
  }
}

export async function send(form, submitter) {
  await asking(async () => {
    const body = new URLSearchParams(new FormData(form, submitter));
    if (form.id === "cp-main") dropIdle(body);
    const page = await fetched(form.getAttribute("action") ?? window.location.href, { method: "POST", body });
    const content = page.getElementById("cp-content");
    const editor = page.querySelector(".cp-editor");
    document.getElementById("cp-trouble").hidden = true;
    if (content) layAnew(content, actedUpon(form, body));
    else if (editor) form.closest(".cp-editor").replaceWith(document.adoptNode(editor));
    else trouble(root.dataset.mayNot);
  });
}

// What was typed in rows that are not ticked stays on the page: a server takes only so many fields at once.
function dropIdle(body) {
  const ticked = new Set(body.getAll("pick").map((pick) => pick.split("-")[0]));
  for (const name of [...body.keys()]) {
    const typed = /^(?:lead|supports)-(\d+)$/.exec(name);
    if (typed && !ticked.has(typed[1])) body.delete(name);
  }
}

// The rows to show as the server has them now; all others keep what stands in them.
function actedUpon(form, body) {
  const editor = form.closest(".cp-editor");
  if (editor) return new Set([editor.dataset.editor]);
  if (body.has("link") || body.get("act") === "capture") return new Set();
  return new Set(body.getAll("pick").map((pick) => pick.split("-")[0]));
}

function layAnew(content, acted) {
  const focus = document.activeElement?.closest(".cp-row")?.dataset.row;
  const anchor = nearest(acted);
  const kept = [...root.querySelectorAll(".cp-row")].filter((row) => !acted.has(row.dataset.row)).map(keep);
  document.getElementById("cp-content").replaceWith(document.adoptNode(content));
  for (const row of kept) giveBack(row);
  const there = anchor && document.getElementById(anchor.id);
  // Rows above may have gone: the one that was looked at stays where it was.
  if (there) window.scrollBy({ top: there.getBoundingClientRect().top - anchor.top, behavior: "instant" });
  const refused = root.querySelector(".cp-refused");
  if (refused) refused.scrollIntoView({ block: "nearest" });
  document.getElementById(`c-${focus}`)?.focus({ preventScroll: true });
  const said = document.getElementById("cp-said");
  if (said.children.length && said.getBoundingClientRect().bottom < 0) floatUp(said);
}

// The first row on the screen that will still be there.
function nearest(acted) {
  for (const row of root.querySelectorAll(".cp-row:not([hidden])")) {
    const top = row.getBoundingClientRect().top;
    if (top >= 0 && !acted.has(row.dataset.row)) return { id: row.id, top };
  }
  return null;
}

function keep(row) {
  const fields = [...row.querySelectorAll(".cp-owners input")].filter((field) => field.value !== field.defaultValue);
  return {
    id: row.id,
    ticked: row.querySelector(".cp-tick input").checked,
    typed: fields.map((field) => [field.name, field.value]),
    editor: row.querySelector(".cp-editor"),
  };
}

function giveBack(kept) {
  const row = document.getElementById(kept.id);
  if (!row) return;
  row.querySelector(".cp-tick input").checked = kept.ticked;
  for (const [name, value] of kept.typed) row.querySelector(`[name="${name}"]`).value = value;
  if (kept.editor) row.querySelector(".cp-desk").replaceChildren(kept.editor);
}

// What was done is said at the top; who is further down reads it there.
function floatUp(said) {
  said.classList.add("cp-floating");
  window.setTimeout(() => said.classList.remove("cp-floating"), 6000);
}
