"""Starts a process that runs tasks on HPX and ends it, many times: none may hang, crash or give a wrong result.

Usage: scripts/hpx_starts.py [--count 1000] [--jobs 2]. The ways to end take turns.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BEGIN = """
import os, sys, threading
import numpy as np
import phylanx
from phylanx import Phylanx

@Phylanx
def f(x):
    return np.sqrt(x).sum() + (x * 2).sum()

x = np.ones(400_000)

def begin():
    assert f(x) == 1_200_000.0
    assert phylanx.counters()["worker_requests"] > 0
"""
ENDS = {
    "plain": "begin()",
    "by sys.exit": "begin()\nsys.exit(0)",
    "with a thread at work": """
begin()
def work():
    while True:
        f(x)
threading.Thread(target=work, daemon=True).start()
""",
    "with a future on its way": "begin()\nfuture = f.submit(np.ones(4_000_000))",
    "started by a thread that is gone": """
threads = [threading.Thread(target=begin) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
begin()
""",
    "with a forked child": """
begin()
pid = os.fork()
begin()
if pid:
    assert os.waitpid(pid, 0)[1] == 0
""",
}
SECONDS = 120  # after which a process counts as hanging


def run(way: str, folder: Path) -> tuple[str, str]:
    """What went wrong, if anything."""
    environment = {
        **os.environ,
        "PHYLANX_EXECUTOR": "hpx",
        "PHYLANX_NUM_THREADS": "2",
        "PHYLANX_CACHE_DIR": str(folder / "cache"),
    }
    program = folder / f"{way.replace(' ', '_')}.py"
    try:
        done = subprocess.run(
            [sys.executable, str(program)], env=environment, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return way, f"not over after {SECONDS} s"
    return way, "" if done.returncode == 0 else f"status {done.returncode}: {done.stderr.strip()[-500:]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000, metavar="N")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    chosen = parser.parse_args()
    from phylanx import _core

    if why := _core.executors()["hpx"]:
        print(f"skipped: {why}")
        return 0
    wrong: collections.Counter[tuple[str, str]] = collections.Counter()
    ways, start = list(ENDS), time.perf_counter()
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        folder = Path(name)
        for way, end in ENDS.items():
            (folder / f"{way.replace(' ', '_')}.py").write_text(BEGIN + end)
        for way, error in pool.map(lambda i: run(ways[i % len(ways)], folder), range(chosen.count)):
            if error:
                wrong[way, error] += 1
                print(f"{way}: {error}", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - start
    print(f"{chosen.count} starts and ends in {seconds:.0f} s, {wrong.total()} went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
