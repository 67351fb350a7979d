// Asks how far files (or other work, under its name in the answer) are until all are settled: every second at first, more seldom the longer it takes.

const pause = (ms) => new Promise((done) => window.setTimeout(done, ms));
const LONGEST = 15000;

// told(rows): called with each answer, and waited for. Resolves when nothing runs any more; a page in the background waits.
export async function settled(address, ids, told, name = "uploads") {
  let wait = 800;
  for (;;) {
    await pause(wait);
    if (document.hidden) continue;
    let rows = null;
    try {
      const response = await fetch(`${address}?ids=${ids.join(",")}`, { headers: { Accept: "application/json" } });
      if (response.redirected || response.status === 403) return; // signed out: no use in asking on
      rows = response.ok ? (await response.json())[name] : null;
    } catch {
      rows = null; // the server restarts: ask again
    }
    if (rows) {
      await told(rows);
      if (rows.every((row) => row.settled)) return;
    }
    wait = Math.min(wait * 1.15, LONGEST);
  }
}
