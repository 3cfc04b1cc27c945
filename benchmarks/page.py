"""A page of pictures of one measurement of the set: ratios, first calls, memory, and all numbers in a table."""

import html
import io
import math

from benchmarks import figures_of_set
from benchmarks.peers import OURS

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; color: #222; }
table { border-collapse: collapse; font-size: 13px; } th, td { padding: 2px 8px; text-align: right; }
th { border-bottom: 1px solid #888; } td:first-child, th:first-child { text-align: left; }
td.best { font-weight: bold; } td.bad { color: #b00; } svg { max-width: 100%; height: auto; }
"""
COLOURS = {
    "numpy": "#4477aa",
    "numpy, 1 BLAS thread": "#99bbdd",
    "numba": "#228833",
    "numba parallel": "#88bb44",
    "jax": "#ee6677",
    "pythran": "#aa3377",
    "dace": "#ccbb44",
    "phylanx, 1 thread": "#bbbbbb",
    OURS: "#000000",
}


def write(report, file):
    facts = report["facts"]
    parts = [
        f"<!doctype html><meta charset=utf-8><title>The set of programs</title><style>{STYLE}</style>",
        f"<h1>The set of programs</h1><p>{report['when']}, {report['processors']} processors ({report['machine']}), "
        f"Python {report['python']}. Times are medians; a ratio over 1 says that Phylanx is faster.</p>",
        figures(report["table"]),
    ]
    sizes = sorted({size for program in facts["programs"].values() for size in program["sizes"]}, reverse=True)
    for size in sizes:
        parts += [f"<h2>Size: {size}</h2>", ratios(facts, size), numbers(facts, size)]
    parts += ["<h2>First calls</h2>", first_calls(facts), "<h2>Peak memory</h2>", memory(facts)]
    file.write_text("\n".join(parts))
    return file


def figures(rows):
    def line(row):
        mark = {True: "reached", False: "missed", None: ""}[row["reached"]]
        cells = "".join(f"<td style='text-align:left'>{html.escape(str(row[k]))}" for k in ("wanted", "measured"))
        return f"<tr><td>{html.escape(row['what'])}{cells}<td class={'bad' if mark == 'missed' else 'good'}>{mark}"

    return "<table><tr><th>figure<th>at least<th>measured<th>" + "".join(map(line, rows)) + "</table>"


def drawn(figure):
    text = io.StringIO()
    figure.savefig(text, format="svg", bbox_inches="tight")
    return text.getvalue().partition("<svg")[1] + text.getvalue().partition("<svg")[2]


def axes_for(count):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 1.2 + 0.21 * count))
    axes = figure.subplots()
    axes.grid(axis="x", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def ratios(facts, size):
    """A dot for each peer of each program, the programs in the order of the best peer's."""
    rows = [(n, r) for n, s, _, r in figures_of_set.measured(facts) if s == size]
    if not rows:
        return "<p>No right results.</p>"

    def ratio_of(results):
        seconds = figures_of_set.best_peer(results)[1]
        return seconds / results[OURS]["seconds"] if seconds else math.inf

    rows.sort(key=lambda row: ratio_of(row[1]), reverse=True)
    figure, axes = axes_for(len(rows))
    for peer, colour in COLOURS.items():
        if peer == OURS:
            continue
        points = [
            (results[peer]["seconds"] / results[OURS]["seconds"], place)
            for place, (_, results) in enumerate(rows)
            if results.get(peer, {}).get("right")
        ]
        if points:
            axes.plot(*zip(*points, strict=True), "o", color=colour, label=peer, markersize=5, alpha=0.85)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=8)
    axes.set_ylim(-1, len(rows))
    axes.set_xlabel("seconds of the peer / seconds of Phylanx")
    axes.legend(loc="lower right", fontsize=8)
    return drawn(figure)


def first_calls(facts):
    names = list(facts["programs"])
    figure, axes = axes_for(len(names))
    for peer, colour in COLOURS.items():
        points = []
        for place, name in enumerate(names):
            results = next(iter(facts["programs"][name]["sizes"].values()))
            if results.get(peer, {}).get("right") and not peer.startswith(("numpy", "phylanx, 1")):
                points.append((max(results[peer]["first"] - results[peer]["seconds"], 1e-4), place))
        if points:
            axes.plot(*zip(*points, strict=True), "o", color=colour, label=peer, markersize=5, alpha=0.85)
    again = [
        (p["second_process"], place) for place, p in enumerate(facts["programs"].values()) if "second_process" in p
    ]
    if again:
        axes.plot(*zip(*again, strict=True), "x", color="black", label="phylanx, second process", markersize=5)
    axes.set_xscale("log")
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("seconds of the first call, less a later one")
    axes.legend(loc="lower right", fontsize=8)
    return drawn(figure)


def memory(facts):
    rows = [(n, p["memory"]) for n, p in facts["programs"].items() if "memory" in p]
    if not rows:
        return "<p>Measured at the large size only.</p>"
    figure, axes = axes_for(len(rows))
    for peer in ("numpy", OURS):
        values = [both.get(peer, 0) / 1e6 for _, both in rows]
        axes.plot(values, range(len(rows)), "o", color=COLOURS[peer], label=peer, markersize=5)
    axes.set_xscale("symlog", linthresh=1)
    axes.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=8)
    axes.set_xlabel("MB at the peak, beyond arguments and results")
    axes.legend(loc="lower right", fontsize=8)
    return drawn(figure)


def numbers(facts, size):
    """Milliseconds of every peer."""
    shown = [peer for peer in COLOURS if any(peer in p["sizes"].get(size, {}) for p in facts["programs"].values())]
    head = "<tr><th>program" + "".join(f"<th>{html.escape(peer)}, ms" for peer in shown) + "<th>calls of Python"
    lines = []
    for name, program in facts["programs"].items():
        results = program["sizes"].get(size, {})
        times = [r["seconds"] for r in results.values() if r.get("right")]
        cells = "".join(cell(results.get(peer), min(times, default=0)) for peer in shown)
        calls = figures_of_set.calls_of_python(results) if "seconds" in results.get(OURS, {}) else ""
        lines.append(f"<tr><td title='{html.escape(', '.join(program['kinds']))}'>{name}{cells}<td>{calls}")
    return f"<table>{head}{''.join(lines)}</table>"


def cell(fact, least):
    if not fact:
        return "<td>"
    if "error" in fact:
        return f"<td title='{html.escape(fact['error'], quote=True)}'>&ndash;"
    if not fact["right"]:
        return "<td class=bad>wrong"
    best = " class=best" if fact["seconds"] <= least else ""
    return f"<td{best}>{fact['seconds'] * 1e3:.3g}"
