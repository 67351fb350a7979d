"""The whole suite, as `make test` runs it: ``python -m tests [pytest arguments]``.

1. Everything but the benchmarks, on SQLite, the embedded default.
2. What uses the database once more, on a PostgreSQL of this run's own.
3. There too, the whole way through the work in browsers: apart, for the driver's event loop on the main
   thread gives Django other connections than those that the tests which fork have closed.
4. The benchmarks alone, on that PostgreSQL, since a neighbour would spoil the times.
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
    passed = [pytest("on SQLite", *PARALLEL, "-m", "not benchmark and not postgres")]
    with contextlib.ExitStack() as stack:
        url = ""
        try:
            url = stack.enter_context(services.postgres())
        except services.Missing as missing:
            print(f"\n=== on PostgreSQL: {'FAILED' if services.REQUIRED else 'SKIPPED'}: {missing}")
            passed.append(not services.REQUIRED)
        else:
            arguments = [*PARALLEL, "--only-database", "-m", "not benchmark"]
            passed.append(pytest("on PostgreSQL", *arguments, TEST_DATABASE_URL=url))
            passed.append(pytest("in browsers, on PostgreSQL", "-m", "flow", TEST_DATABASE_URL=url))
        passed.append(pytest("benchmarks", "-m", "benchmark", "-p", "no:randomly", TEST_DATABASE_URL=url))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
