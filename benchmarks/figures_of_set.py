"""The figures that the set of programs is judged by, from what was measured."""

import statistics

from benchmarks.peers import OURS
from benchmarks.session import usable

ALONE = "phylanx, 1 thread"
COMPILERS = ("numba", "numba parallel", "jax", "pythran", "dace")
BIG_ENOUGH = 5e-3  # seconds on one thread from which a second core should help
STYLES = ("arrays", "loops")


def geometric_mean(values):
    return statistics.geometric_mean(values) if values else float("nan")


def measured(facts):
    """(program, size, its facts, results of all peers) where our result is right."""
    for name, program in facts["programs"].items():
        for size, results in program["sizes"].items():
            if usable(results, OURS):
                yield name, size, program, results


def best_peer(results):
    """(name, seconds) of the fastest, without ours."""
    times = {n: r["seconds"] for n, r in results.items() if not n.startswith(OURS) and usable(results, n)}
    return min(times.items(), key=lambda item: item[1]) if times else (None, None)


def numpy_seconds(results):
    return min(results[n]["seconds"] for n in results if n.startswith("numpy") and usable(results, n))


def calls_of_python(results):
    return sum(results[OURS].get(what, 0) for what in ("foreign_calls", "python_runs"))


def add_figures(table, facts):
    rows = list(measured(facts))
    everything = sum(len(program["sizes"]) for program in facts["programs"].values())
    table.add("right results", "all", f"{len(rows)} of {everything}", len(rows) == everything)
    if not rows:
        return
    native(table, facts, rows)
    against_the_best(table, rows)
    against_numpy(table, rows)
    bandwidth(table, facts, rows)
    cores(table, rows)
    first_calls(table, facts, rows)
    tiny(table, rows)
    memory(table, facts)


def native(table, facts, rows):
    foreign = sorted({name for name, _, _, results in rows if calls_of_python(results)})
    count = len(facts["programs"])
    shown = f"{count - len(foreign)} of {count}" + (f"; not {', '.join(foreign)}" if foreign else "")
    table.add("programs without a call of Python in their hot part", "all", shown, not foreign)


def against_the_best(table, rows):
    ratios = []
    for name, size, program, results in rows:
        peer, seconds = best_peer(results)
        if peer:
            ratios.append((seconds / results[OURS]["seconds"], program["style"], f"{name}, {size} ({peer})"))
    for style in (None, *STYLES):
        some = [ratio for ratio, its, _ in ratios if style in (None, its)]
        if some:
            mean = geometric_mean(some)
            what = f"speed against the best of all peers, {style or 'all'}"
            table.add(what, "1.3", f"{mean:.2f} over {len(some)}", mean >= 1.3)
    slower = sorted((ratio, title) for ratio, _, title in ratios if ratio < 1 / 1.1)
    shown = f"{len(slower)} of {len(ratios)}: " + ", ".join(f"{title} {ratio:.2f}" for ratio, title in slower)
    table.add("some peer is more than 10 % faster", "1 in 10 at most", shown, len(slower) <= len(ratios) / 10)


def against_numpy(table, rows):
    for style, wanted in zip(STYLES, (4.5, 60), strict=True):
        some = [numpy_seconds(r) / r[OURS]["seconds"] for _, _, program, r in rows if program["style"] == style]
        if some:
            mean = geometric_mean(some)
            table.add(f"speed against NumPy, {style}", f"{wanted}", f"{mean:.2f} over {len(some)}", mean >= wanted)


def bandwidth(table, facts, rows):
    top = facts.get("triad_bytes_per_second")
    shares = [
        program["traffic"][size] / results[OURS]["seconds"] / top
        for _, size, program, results in rows
        if top and size == "large" and "traffic" in program
    ]
    if shares:
        middle = statistics.median(shares)
        table.add("share of a triad's bandwidth", "0.8", f"{middle:.2f} over {len(shares)}", middle >= 0.8)


def cores(table, rows):
    gains = [
        results[ALONE]["seconds"] / results[OURS]["seconds"]
        for _, size, _, results in rows
        if size == "large" and usable(results, ALONE) and results[ALONE]["seconds"] >= BIG_ENOUGH
    ]
    if gains:
        middle = statistics.median(gains)
        table.add("both cores against one", "1.8", f"{middle:.2f} over {len(gains)}", middle >= 1.8)


def first_calls(table, facts, rows):
    """At the size that was measured first: a peer that is not compiled anew for each size has compiled there."""
    seen, times = set(), {}
    for name, _, _, results in rows:
        if name not in seen:
            seen.add(name)
            for peer in (OURS, *COMPILERS):
                if usable(results, peer):
                    times.setdefault(peer, []).append(max(results[peer]["first"] - results[peer]["seconds"], 1e-6))
    middles = {peer: statistics.median(some) for peer, some in times.items()}
    ours = middles.pop(OURS)
    some = [its for its in facts["programs"].values() if "second_process" in its]
    again = [max(its["second_process"] - steady(its), 1e-6) for its in some]
    if not middles:
        return
    quickest = min(middles, key=middles.get)
    least = middles[quickest]
    shown = f"{ours / least:.2f} ({ours:.2f} s; {quickest} {least:.2f} s), at most {max(times[OURS]) / least:.2f}"
    reached = ours <= least / 6 and max(times[OURS]) <= least / 2
    table.add("first call, against the quickest peer to compile", "1/6, none over 1/2", shown, reached)
    if again:
        ratio = statistics.median(again) / least
        shown = f"1/{1 / ratio:.0f} ({statistics.median(again) * 1e3:.1f} ms)"
        table.add("the same in a second process", "1/50", shown, ratio <= 1 / 50)


def steady(program):
    """Seconds of a run at the size that was measured first: a first call is what comes on top."""
    return next(iter(program["sizes"].values()))[OURS]["seconds"]


def tiny(table, rows):
    for name, _, _, results in rows:
        if name == "ten_elements":
            ratio = numpy_seconds(results) / results[OURS]["seconds"]
            table.add("statement on ten elements, against NumPy", "15", f"{ratio:.1f}", ratio >= 15)
            return


def memory(table, facts):
    ratios = []
    for program in facts["programs"].values():
        both = program.get("memory", {})
        if both.get("numpy", 0) >= 1 << 20:  # less is what the process itself moves
            ratios.append(both[OURS] / both["numpy"])
    if ratios:
        middle = statistics.median(ratios)
        table.add("peak memory against NumPy's", "0.5 at most", f"{middle:.2f} over {len(ratios)}", middle <= 0.5)
