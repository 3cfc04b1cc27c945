"""Times the set of programs on one executor against another, in turns: a table, the geometric mean, JSON.

Usage: benchmarks/executors.py [--of hpx] [--against tbb] [--only TEXT] [--sizes small,large] [--rounds N] [--limit SECONDS]

SPDX-License-Identifier: BSL-1.0
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks import peers, report  # noqa: E402
from benchmarks.peers import OURS  # noqa: E402
from benchmarks.session import Failed, Peer, progress, same_result  # noqa: E402

MOST = 1.1  # what HPX may take of oneTBB's time


def measure(program, size, chosen, folder):
    """The best seconds of each of the two; the second one's results are the reference."""
    names = (chosen.of, chosen.against)
    times = {name: [] for name in names}
    workers = {}
    try:
        for name in names:
            own = folder / name
            own.mkdir(exist_ok=True)
            workers[name] = Peer(program, OURS, own, chosen.limit, PHYLANX_EXECUTOR=name)
            workers[name].ask("size", size, str(own / "result.npz"))
        for turn in range(chosen.rounds):
            for name in names if turn % 2 else reversed(names):
                times[name].append(workers[name].ask("run")["seconds"])  # itself a median where runs are short
        files = [folder / name / "result.npz" for name in names]
        if not same_result(*files, 0, strict=True):
            raise Failed("the results differ")
    finally:
        for worker in workers.values():
            worker.close()
    return {name: {"best": min(all_), "median": statistics.median(all_)} for name, all_ in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--of", default="hpx", metavar="EXECUTOR")
    parser.add_argument("--against", default="tbb", metavar="EXECUTOR")
    parser.add_argument("--only", default="", metavar="TEXT", help="the programs whose name contains TEXT")
    parser.add_argument("--sizes", default="small,large", help="some of tiny, small, large")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each executor")
    parser.add_argument("--limit", type=float, default=120, help="seconds that one answer may take")
    chosen = parser.parse_args()
    facts, failed = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        for program in peers.programs("set"):
            if chosen.only not in program:
                continue
            for size in chosen.sizes.split(","):
                try:
                    times = measure(program, size, chosen, Path(folder))
                except Failed as error:
                    failed += 1
                    progress(f"{program} {size}: {error}")
                    continue
                ratio = times[chosen.of]["best"] / times[chosen.against]["best"]
                facts[f"{program} {size}"] = {**times, "ratio": ratio}
                progress(f"{program} {size}: {times[chosen.of]['best'] * 1e3:.3g} ms, {ratio:.2f} x")
    if not facts:
        sys.exit("nothing was measured")
    mean = statistics.geometric_mean([f["ratio"] for f in facts.values()])
    median = statistics.geometric_mean(
        [f[chosen.of]["median"] / f[chosen.against]["median"] for f in facts.values()]
    )
    table = report.Table()
    what = f"time on {chosen.of} against {chosen.against}, geometric mean of {len(facts)}"
    table.add(f"{what}, best runs", f"{MOST} x at most", f"{mean:.3f} x", mean <= MOST)
    table.add(f"{what}, medians", f"{MOST} x at most", f"{median:.3f} x", median <= MOST)
    table.print()
    print(report.write(table, facts, "executors-")[1])
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
