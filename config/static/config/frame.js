// The frame that django-unfold draws, for those who work without a mouse or listen to the page: what it lets only
// a mouse press becomes a button with a name and a state, and there is a way past the navigation.

const PRESSED = ":is(a:not([href]), div, h2, span)[x-on\\:click]";
const WORDS = { sidebarDesktopOpen: "menu", sidebarMobileOpen: "menu", openUserLinks: "account", openTheme: "theme" };

const words = () => document.getElementById("frame-words")?.dataset ?? {};

function makeButton(part) {
  part.setAttribute("role", "button");
  part.tabIndex = 0;
  const toggled = /^(\w+) = !\1/.exec(part.getAttribute("x-on:click"))?.[1];
  if (!toggled) return;
  part.setAttribute("x-bind:aria-expanded", toggled);
  const label = words()[WORDS[toggled]];
  if (label) part.setAttribute("aria-label", label);
}

// What stands in an icon is its English name.
function hide(icon) {
  icon.setAttribute("aria-hidden", "true");
  const home = icon.closest("a[href]");
  if (home && home.pathname === words().homeAddress && home.textContent.trim() === icon.textContent.trim()) {
    home.setAttribute("aria-label", words().home);
  }
}

function wayPast(content) {
  if (!content || !words().skip) return;
  const link = document.createElement("a");
  link.className = "frame-skip";
  link.href = "#content";
  link.textContent = words().skip;
  link.addEventListener("click", (event) => {
    event.preventDefault(); // the address stays as it is: pages read what stands after its #
    content.tabIndex = -1; // only for now: else every click on the page would take the focus to it
    content.focus();
    content.addEventListener("blur", () => content.removeAttribute("tabindex"), { once: true });
  });
  document.body.prepend(link);
}

// The page is read by then, and Alpine has not looked at it yet.
document.addEventListener("alpine:init", () => {
  for (const part of document.querySelectorAll(PRESSED)) makeButton(part);
  for (const icon of document.querySelectorAll(".material-symbols-outlined:not([role=button])")) hide(icon);
  (document.getElementById("main") ?? document.getElementById("page"))?.setAttribute("role", "main");
  wayPast(document.getElementById("content"));
});

document.addEventListener("keydown", (event) => {
  if (!["Enter", " "].includes(event.key) || !event.target.matches?.(`${PRESSED}[role=button]`)) return;
  event.preventDefault();
  event.target.click();
});
