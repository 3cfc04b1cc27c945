"""What a measurement leaves behind: a table of figures on the screen, JSON in benchmarks/results."""

import datetime
import json
import os
import platform
from pathlib import Path

from benchmarks.session import progress

RESULTS = Path(__file__).resolve().parent / "results"


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


def write(table, facts, name):
    """Writes the table and the facts behind it, and gives the report and its file."""
    now = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    report = {
        "when": now,
        "machine": platform.machine(),
        "processors": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "table": table.rows,
        "facts": facts,
    }
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}{now}.json"
    file.write_text(json.dumps(report, indent=1))
    return report, file
