"""An include goes to a lower room, and third-party headers stay behind their walls.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import re

from tests.structure.tree import ROOT, SRC, includes, levels, room_of, shown, sources

#: Beginning of a header -> rooms that may include it, and in how many files of them at most.
WALLS: list[tuple[str, set[str], int]] = [
    (r"llvm(-c)?/|clang/|lld/", {"codegen"}, 1000),
    (r"tbb/|oneapi/", {"runtime"}, 1),
    (r"hpx/", {"runtime"}, 1),
    (r"mpi\.h", {"comm"}, 1),
    (r"nanobind/|pybind11/|Python\.h|numpy/|frameobject\.h|structmember\.h", {"bindings"}, 1000),
    (r"cblas|lapack|openblas|mkl|fftw|pocketfft", {"library"}, 1000),
    (r"sleef", {"codegen"}, 1000),
    (r"omp\.h", set(), 0),
]


def test_the_table_of_rooms_is_read() -> None:
    found = levels()
    assert found["support"] == 0
    assert found["bindings"] == max(found.values())
    assert {"arrays", "ir", "sema", "passes", "codegen", "launch", "driver"} <= set(found)


def test_every_room_has_a_level() -> None:
    folders = {p.name for p in SRC.iterdir() if p.is_dir() and any(p.iterdir())}
    assert folders <= set(levels()), f"not in docs/architecture.md: {folders - set(levels())}"


def test_includes_go_down() -> None:
    found = levels()
    wrong = []
    for path in sources():
        room = room_of(path)
        for line, name, angled in includes(path):
            target = name.partition("/")[0]
            if angled or target == room:
                continue
            where = f"{shown(path)}:{line}: {room} ({found[room]}) includes {name}"
            if target not in found:
                wrong.append(f"{where}, which names no room")
            elif found[target] >= found[room]:
                wrong.append(f"{where} ({found[target]})")
    assert not wrong, "\n".join(wrong)


def test_included_files_exist() -> None:
    wrong = [
        f"{shown(path)}:{line}: {name}"
        for path in sources()
        for line, name, angled in includes(path)
        if not angled and not (SRC / name).exists()
    ]
    assert not wrong, "\n".join(wrong)


def test_walls() -> None:
    wrong = []
    for pattern, rooms, most in WALLS:
        inside: dict[str, set[str]] = {}
        for path in sources():
            for line, name, _ in includes(path):
                if not re.match(pattern, name):
                    continue
                if room_of(path) not in rooms:
                    wrong.append(f"{shown(path)}:{line}: {name} outside {sorted(rooms)}")
                else:
                    inside.setdefault(room_of(path), set()).add(shown(path))
        for room, files in inside.items():
            if len(files) > most:
                wrong.append(f"{room}: {pattern} in {len(files)} files, {most} allowed: {files}")
    assert not wrong, "\n".join(wrong)


def test_python_never_reaches_around_the_binding() -> None:
    """The package loads nothing by ctypes, and unpickles, evaluates or executes no file."""
    pattern = re.compile(r"\b(import ctypes|ctypes\.|import pickle|pickle\.load|marshal)\b")
    wrong = [
        f"{shown(path)}:{n}: {line.strip()}"
        for path in sorted((ROOT / "python").rglob("*.py"))
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert not wrong, "\n".join(wrong)
