"""Files say what they are for, carry their licence, and stay of a size that can be read.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import re
import warnings

from tests.structure.tree import ROOT, SRC, levels, own_files, shown

LONG, TOO_LONG = 500, 1000
#: Tables are as long as what they list.
TABLES = {"src/ops/ops.def", "tests/ops/templates.py"}
README_LINES = 20


def test_no_file_is_too_long() -> None:
    sizes = {shown(p): len(p.read_text().splitlines()) for p in own_files()}
    long = {name: n for name, n in sizes.items() if n > LONG and name not in TABLES}
    for name, n in sorted(long.items()):
        warnings.warn(f"{name} has {n} lines", stacklevel=1)
    assert not {name: n for name, n in long.items() if n >= TOO_LONG}


def test_first_lines() -> None:
    """The purpose in one sentence, and the licence."""
    wrong = []
    for path in own_files():
        if ROOT / "benchmarks" in path.parents:
            continue  # each peer's program as its users write it
        lines = path.read_text().splitlines()
        head = [line for line in lines[:8] if not line.startswith("#!")]
        if not any("SPDX-License-Identifier: BSL-1.0" in line for line in head):
            wrong.append(f"{shown(path)}: no licence")
        elif len(re.sub(r'^(//|#|"""|#pragma once)\s*', "", head[0]).split()) < 3:
            wrong.append(f"{shown(path)}: the first line does not say what it is for")
    assert not wrong, "\n".join(wrong)


def test_every_room_has_a_readme() -> None:
    wrong = []
    for room in levels():
        folder = SRC / room
        if not folder.is_dir() or not any(folder.glob("*.cpp")):
            continue
        readme = folder / "README.md"
        if not readme.exists():
            wrong.append(f"src/{room}: no README.md")
        elif len(readme.read_text().splitlines()) > README_LINES:
            wrong.append(f"src/{room}/README.md: more than {README_LINES} lines")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_left_to_do() -> None:
    pattern = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    wrong = [
        f"{shown(path)}:{n}: {line.strip()}"
        for path in own_files()
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line) and "re.compile" not in line
    ]
    assert not wrong, "\n".join(wrong)


def test_headers_are_included_once() -> None:
    headers = [p for p in own_files() if p.suffix == ".h"]
    wrong = [shown(p) for p in headers if "#pragma once" not in p.read_text()]
    assert not wrong, "\n".join(wrong)


def test_namespaces_are_the_rooms() -> None:
    wrong = []
    for path in own_files():
        if path.suffix != ".h" or SRC not in path.parents:
            continue
        room = path.relative_to(SRC).parts[0]
        names = re.findall(r"^namespace (phylanx(?:::\w+)*)", path.read_text(), re.MULTILINE)
        if names and not names[0].startswith(f"phylanx::{room}"):
            wrong.append(f"{shown(path)}: {names[0]}")
    assert not wrong, "\n".join(wrong)
