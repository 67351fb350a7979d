// Asks how far the files on this page are, until all are settled; then shows the page as it now is.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const cells = [...document.querySelectorAll('[data-upload][data-unsettled="1"]')];
  if (!cells.length) return;
  const byId = new Map(cells.map((cell) => [Number(cell.dataset.upload), cell]));
  const address = window.location.pathname.replace(/upload\/.*$/, "upload/progress/");

  async function ask() {
    let answer = null;
    try {
      const response = await fetch(`${address}?ids=${[...byId.keys()].join(",")}`, { credentials: "same-origin" });
      answer = response.ok ? await response.json() : null;
    } catch {
      answer = null; // the server restarts: ask again
    }
    for (const upload of answer?.uploads ?? []) {
      const cell = byId.get(upload.id);
      cell.textContent = upload.settled || upload.status === "queued"
        ? upload.status_label
        : `${upload.status_label} ${upload.step_label}`;
      if (upload.settled) byId.delete(upload.id);
    }
    if (byId.size) window.setTimeout(ask, 1000);
    else window.location.reload();
  }
  window.setTimeout(ask, 500);
});
