"""The whole suite, as `make test` runs it: ``python -m tests [pytest arguments]``.

1. On SQLite, the embedded default: everything but the benchmarks. Where there is a PostgreSQL, what is asked
   there is left out, but for what the two may well answer differently; ``EVERYTHING=1`` leaves nothing out.
2. What depends on the database, on a PostgreSQL of this run's own.
3. There too, the whole way through the work in browsers: apart, for the driver's event loop on the main
   thread gives Django other connections than those that the tests which fork have closed.
4. The benchmarks alone, on that PostgreSQL, since a neighbour would spoil the times; but for the ledger of a
   whole country as a file, which takes minutes (`make bench`).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

from tests import services

PARALLEL = ["-n", "2", "--dist", "loadgroup"]
NOTHING_SELECTED = 5


def pytest(title: str, *arguments: str, **environment: str) -> bool:
    print(f"\n=== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", *arguments, *sys.argv[1:]]
    code = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
    return code in (0, NOTHING_SELECTED)


def main() -> int:
    with contextlib.ExitStack() as stack:
        url = ""
        passed = []
        try:
            url = stack.enter_context(services.postgres())
        except services.Missing as missing:
            print(f"\n=== on PostgreSQL: {'FAILED' if services.REQUIRED else 'SKIPPED'}: {missing}")
            passed.append(not services.REQUIRED)
        passed.append(on_sqlite(whole=not url or bool(os.environ.get("EVERYTHING"))))
        if url:
            arguments = [*PARALLEL, "--only-database", "-m", "not benchmark"]
            passed.append(pytest("on PostgreSQL", *arguments, TEST_DATABASE_URL=url))
            passed.append(pytest("in browsers, on PostgreSQL", "-m", "flow", TEST_DATABASE_URL=url))
        arguments = ["-m", "benchmark", "-p", "no:randomly", "--ignore", "tests/benchmarks/test_export.py"]
        passed.append(pytest("benchmarks", *arguments, TEST_DATABASE_URL=url))
    return 0 if all(passed) else 1


def on_sqlite(*, whole: bool) -> bool:
    if whole:
        return pytest("on SQLite", *PARALLEL, "-m", "not benchmark and not postgres")
    marks = "not benchmark and not postgres and not flow"
    return pytest("on SQLite", *PARALLEL, "--besides-postgres", "-m", marks)


if __name__ == "__main__":
    sys.exit(main())
