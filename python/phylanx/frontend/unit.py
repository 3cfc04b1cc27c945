"""One conversion: the function, its helpers, and what all of them need from outside.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from phylanx.errors import ConversionError, Finding
from phylanx.frontend.op_table import OpTable, op_table
from phylanx.frontend.witness import Witness
from phylanx.outside import Outside, Place


class Unconvertible(Exception):
    """A construct that makes the whole function run in Python."""

    def __init__(self, node: ast.AST, code: str, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.node, self.code, self.reason, self.advice = node, code, reason, advice

    def error(self, filename: str) -> ConversionError:
        line = getattr(self.node, "lineno", 1)
        same_line = getattr(self.node, "end_lineno", line) == line
        return ConversionError(
            self.reason,
            filename=filename,
            lineno=line,
            col_offset=getattr(self.node, "col_offset", 0),
            code=self.code,
            advice=self.advice,
            end_col_offset=getattr(self.node, "end_col_offset", None) if same_line else None,
        )


#: What semantic analysis has refused: file, line and column, and its reason.
Refusals = Mapping[tuple[str, int, int], ConversionError]

NONE_REFUSED: Refusals = MappingProxyType({})


class Helper(NamedTuple):
    """A function that has a `define` of its own in the text."""

    name: str
    parameters: list[str]  # their names in the text
    extras: list[tuple[str, Outside]]  # further parameters, after those


class Unit:
    """What grows while functions are being converted."""

    def __init__(
        self, filename: str, refused: Refusals = NONE_REFUSED, witness: Witness | None = None
    ) -> None:
        self.filename = filename
        self.witness = witness
        self.refused = refused
        self.table: OpTable = op_table()
        self.defines: list[str] = []
        self.guards: dict[tuple[int, str | None], tuple[Place, Any]] = {}
        self.foreign: dict[str, Any] = {}
        self.exprs: dict[str, Callable] = {}
        self.findings: list[Finding] = []
        #: by id of the Python function; None while it is being converted, or where that failed
        self.helpers: dict[int, Helper | None] = {}
        self.names: set[str] = set()
        self.inner_count = 0
        self.keep: list[types.FunctionType] = []  # so that the ids stay theirs
        #: of the prelude: by id of its function the `define`, and by name of an array method
        self.prelude_defines: dict[int, str] = {}
        self.method_defines: dict[str, str] = {}
        self.in_prelude = False
        self.guarding = True  # not in functions of our own: what they mean does not change

    def define_name(self, name: str) -> str:
        """A name for a `define` that means nothing else in the text."""
        name = name if name.isidentifier() else "function"
        taken = self.names | self.table.physl_names | STRUCTURE
        if name in taken or name.startswith(("__", "np_", "py_", "math_")):
            name = f"f_{name.lstrip('_')}"
        unique, n = name, 1
        while unique in taken:
            n += 1
            unique = f"{name}_{n}"
        self.names.add(unique)
        return unique

    def refusal_in(self, parts: Iterable[ast.AST], filename: str) -> ConversionError | None:
        """What semantic analysis has refused in one of these parts of a file."""
        for (name, *place), error in self.refused.items():
            if name == filename and any(_covers(part, tuple(place)) for part in parts):
                return error
        return None

    def guard(self, outside: Outside, all_steps: bool = True) -> None:
        """Notes that the text holds only while the names lead to what they do now."""
        if not self.guarding:
            return
        for place in outside.steps if all_steps else outside.steps[:-1]:
            self.guards[place.identity] = (place, place.read())

    def foreign_path(self, path: str, value: object) -> str:
        """The key under which an object is called: its path, numbered where that means another."""
        key, n = path, 1
        while key in self.foreign and self.foreign[key] is not value:
            n += 1
            key = f"{path}#{n}"
        self.foreign[key] = value
        return key


def _covers(node: ast.AST, place: tuple[int, ...]) -> bool:
    if not hasattr(node, "lineno"):
        return any(_covers(child, place) for child in ast.iter_child_nodes(node))
    start = node.lineno, node.col_offset  # type: ignore[attr-defined]
    return start <= place < (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]


#: Words of the language's structure that are in no row of the op table.
STRUCTURE = frozenset(
    "define define_global lambda store block parallel_block if while for for_each return break "
    "continue assert raise tuple list dict range prange enumerate zip reversed slice complex "
    "cout debug string format timer apply fmap filter async nil true false inf nan pi".split()
)
