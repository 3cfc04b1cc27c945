"""Measures the set of programs, Phylanx against its peers in one session: a table, JSON and a page of pictures.

Each peer runs each program in a process of its own, under a time limit; the peers take turns over several rounds;
medians are compared; every result is checked against NumPy's.
Usage: benchmarks/run_set.py [--only TEXT] [--sizes small,large] [--peers TEXT,...] [--rounds N] [--limit SECONDS]

SPDX-License-Identifier: BSL-1.0
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks import figures_of_set, page, peers, report  # noqa: E402
from benchmarks.peers import OURS, PEERS  # noqa: E402
from benchmarks.session import Comparison, Failed, Peer, progress, triad, usable  # noqa: E402

LEFT_OUT = {"numba, 1 BLAS thread", "numba loops"}  # of PEERS: for the figures' own programs
SMALL, LARGE = "small", "large"


def chosen_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="TEXT", help="the programs whose name or kind contains TEXT")
    parser.add_argument("--sizes", default=f"{SMALL},{LARGE}", help="some of tiny, small, large")
    parser.add_argument(
        "--peers", default="", metavar="TEXT,...", help="peers that start so; NumPy and ours always run"
    )
    parser.add_argument("--rounds", type=int, default=7, help="turns of each peer")
    parser.add_argument("--limit", type=float, default=120, help="seconds that one answer may take")
    chosen = parser.parse_args(arguments)
    chosen.sizes = chosen.sizes.split(",")
    asked = tuple(filter(None, chosen.peers.split(",")))
    names = [name for name in PEERS if name not in LEFT_OUT]
    always = ("numpy", OURS)
    chosen.peers = [n for n in names if not asked or n.startswith((*asked, *always))]
    return chosen


def is_chosen(name, text):
    return text in name or any(text in kind for kind in peers.program_of(name).KINDS)


def measure(name, chosen, folder):
    """Everything about one program."""
    module = peers.program_of(name)
    facts = {"kinds": module.KINDS, "style": module.STYLE, "sizes": {}}
    compared = Comparison(name, chosen.peers, folder, chosen.limit)
    try:
        for size in chosen.sizes:
            results = facts["sizes"][size] = compared.measure(size, chosen.rounds)
            if hasattr(module, "traffic"):
                facts.setdefault("traffic", {})[size] = module.traffic(*module.SIZES[size])
            progress(f"  {size}: {in_short(results)}")
    finally:
        compared.close()
    if usable(facts["sizes"][chosen.sizes[0]], OURS):
        try:
            facts["second_process"] = second_process(name, chosen, folder)
            if LARGE in chosen.sizes:
                facts["memory"] = {peer: memory(name, peer, chosen, folder) for peer in ("numpy", OURS)}
        except Failed as error:
            progress(f"    {error}")
    return facts


def in_short(results):
    if not usable(results, OURS):
        return results.get(OURS, {}).get("error", "wrong result")
    ours = results[OURS]["seconds"]
    others = {name: fact["seconds"] / ours for name, fact in results.items() if name != OURS and usable(results, name)}
    calls = sum(results[OURS].get(what, 0) for what in ("foreign_calls", "python_runs"))
    text = "; ".join(f"{name} {ratio:.2f} x" for name, ratio in others.items())
    return f"{ours * 1e3:.3g} ms, first call {results[OURS]['first']:.2f} s, {calls} foreign calls; {text}"


def second_process(name, chosen, folder):
    """Seconds of a first call where another process has left its code on disk: the median of three processes."""
    times = []
    for _ in range(3):
        peer = Peer(name, OURS, folder, chosen.limit)
        times.append(peer.ask("size", chosen.sizes[0], str(peer.folder / "again.npz"))["first"])
        peer.close()
    return statistics.median(times)


def memory(name, which, chosen, folder):
    peer = Peer(name, which, folder, chosen.limit)
    try:
        return peer.ask("memory", LARGE, "tiny")["bytes"]
    finally:
        peer.close()


def main():
    chosen = chosen_of(sys.argv[1:])
    names = [name for name in peers.programs("set") if is_chosen(name, chosen.only)]
    if not names:
        sys.exit(f"nothing is called {chosen.only!r}")
    facts, bandwidths = {"programs": {}}, []
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names, 1):
            progress(f"{name} ({number} of {len(names)}) ...")
            facts["programs"][name.partition("/")[2]] = measure(name, chosen, Path(folder))
            try:
                bandwidths.append(triad(chosen.limit))
            except Failed as error:
                progress(f"    triad: {error}")
    facts["triad_bytes_per_second"] = max(bandwidths, default=None)
    table = report.Table()
    figures_of_set.add_figures(table, facts)
    table.print()
    result, file = report.write(table, facts, "set-")
    picture = page.write(result, file.with_suffix(".html"))
    print(f"\n{file}\n{picture}")


if __name__ == "__main__":
    main()
