"""Measures Phylanx against its peers in one session: a table, and JSON in benchmarks/results.

Each peer runs each program in a process of its own, under a time limit; the peers take turns over several
rounds; medians are compared; every result is checked against NumPy's.
Usage: benchmarks/run.py [--only TEXT] [--rounds N] [--limit SECONDS]

SPDX-License-Identifier: BSL-1.0
"""

import argparse
import datetime
import importlib
import json
import os
import platform
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))
OURS = "phylanx"
# What a peer is called here, its file in the workload's folder, its environment. Threads of BLAS beside a peer's own
# can cost it more than they bring, so NumPy and Numba run both ways, and the faster counts.
CALM = {"OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
PEERS = {
    "numpy": ("numpy_", {}),
    "numpy, 1 BLAS thread": ("numpy_", CALM),
    "numba": ("numba_", {}),
    "numba, 1 BLAS thread": ("numba_", CALM),
    "numba loops": ("numba_loops", {}),
    "jax": ("jax_", {}),
    OURS: ("phylanx_", {}),
}
WORKLOADS = ["logistic_regression", "als", "kmeans", "neural_network", "expression"]


class Failed(Exception):
    """A peer that did not answer in time or ended with an error."""


def environment(**changes):
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, **changes}


def progress(text):
    print(text, file=sys.stderr, flush=True)


