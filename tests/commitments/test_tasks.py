"""New reports are compared by workers, pair by pair, without anybody asking."""

from __future__ import annotations

import subprocess
import time

from tests.workers import ROOT, Site

DEMO = ROOT / "reports" / "demo"
STATES = "SELECT state, count(*) FROM commitments_comparison GROUP BY state"
SWEEP = "from commitments.tasks import compare_waiting; compare_waiting.delay()"


def settled(site: Site, pairs: int) -> list[tuple[object, ...]]:
    """The states of the comparisons, once there are so many."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        rows = site.rows(STATES)
        if sum(int(str(number)) for _state, number in rows) >= pairs:
            break
        time.sleep(0.2)
    return rows


def test_workers_compare_what_waits(site: Site, worker: subprocess.Popen[bytes]) -> None:
    site.manage("load_demo")
    site.manage("shell", "-c", SWEEP)
    assert settled(site, 4) == [("prepared", 4)]
    before = site.rows("SELECT id, verdict, confidence FROM commitments_finding ORDER BY id")
    site.manage("shell", "-c", SWEEP)  # nothing waits any more
    time.sleep(1)
    assert site.rows("SELECT id, verdict, confidence FROM commitments_finding ORDER BY id") == before
