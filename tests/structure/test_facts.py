"""A fact about an op is stated once: in its row of src/ops/ops.def.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import re

from tests.structure.tree import ROOT, SRC, own_files, room_of, shown, sources

TABLE = (SRC / "ops" / "ops.def").read_text()
ROW = re.compile(r'^OP\((\w+),\s*"([^"]*)",\s*"([^"]*)",\s*"([^"]*)",\s*(\w+),', re.MULTILINE)
ROWS = ROW.findall(TABLE)


def test_the_table_is_read() -> None:
    assert len(ROWS) > 100
    assert len(ROWS) == len(re.findall(r"^OP\(", TABLE, re.MULTILINE))


def test_names_are_unique() -> None:
    names = [r[0] for r in ROWS]
    physl = [r[1] for r in ROWS if r[1]]
    spellings = [(s, len(r[3].split())) for r in ROWS for s in r[2].split()]
    for found in (names, physl, spellings):
        twice = {x for x in found if found.count(x) > 1}
        assert not twice, twice


def test_the_binding_gives_the_same_table() -> None:
    from phylanx import _core

    assert [tuple(r[:5]) for r in _core.op_table()] == ROWS


def test_spellings_of_numpy_are_nowhere_else() -> None:
    """No second list of `np.x` names, in C++ or in the Python package."""
    known = {s for r in ROWS for s in r[2].split() if s.startswith(("np.", "math."))}
    wrong = []
    for path in sources():
        if path.name == "ops.def":
            continue
        text = re.sub(r"//.*", "", path.read_text())
        found = known & set(re.findall(r'"((?:np|math)\.[\w.]+)"', text))
        if found:
            wrong.append(f"{shown(path)}: {sorted(found)}")
    for path in sorted((ROOT / "python").rglob("*.py")):
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        if len(known & strings) > 1:
            wrong.append(f"{shown(path)}: {sorted(known & strings)}")
    assert not wrong, "\n".join(wrong)


#: Files that name what others have named: the C library's functions, Python's module `operator`.
NAMES_OF_OTHERS = {
    "src/codegen/symbols.cpp",
    "src/codegen/vector_math.cpp",
    "src/sema/lower_foreign.cpp",
}


def test_no_second_list_of_ops() -> None:
    """No file outside ops/ lists the names of many ops as texts."""
    names = {r[0] for r in ROWS if r[4] in ("Elem", "Reduce") and len(r[0]) > 2}
    physl = {r[1] for r in ROWS if r[4] in ("Elem", "Reduce") and len(r[1]) > 2}
    wrong = []
    for path in [*sources(), *sorted((ROOT / "python").rglob("*.py"))]:
        if SRC in path.parents and room_of(path) == "ops" or shown(path) in NAMES_OF_OTHERS:
            continue
        found = set(re.findall(r'"(\w+)"', path.read_text())) & (names | physl)
        if len(found) > 12:
            wrong.append(f"{shown(path)}: {sorted(found)}")
    assert not wrong, "\n".join(wrong)


def test_dtypes_are_told_apart_in_few_rooms() -> None:
    """A switch on dtype belongs in ops/, arrays/, codegen/; library/ has one, in dispatch.h."""
    allowed = {"ops", "arrays", "codegen"}
    wrong = [
        shown(path)
        for path in sources()
        if re.search(r"case\s+(arrays::)?DType::", path.read_text())
        and room_of(path) not in allowed
        and shown(path) != "src/library/dispatch.h"
    ]
    assert not wrong, wrong


def test_every_emit_hook_is_there_once() -> None:
    """What the table names in its column `emit` is one function of codegen/."""
    hooks = set()
    for line in TABLE.splitlines():
        if line.startswith("OP(") and re.search(r",\s*(Elem|Reduce),", line):
            columns = re.sub(r'"[^"]*"', '""', line).rstrip(")").split(",")
            hooks.add(columns[-2].strip())
    text = "".join(p.read_text() for p in sources() if room_of(p) == "codegen")
    missing = [h for h in sorted(hooks - {"none"}) if not re.search(rf"\b(emit_)?{h}\b", text)]
    assert not missing, missing


def test_options_are_in_their_table_only() -> None:
    """Environment variables of the process's options are read in driver/options.cpp alone."""
    readers = {
        shown(path) for path in own_files() if SRC in path.parents and "getenv" in path.read_text()
    }
    allowed = {"src/driver/options.cpp", "src/driver/disk_cache.cpp", "src/support/log.cpp"}
    assert readers <= allowed | {r for r in readers if r.startswith("src/runtime/")}, readers
