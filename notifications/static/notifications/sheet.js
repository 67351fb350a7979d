// The page is for paper; this is the way to it.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
