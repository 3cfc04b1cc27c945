"""The source tree as the checks see it: files, rooms and their levels, includes.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
CPP = (".h", ".cpp", ".inc", ".def")


@functools.cache
def levels() -> dict[str, int]:
    """Room -> level, from the table of docs/architecture.md."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    table = text.partition("## Rooms and their order")[2].partition("\n## ")[0]
    found: dict[str, int] = {}
    for level, rooms in re.findall(r"^\| *(\d+) *\|(.*)\|$", table, re.MULTILINE):
        for room in re.findall(r"`([a-z_]+)`", rooms.partition("(")[0] + rooms.partition(")")[2]):
            found[room] = int(level)
    return found


def sources() -> Iterator[Path]:
    """The C++ files of all rooms."""
    yield from (p for p in sorted(SRC.rglob("*")) if p.suffix in CPP)


def own_files() -> Iterator[Path]:
    """Every source file that somebody wrote, Python and tests too."""
    yield from sources()
    for folder in ("python", "tests", "examples", "benchmarks", "scripts", "cmake"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".pyi", ".sh", ".cmake", *CPP):
                yield path


def room_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0]


def includes(path: Path) -> list[tuple[int, str, bool]]:
    """(line, what is included, whether it is in angle brackets)."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            found.append((number, match[2], match[1] == "<"))
    return found


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
