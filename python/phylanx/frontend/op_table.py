"""The op table as the front end sees it: which Python objects are ops, how arguments bind.

The table itself is src/ops/ops.def; it comes through the binding.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import math
from typing import Any, NamedTuple

import numpy as np

OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>", ast.UAdd: "+", ast.USub: "-", ast.Invert: "~",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


class Op(NamedTuple):
    """One row of the table."""

    name: str
    physl: str
    params: tuple[str, ...]
    required: int  # that many of params have no default

    def spelled(self, family: str) -> str:
        """Its name in PhySL. A name of two families says whose rules hold for Python's numbers."""
        plain = self.physl.removeprefix("__")
        if family in ("math", "py"):
            return f"{family}_{plain}"
        if family == "np":
            return f"np_{plain}" if self.physl != plain else plain
        return self.physl


class Callee(NamedTuple):
    """A Python object that is an op."""

    op: Op
    family: str  # np, math, builtin, or py: a builtin whose row has one of the others too
    target: Any

    def positional(self, count: int) -> tuple[str | None, ...]:
        """The table's parameters for so many arguments by position; None where it has none.
        Required ones go by position whatever the Python function calls them."""
        op, first = self.op, max(self.op.required, 1)
        if isinstance(self.target, np.ufunc):
            first = self.target.nin
        if count <= first:
            return op.params[:count] if count <= len(op.params) else (None,) * count
        names = _parameter_names(self.target)
        rest = [n if n in op.params[first:] else None for n in names[first:count]]
        rest += [None] * (count - first - len(rest))
        return (*op.params[:first], *rest)


def _parameter_names(target: object) -> list[str]:
    """The parameters of a Python function that can be given by position."""
    if isinstance(target, np.ufunc):
        return []
    try:
        parameters = inspect.signature(target).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in parameters if p.kind in kinds]


class OpTable:
    def __init__(self, rows: list[tuple]) -> None:
        self._callees: dict[int, Callee] = {}
        self.operators: dict[tuple[str, int], str] = {}  # (symbol, operands) -> PhySL
        self.methods: dict[str, Op] = {}
        self.physl_names: set[str] = set()
        shared = {"np", "math"}
        for name, physl, spellings, params, kind, *_ in rows:
            if physl:
                self.physl_names.add(physl)
            parts = [p.partition("=") for p in params.split()]
            op = Op(name, physl, tuple(p[0] for p in parts), sum(not p[1] for p in parts))
            families = {s.partition(".")[0] for s in spellings.split()}
            for spelling in spellings.split():
                family, _, path = spelling.partition(".")
                if not family:
                    self.methods[path] = op
                elif family == "builtin" and not path.isidentifier():
                    dunder = physl.startswith("__")
                    self.operators[path, len(parts)] = physl if dunder else f"py_{physl}"
                else:
                    mixed = family == "builtin" and bool(shared & families)
                    self._add(op, "py" if mixed else family, family, path)

    def _add(self, op: Op, family: str, module: str, path: str) -> None:
        target: Any = {"np": np, "math": math, "builtin": builtins}[module]
        for part in path.split("."):
            target = getattr(target, part, None)
        if target is not None:
            self._callees[id(target)] = Callee(op, family, target)

    def method_says(self, name: str, positional: int, keywords: list[str]) -> bool:
        """Whether a method's op has these arguments. By position NumPy has `out` behind the dtype or axis."""
        params = self.methods[name].params[1:] if name in self.methods else ()
        last = 1 + ("dtype" in params) if "axis" in params else len(params)
        return positional <= last and all(k in params[positional:] for k in keywords)

    def find(self, value: object) -> Callee | None:
        callee = self._callees.get(id(value))
        return callee if callee is not None and callee.target is value else None


@functools.cache
def op_table() -> OpTable:
    from phylanx import _core

    return OpTable(_core.op_table())


#: The dtypes of arrays and numbers that are compiled.
DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 "
    "complex64 complex128".split()
)


def dtype_name(value: object) -> str | None:
    """The name of a dtype object, class or text; None where it is no dtype that is compiled."""
    if not isinstance(value, str | np.dtype) and not (
        isinstance(value, type)
        and (issubclass(value, np.generic) or value in (bool, int, float, complex))
    ):
        return None
    try:
        dtype = np.dtype(value)
    except TypeError:
        return None
    return dtype.name if dtype.isnative and dtype.name in DTYPES else None


@functools.cache
def numpy_functions() -> dict[str, Any]:
    """NumPy's functions by PhySL's names."""
    from phylanx import _core

    found: dict[str, Any] = {}
    for _, physl, spellings, parameters, *_ in _core.op_table():
        path = next((s.split(".")[1:] for s in spellings.split() if s.startswith("np.")), None)
        if physl and path and parameters:
            found[physl] = functools.reduce(getattr, path, np)
    return found
