"""The tables: `name: expression`, or `name: statements; expression`; a leading `~` allows rounding.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

_FOLDER = Path(__file__).parent


class Row(NamedTuple):
    table: str
    name: str
    statements: tuple[str, ...]
    expression: str
    rounds: bool

    @property
    def id(self) -> str:
        return "; ".join((*self.statements, self.expression))[:70]

    def source(self, head: str = "", wrapped: str = "return {}") -> str:
        """A decorated function f of the values that the row reads."""
        lines = [*([head] if head else []), *self.statements, wrapped.format(self.expression)]
        body = "\n".join(f"    {line}" for line in lines)
        return f"@Phylanx\ndef f({', '.join(self.names())}):\n{body}\n"

    def names(self) -> list[str]:
        """The values that it takes as arguments, by name."""
        tree = ast.parse("\n".join((*self.statements, self.expression)))
        used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        return [n for n in values("") if n in used]


def rows(table: str) -> list[Row]:
    found = []
    for line in (_FOLDER / f"{table}.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, code = line.partition(": ")
        parts = code.split("; ")
        found.append(
            Row(table, name.lstrip("~"), tuple(parts[:-1]), parts[-1], name.startswith("~"))
        )
    return found


def malformed() -> list[Row]:
    """The table of calls that fail."""
    lines = (_FOLDER / "errors.txt").read_text().splitlines()
    codes = [line.split("; ") for line in lines if line and line[0] != "#"]
    return [Row("errors", "", tuple(parts[:-1]), parts[-1], False) for parts in codes]


def callables(namespace: Any) -> set[str]:
    """The public names of a namespace that can be called."""
    names = getattr(namespace, "__all__", dir(namespace))
    return {n for n in names if n[0] != "_" and callable(getattr(namespace, n, None))}


def attributes(kind: type) -> set[str]:
    return {n for n in dir(kind) if n[0] != "_"}


def calls(row: Row) -> bool:
    """Whether the row really uses the name that it stands for."""
    tree = ast.parse("\n".join((*row.statements, row.expression)))
    return any(isinstance(n, ast.Attribute) and n.attr == row.name for n in ast.walk(tree))


def values(folder: str) -> dict[str, Any]:
    """Fresh arguments by name; the same ones every time."""
    r = np.random.RandomState(7)
    x, y = r.rand(4, 5), r.rand(4, 5)
    s = r.rand(4, 4)
    holes = x.copy()
    holes[1, 2] = holes[0, 0] = np.nan
    return {
        "x": x,
        "y": y,
        "v": r.rand(7),
        "w": r.rand(7),
        "f": r.rand(4, 5).astype(np.float32),
        "z": x + 1j * y,
        "t": r.rand(2, 3, 4),
        "i": r.randint(-4, 9, (4, 5)),
        "k": np.array([3, 1, 4, 1, 5, 9]),
        "u": np.arange(8, dtype=np.uint16),
        "b": r.rand(4, 5) > 0.5,
        "s": s,
        "h": s @ s.T + np.eye(4),
        "w2": np.zeros((4, 5)),
        "b2": np.zeros((4, 5), bool),
        "nans": np.array([np.inf, -np.inf, np.nan, 1.0, -0.0, 3.5]),
        "holes": holes,
        "dates": np.array(["2024-01-05", "2024-02-29"], dtype="M8[D]"),
        "g": np.random.default_rng(11),
        "path": f"{folder}/file",
    }


