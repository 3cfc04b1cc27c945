"""Measures Phylanx against its peers in one session: a table, and JSON in benchmarks/results.

Each peer runs each program in a process of its own, under a time limit; the peers take turns over several
rounds; medians are compared; every result is checked against NumPy's.
Usage: benchmarks/run.py [--only TEXT] [--rounds N] [--limit SECONDS]

SPDX-License-Identifier: BSL-1.0
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))
from benchmarks import peers, report  # noqa: E402
from benchmarks.peers import OURS, PEERS  # noqa: E402
from benchmarks.session import Comparison, Failed, json_of, progress, triad, usable  # noqa: E402

WORKLOADS = ["logistic_regression", "als", "kmeans", "neural_network", "expression"]
NAMES = ["numpy", "numpy, 1 BLAS thread", "numba", "numba, 1 BLAS thread", "numba loops", "jax", OURS]


def row_of_times(table, title, results, wanted_of_fastest=None, wanted_of=()):
    """One line for a program: against the fastest peer, or against the peers that are named."""
    if not usable(results, OURS):
        table.add(title, "", results.get(OURS, {}).get("error", "wrong result"), False)
        return
    ours = results[OURS]["seconds"]
    ratios = {name: results[name]["seconds"] / ours for name in PEERS if name != OURS and usable(results, name)}
    shown = "; ".join(f"{name} {ratio:.2f} x" for name, ratio in ratios.items())
    shown = f"{ours * 1e3:.2f} ms; {shown}"
    if wanted_of_fastest:
        wanted, reached = f"{wanted_of_fastest} x the fastest", min(ratios.values()) >= wanted_of_fastest
    else:
        wanted = ", ".join(f"{ratio} x {name}" for name, ratio in wanted_of)
        reached = all(ratios[peer] >= ratio for name, ratio in wanted_of for peer in ratios if peer.startswith(name))
    table.add(title, wanted, shown, reached)


def bench_workloads(table, facts, chosen, folder):
    copies = {}
    for workload in WORKLOADS:
        module = peers.program_of(f"figures/{workload}")
        for size in module.SIZES:
            title = f"{workload}, {size}"
            if chosen.only not in title:
                continue
            progress(f"{title} ...")
            before = triad(chosen.limit) if workload == "expression" else None
            compared = Comparison(f"figures/{workload}", NAMES, folder, chosen.limit)
            results = compared.measure(size, chosen.rounds)
            compared.close()
            facts[title] = results
            if workload == "expression":
                bandwidth = max(before, triad(chosen.limit))
                facts[title]["triad_bytes_per_second"] = bandwidth
                row_of_bandwidth(table, title, results, bandwidth, module.traffic(*module.SIZES[size]))
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


def row_of_bandwidth(table, title, results, bandwidth, traffic):
    if not usable(results, OURS):
        table.add(title, "", results.get(OURS, {}).get("error", "wrong result"), False)
        return
    shares = {name: traffic / results[name]["seconds"] / bandwidth for name in PEERS if usable(results, name)}
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
    """bench_task_overhead prints {"phylanx_ns": ..., "tbb_task_group_ns": ...}, for each task."""
    times = json_of([str(ROOT / "build/editable/bench_task_overhead")], chosen.limit)
    ratio = times["phylanx_ns"] / times["tbb_task_group_ns"]
    facts["tasks"] = times
    table.add(
        "task with two dependencies, against oneTBB's task_group",
        "5 x at most",
        f"{ratio:.2f} x ({times['phylanx_ns']:.0f} ns, {times['tbb_task_group_ns']:.0f} ns)",
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

    table, facts = report.Table(), {}
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

    _, file = report.write(table, facts, "")
    print(f"\n{file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
