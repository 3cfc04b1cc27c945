"""Writes docs/numpy-coverage.md: for each function of NumPy whether it is compiled, and how.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import inspect
from collections import Counter
from pathlib import Path

import numpy as np

from phylanx import prelude
from phylanx.frontend.op_table import op_table
from phylanx.frontend.result_types import generator_rule, result_rule

TARGET = Path(__file__).resolve().parents[1] / "docs" / "numpy-coverage.md"
HEAD = """# NumPy's functions

Made by `scripts/numpy_coverage.py` from the op table, the prelude and the table of result types.

- **native**: an op of the table; some arguments of it may still need a call into Python.
- **prelude**: written in Python in terms of native ops (`python/phylanx/prelude`), and inlined.
- **loop**: a ufunc whose inner loop, NumPy's C code, is called natively.
- **typed**: a call into Python whose result is a native value again.
- **foreign**: a call into Python whose result is a Python object.

`explain` says what became of each call of a program.
"""

#: the characters of a ufunc's loops, of which those of compiled dtypes
COMPILED = set("?bBhHiIlLqQefdFD->")
#: attributes and methods that semantic analysis answers from the type (src/sema/lower_shape.cpp)
OF_THE_TYPE = {"dtype", "fill", "itemsize", "mT", "nbytes"}


def functions(namespace: object) -> dict[str, object]:
    found = {}
    for name in sorted(getattr(namespace, "__all__", dir(namespace))):
        value = getattr(namespace, name, None)
        if callable(value) and not inspect.isclass(value) and not name.startswith("_"):
            found[name] = value
    return found


def way(value: object) -> str:
    if op_table().find(value) is not None:
        return "native"
    if prelude.find(value) is not None or value is np.einsum:
        return "prelude"
    if isinstance(value, np.ufunc) and any(set(loop) <= COMPILED for loop in value.types):
        return "loop"
    return "typed" if result_rule(value) else "foreign"


def table(title: str, ways: dict[str, str]) -> str:
    counts = Counter(ways.values())
    lines = [f"## {title}", ""]
    for kind in ("native", "prelude", "loop", "typed", "foreign"):
        names = " ".join(f"`{n}`" for n, w in ways.items() if w == kind)
        if names:
            lines += [f"**{kind}** ({counts[kind]}): {names}", ""]
    return "\n".join(lines)


def text() -> str:
    parts = [HEAD]
    for title, namespace in (
        ("numpy", np),
        ("numpy.linalg", np.linalg),
        ("numpy.fft", np.fft),
        ("numpy.random", np.random),
    ):
        parts.append(table(title, {n: way(v) for n, v in functions(namespace).items()}))
    methods = [n for n in dir(np.random.Generator) if not n.startswith("_")]
    ways = {n: "typed" if generator_rule(n) else "foreign" for n in methods}
    parts.append(table("numpy.random.Generator", ways))
    methods = [n for n in dir(np.ndarray) if not n.startswith("_")]
    ways = {
        n: "native" if n in op_table().methods or n in OF_THE_TYPE else "prelude" if prelude.find_method(n) else "foreign"
        for n in methods
    }
    parts.append(table("Methods and attributes of arrays", ways))
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(text())