def json_of(command, limit, **changes):
    """The last line that a command prints, read as JSON."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit, env=environment(**changes), cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"no result after {limit} s") from None
    except OSError as error:
        raise Failed(str(error)) from None
    if done.returncode != 0:
        raise Failed((done.stderr.strip() or "no message").splitlines()[-1])
    return json.loads(done.stdout.strip().splitlines()[-1])


# --- the workloads ---------------------------------------------------------------------------------------------------


class Peer:
    """A process that has made its first call and waits to be asked for timed runs."""

    def __init__(self, workload, name, size, folder, limit):
        self.name, self.limit, self.times = name, limit, []
        module, changes = PEERS[name]
        self.file = folder / f"{workload}-{name}.npz"
        self.errors = open(folder / f"{workload}-{name}.err", "w+")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), workload, module, size, str(self.file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env=environment(**changes),
        )
        self.first = self.answer()["first"]

    def answer(self):
        ready, _, _ = select.select([self.process.stdout], [], [], self.limit)
        if not ready:
            self.close()
            raise Failed(f"no answer after {self.limit} s")
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            self.errors.seek(0)
            raise Failed((self.errors.read().strip() or "no message").splitlines()[-1])
        return json.loads(line)

    def run(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        self.times.append(self.answer()["seconds"])

    def finish(self):
        """What the worker has to say after its last run."""
        self.process.stdin.close()
        last = self.process.stdout.readline()
        self.process.wait(self.limit)
        return json.loads(last) if last else {}

    def close(self):
        self.process.kill()
        self.process.wait()


def same_result(file, reference, tolerance):
    """Equal to NumPy's up to the workload's tolerance, relative to the greatest magnitude."""
    import numpy as np

    with np.load(file) as ours, np.load(reference) as theirs:
        for name in theirs.files:
            one, other = ours[name], theirs[name]
            if one.shape != other.shape:
                return False
            if other.size and not np.max(np.abs(one - other)) <= tolerance * max(1.0, np.max(np.abs(other))):
                return False
    return True


def measure(workload, size, rounds, limit, folder):
    """Median seconds of each peer, with its first call and whether its result is right."""
    results, peers = {}, []
    for name, (module, _) in PEERS.items():
        if not (HERE / workload / f"{module}.py").exists():
            continue
        try:
            peers.append(Peer(workload, name, size, folder, limit))
        except Failed as error:
            results[name] = {"error": str(error)}
            progress(f"    {name}: {error}")
    for turn in range(rounds):
        shift = turn % max(len(peers), 1)
        for peer in peers[shift:] + peers[:shift]:
            if peer.name in results:
                continue
            try:
                peer.run()
                for _ in range(min(9, int(0.2 / max(peer.times[-1], 1e-6)))):
                    peer.run()
            except Failed as error:
                results[peer.name] = {"error": str(error)}
            time.sleep(0.05)  # workers that spin before they sleep shall not disturb the next peer
    reference = folder / f"{workload}-numpy.npz"
    tolerance = importlib.import_module(f"benchmarks.{workload}.workload").TOLERANCE
    for peer in peers:
        if peer.name not in results:
            results[peer.name] = {
                "seconds": statistics.median(peer.times),
                "best": min(peer.times),
                "runs": len(peer.times),
                "first": peer.first,
                "right": same_result(peer.file, reference, tolerance),
                **peer.finish(),
            }
        peer.close()
    return results


# --- the table -------------------------------------------------------------------------------------------------------


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, wanted, measured, reached):
        self.rows.append({"what": what, "wanted": wanted, "measured": measured, "reached": reached})
        progress(f"  {what}: {measured}")

    def print(self):
        widths = [max(len(row[column]) for row in self.rows) for column in ("what", "wanted", "measured")]
        print(f"\n{'what':{widths[0]}}  {'wanted':{widths[1]}}  measured")
        for row in self.rows:
            mark = {True: "reached", False: "MISSED", None: ""}[row["reached"]]
            print(f"{row['what']:{widths[0]}}  {row['wanted']:{widths[1]}}  {row['measured']:{widths[2]}}  {mark}")


def usable(results, name):
    return name in results and results[name].get("right", False)


def row_of_times(table, title, results, wanted_of_fastest=None, wanted_of=()):
    """One line for a program: against the fastest peer, or against the peers that are named."""
    if not usable(results, OURS):
        table.add(title, "", results.get(OURS, {}).get("error", "wrong result"), False)
        return
    ours = results[OURS]["seconds"]
    peers = {name: results[name]["seconds"] / ours for name in PEERS if name != OURS and usable(results, name)}
    shown = "; ".join(f"{name} {ratio:.2f} x" for name, ratio in peers.items())
    shown = f"{ours * 1e3:.2f} ms; {shown}"
    if wanted_of_fastest:
        wanted, reached = f"{wanted_of_fastest} x the fastest", min(peers.values()) >= wanted_of_fastest
    else:
        wanted = ", ".join(f"{ratio} x {name}" for name, ratio in wanted_of)
        reached = all(
            peers[peer] >= ratio for name, ratio in wanted_of for peer in peers if peer.startswith(name)
        )
    table.add(title, wanted, shown, reached)


def triad(limit):
    return json_of([str(ROOT / "build/editable/bench_triad")], limit)["bytes_per_second"]


def bench_workloads(table, facts, chosen, folder):
    copies = {}
    for workload in WORKLOADS:
        module = importlib.import_module(f"benchmarks.{workload}.workload")
        for size in module.SIZES:
            title = f"{workload}, {size}"
            if chosen.only not in title:
                continue
            progress(f"{title} ...")
            before = triad(chosen.limit) if workload == "expression" else None
            results = measure(workload, size, chosen.rounds, chosen.limit, folder)
            facts[title] = results
            if workload == "expression":
                bandwidth = max(before, triad(chosen.limit))
                facts[title]["triad_bytes_per_second"] = bandwidth
                row_of_bandwidth(table, title, results, bandwidth, module)
            elif size.startswith("569x30"):
                row_of_times(table, title, results, wanted_of=(("numpy", 3.0), ("numba", 1.0)))
            else:
                row_of_times(table, title, results, wanted_of_fastest=1.0)
            if usable(results, OURS):
                copies[title] = results[OURS].get("array_copies")
    if copies:
        total = sum(count or 0 for count in copies.values())
        known = all(count is not None for count in copies.values())
        table.add("copies of arguments and results", "0", str(total) if known else "not counted", known and total == 0)


def row_of_bandwidth(table, title, results, bandwidth, module):
    if not usable(results, OURS):
        table.add(title, "", results.get(OURS, {}).get("error", "wrong result"), False)
        return
    shares = {
        name: module.BYTES_PER_ELEMENT * 20_000_000 / results[name]["seconds"] / bandwidth
        for name in PEERS
        if usable(results, name)
    }
    others = "; ".join(f"{name} {share:.2f}" for name, share in shares.items() if name != OURS)
    shown = f"{shares[OURS]:.2f} of the triad's {bandwidth / 1e9:.1f} GB/s; {others}"
    table.add(title, "0.85 of a triad", shown, shares[OURS] >= 0.85)


def bench_call(table, facts, chosen):
    times = json_of([sys.executable, str(HERE / "call.py")], chosen.limit)
    ratio = times["phylanx"] / times["numpy"]
    facts["call"] = times
    table.add(
        "call that adds two floats, against np.add on 0-d arrays",
        "3 x at most",
        f"{ratio:.2f} x ({times['phylanx'] * 1e9:.0f} ns, {times['numpy'] * 1e9:.0f} ns)",
        ratio <= 3,
    )


def bench_tasks(table, facts, chosen):
    """bench_task_overhead prints {"ns_per_task": ..., "tbb_ns_per_task": ...}."""
    times = json_of([str(ROOT / "build/editable/bench_task_overhead")], chosen.limit)
    ratio = times["ns_per_task"] / times["tbb_ns_per_task"]
    facts["tasks"] = times
    table.add(
        "task with two dependencies, against oneTBB's task_group",
        "5 x at most",
        f"{ratio:.2f} x ({times['ns_per_task']:.0f} ns, {times['tbb_ns_per_task']:.0f} ns)",
        ratio <= 5,
    )


def bench_startup(table, facts, chosen, folder):
    def seconds(what, cache):
        command = [sys.executable, str(HERE / "startup.py"), what]
        return json_of(command, chosen.limit, PHYLANX_CACHE_DIR=str(cache))["seconds"]

    kept = folder / "cache-kept"
    names = ["import numpy", "import phylanx", "first call, nothing cached", "first call, disk cache"]
    times = {name: [] for name in names}
    for what in ("numpy", "import", "first-call"):  # the disk's and Python's own caches are warm, and `kept` is filled
        seconds(what, kept)
    for turn in range(chosen.rounds):
        times[names[0]].append(seconds("numpy", kept))
        times[names[1]].append(seconds("import", kept))
        times[names[2]].append(seconds("first-call", folder / f"cache-{turn}"))
        times[names[3]].append(seconds("first-call", kept))
    medians = {name: statistics.median(values) for name, values in times.items()}
    facts["startup"] = medians
    for name, most in zip(names[1:], (0.6, 1.5, 0.2), strict=True):
        ratio = medians[name] / medians["import numpy"]
        shown = f"{ratio:.2f} x ({medians[name] * 1e3:.1f} ms, {medians['import numpy'] * 1e3:.1f} ms)"
        table.add(f"{name}, against a fresh import numpy", f"{most} x at most", shown, ratio <= most)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="TEXT", help="the lines whose name contains TEXT")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each peer")
    parser.add_argument("--limit", type=float, default=300, help="seconds that one answer may take")
    chosen = parser.parse_args()

    table, facts = Table(), {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench_workloads(table, facts, chosen, folder)
        for title, bench in (
            ("call", bench_call),
            ("tasks", bench_tasks),
            ("startup", lambda *some: bench_startup(*some, folder)),
        ):
            if chosen.only in title:
                progress(f"{title} ...")
                try:
                    bench(table, facts, chosen)
                except Failed as error:
                    table.add(title, "", str(error), False)
    if not table.rows:
        sys.exit(f"nothing is called {chosen.only!r}")
    table.print()

    now = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    report = {
        "when": now,
        "machine": platform.machine(),
        "processors": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "table": table.rows,
        "facts": facts,
    }
    (HERE / "results").mkdir(exist_ok=True)
    file = HERE / "results" / f"{now}.json"
    file.write_text(json.dumps(report, indent=1))
    print(f"\n{file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
