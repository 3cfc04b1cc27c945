"""Runs programs plain and decorated, and tells what differs.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
import contextlib
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tests.comparing import clone, differences, error_class, outcome
from tests.fuzz.functions import ROUNDING
from tests.fuzz.generate import Program
from tests.programs import load

HEAD = """import numpy as np

from phylanx import Phylanx, prange

GRID = np.arange(12.0).reshape(3, 4)
SCALE = 3


"""
VARIANTS = range(4)


@contextlib.contextmanager
def everything_in_tasks() -> Iterator[None]:
    import phylanx

    with phylanx.options(granularity=1e-3, threads=4):  # pieces that cannot be split too
        yield


@contextlib.contextmanager
def no_passes() -> Iterator[None]:
    import phylanx

    with phylanx.options(disable="all", verify=True):
        yield


#: name -> (context, variants of arguments)
MODES: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "default": (contextlib.nullcontext, (0, 1, 2, 3)),
    "tasks": (everything_in_tasks, (0, 2)),
    "no passes": (no_passes, (0, 1, 2)),
}


def write_module(programs: list[Program], folder: Path, name: str) -> ModuleType:
    """One file with all the programs: `main_i` plain, `fast_i` decorated."""
    parts = [HEAD]
    for i, program in enumerate(programs):
        text = program.source.replace("helper", f"helper_{i}_").replace(
            "def main(", f"def main_{i}("
        )
        parts.append(f"{text}\n\nfast_{i} = Phylanx(main_{i})\n\n\n")
    path = folder / f"{name}.py"
    path.write_text("".join(parts))
    return load(path, name)


def check(
    program: Program, plain: Callable, fast: Callable, modes: tuple[str, ...] = ("default",)
) -> str:
    """What differs, in one text; empty where nothing does. Half of the programs start quickly."""
    import phylanx

    quick = len(program.source) % 2 == 1
    for mode in modes:
        context, variants = MODES[mode]
        with context(), phylanx.options(quick_start=quick):
            for variant in variants:
                args = program.arguments(variant)
                found = check_once(program, plain, fast, args)
                others = (with_copies, with_c_order)
                if found and all(check_once(program, other(program, plain), fast, args) for other in others):
                    return f"[{mode}, arguments {variant}] {found}"
    return ""


class _Copies(ast.NodeTransformer):
    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Subscript):
            node.value = ast.Call(ast.Name("copied", ast.Load()), [node.value], [])
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        out = [k.value for k in node.keywords if k.arg == "out"]
        if ast.unparse(node.func) != "np.negative" or len(node.args) != 1 or len(node.keywords) != 1 or not out:
            return node
        return ast.Call(ast.Name("negated", ast.Load()), [node.args[0], out[0]], [])


def with_copies(program: Program, plain: Callable) -> Callable:
    """The plain program where what is stored is copied before. NumPy promises that where memory overlaps, and does not
    keep it for rows and columns, whose steps are of one sign but not of one size: `a[:, -1] = a[1]`."""
    tree = ast.fix_missing_locations(_Copies().visit(ast.parse(program.source)))
    space = {**plain.__globals__, "negated": _negated, "copied": lambda v: np.array(v) if isinstance(v, np.ndarray) else v}
    exec(compile(tree, f"<{plain.__name__} with copies>", "exec"), space)
    return space["main"]


def _negated(v: Any, out: Any) -> Any:
    """np.negative(v, out=out), which NumPy's own gets wrong in place where elements lie 64 bytes apart."""
    out[...] = -np.array(v)
    return out


class _COrder(ast.NodeTransformer):
    def _told(self, node: ast.expr) -> ast.expr:
        self.generic_visit(node)
        return ast.Call(ast.Name("c_order", ast.Load()), [node], [])

    visit_BinOp = visit_UnaryOp = visit_Compare = visit_Call = _told

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            return node
        name = ast.Name(node.target.id, ast.Load())
        return [node, ast.Assign([ast.Name(node.target.id, ast.Store())], ast.Call(ast.Name("c_order", ast.Load()), [name], []))]


def with_c_order(program: Program, plain: Callable) -> Callable:
    """The plain program where new arrays are in C order, as ours are. NumPy's follow their operands, and so it is up to
    those whether a `reshape` that is written to is a view."""

    given: list[Any] = []

    def c_order(v: Any) -> Any:
        is_new = isinstance(v, np.ndarray) and v.base is None and not any(v is a for a in given)
        return np.ascontiguousarray(v) if is_new and v.ndim > 1 else v

    tree = ast.fix_missing_locations(_COrder().visit(ast.parse(program.source)))
    space = {**plain.__globals__, "c_order": c_order, "given": given}
    exec(compile(tree, f"<{plain.__name__} in C order>", "exec"), space)
    exec("def on_given(*args):\n    given[:] = args\n    return main(*args)\n", space)
    return space["on_given"]


def check_once(program: Program, plain: Callable, fast: Callable, args: tuple) -> str:
    theirs, ours = clone(args), clone(args)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kind, wanted = outcome(plain, theirs)
        got_kind, got = outcome(fast, ours)
    if kind == "value" and got_kind == "error" and type(got) is OverflowError:
        return ""  # an int of Python that left 64 bits, or would have
    if kind != got_kind:
        errors = [x for k, x in ((kind, wanted), (got_kind, got)) if k == "error"]
        if isinstance(errors[0], np.linalg.LinAlgError) and got_kind in {k for k, *_ in _wobbled(program, plain, args)}:
            return ""  # whether a matrix is singular is up to the last bits
        return f"{got_kind} {_brief(got)}, wanted {kind} {_brief(wanted)}"
    if kind == "error":
        if error_class(got) is not error_class(wanted):
            return f"raised {_brief(got)}, wanted {_brief(wanted)}"
        got = wanted = None
    lines = _all_differences(got, ours, wanted, theirs)
    if lines and EXTREMES.search(program.source):
        lines = _all_differences(*(_without_signs_of_zeros(x) for x in (got, ours, wanted, theirs)))
    if lines and not program.exact and _is_rounding(program, plain, args, kind, (got, ours), (wanted, theirs)):
        lines = []
    if not lines and kind == "value":
        lines = _sharing(got, ours, wanted, theirs)
    return "; ".join(lines[:3])


def _all_differences(got: Any, ours: tuple, wanted: Any, theirs: tuple) -> list[str]:
    lines = differences(got, wanted)
    for i, (g, w) in enumerate(zip(ours, theirs, strict=True)):
        lines += differences(g, w, where=f"argument {i} afterwards")
    return lines


#: Of -0.0 and 0.0 NumPy's max and min along an axis give the one that the processor's vectors meet last: it differs with
#: their width.
EXTREMES = re.compile(r"\b(max|min|amax|amin|nanmax|nanmin|ptp|reduce)\(")


def _without_signs_of_zeros(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(map(_without_signs_of_zeros, value))
    if isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        plain = value.copy()
        plain += 0
        return plain
    return value + type(value)(0) if isinstance(value, float | complex | np.inexact) else value


def _brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 200 else text[:200] + " ..."


# --- what shares memory with what -----------------------------------------------------------------
def _sharing(got: Any, ours: tuple, wanted: Any, theirs: tuple) -> list[str]:
    """Results that are arguments, or views of them, are so on both sides."""
    g_items = got if isinstance(got, tuple) else (got,)
    w_items = wanted if isinstance(wanted, tuple) else (wanted,)
    lines = []
    for i, (g, w) in enumerate(zip(g_items, w_items, strict=True)):
        for j, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            if not isinstance(a, np.ndarray) or not isinstance(w, np.ndarray):
                continue
            if (g is a) != (w is b) and not any(_is_same_view(b, c) for c in theirs if c is not b):
                lines.append(f"result[{i}] is argument {j}: {g is a}, wanted {w is b}")
            elif g.size and np.shares_memory(g, a) != np.shares_memory(w, b):
                lines.append(f"result[{i}] shares argument {j}'s memory: {np.shares_memory(g, a)}")
    return lines


def _is_same_view(a: Any, b: Any) -> bool:
    """Two arguments that show the same elements: nothing but `is` tells which of them a result is."""
    return isinstance(b, np.ndarray) and a.__array_interface__ == b.__array_interface__


# --- rounding -------------------------------------------------------------------------------------
#: Functions whose results may differ in the last places.
PRODUCTS = "matmul dot inner vdot tensordot einsum convolve correlate multi_dot".split()
SUMS = "sum mean average trace cumsum std var nansum nanmean nanstd nanvar".split()  # off by the size of what they add up
INEXACT = [*"exp sin cos tanh log1p sqrt arctan hypot sum mean var std cumsum prod norm".split(), *ROUNDING]


class Wobbly:
    """NumPy, with results that are a few units in the last place off, as any sound one may be."""

    def __init__(self, seed: int, module: Any = np) -> None:
        self._rng = np.random.default_rng(seed)
        self._module = module

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if name == "linalg":
            return Wobbly(int(self._rng.integers(1000)), found)
        if name not in INEXACT:
            return found
        off = self._off_product if name in PRODUCTS else self._off
        # What is solved is the problem of a matrix near the given one; what is added up are numbers near the given ones.
        given = self._off if self._module is np.linalg or name in SUMS else lambda a: a
        return lambda *args, **keywords: off(found(*map(given, args), **keywords))

    def method(self, name: str, array: Any, *args: Any, **keywords: Any) -> Any:
        """`array.name(...)`"""
        given = self._off(array) if name in SUMS else array
        return self.result(name, getattr(given, name)(*args, **keywords))

    def result(self, name: str, value: Any) -> Any:
        """What an operator has given, or a method."""
        if name == "complex":
            return self._off_product(value) if isinstance(value, np.ndarray | np.generic) and value.dtype.kind == "c" else value
        return self._off_product(value) if name in PRODUCTS else self._off(value)

    def in_place(self, value: Any) -> None:
        """A product that has been written."""
        if isinstance(value, np.ndarray) and value.dtype.kind == "c":
            value[...] = self._off_product(value)

    def _off_product(self, value: Any) -> Any:
        """Which real products are subtracted from which in a complex sum is up to BLAS, and to the processor: where one
        of them is infinite, that decides between an infinity and NaN in each part."""
        made = np.array(self._off(value))
        if made.dtype.kind != "c":
            return self._off(value)
        parts = made.reshape(-1).view(made.real.dtype)
        lost = ~np.isfinite(parts)
        parts[lost] = self._rng.choice([np.inf, -np.inf, np.nan], lost.sum())
        return made if isinstance(value, np.ndarray) else made[()]

    def _off(self, value: Any) -> Any:
        if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind not in "fc":
            return value
        eps = np.finfo(np.asarray(value).dtype).eps
        factor = 1 + eps * self._rng.integers(-4, 5, np.shape(value))
        made = np.array(value)
        factor = factor.astype(made.real.dtype)
        if made.dtype.kind == "c":  # each part by the size of both, as far as that is finite
            size = np.abs(made)
            size = np.where(np.isfinite(size), size, 0).astype(made.real.dtype)
            other = self._rng.integers(-4, 5, np.shape(value)) * eps
            made.real += size * (factor - 1)
            made.imag += size * other.astype(made.real.dtype)
        else:
            made *= factor
        return made if isinstance(value, np.ndarray) else made[()]


class _Methods(ast.NodeTransformer):
    """`x.std()` becomes `np.method("std", x)`, `x @ y` `np.result("matmul", x @ y)`."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        f = node.func
        ours = isinstance(f, ast.Attribute) and ast.unparse(f.value).split(".")[0] != "np" and f.attr in INEXACT
        if not ours:
            return node
        return ast.Call(self._np("method"), [ast.Constant(f.attr), f.value, *node.args], node.keywords)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        name = {ast.MatMult: "matmul", ast.Mult: "complex", ast.Pow: "power"}.get(type(node.op))
        return self._told(name, node) if name else node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Mult):
            return node
        target = ast.parse(ast.unparse(node.target), mode="eval").body
        return [node, ast.Expr(ast.Call(self._np("in_place"), [target], []))]

    def _told(self, name: str, node: ast.expr) -> ast.Call:
        return ast.Call(self._np("result"), [ast.Constant(name), node], [])

    @staticmethod
    def _np(name: str) -> ast.Attribute:
        return ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())


def _wobbled(program: Program, plain: Callable, args: tuple) -> Iterator[tuple[str, Any, tuple]]:
    """What the plain program gives with wobbling results: kind, result, arguments afterwards."""
    tree = ast.fix_missing_locations(_Methods().visit(ast.parse(program.source)))
    for seed in range(24):
        space = {**plain.__globals__, "np": Wobbly(seed)}
        exec(compile(tree, f"<{plain.__name__} wobbling>", "exec"), space)
        changed = clone(args)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kind, value = outcome(space["main"], changed)
        yield kind, value, changed


def _is_rounding(program: Program, plain: Callable, args: tuple, kind: str, got: tuple, wanted: tuple) -> bool:
    """Whether the differences of two pairs of a result (None after an error) and arguments are not greater than
    those that wobbling results bring about."""
    if _near(got, wanted, None, 1e-12):
        return True
    spread = [(value if kind == "value" else None, after) for k, value, after in _wobbled(program, plain, args) if k == kind]
    return _near(got, wanted, spread, 1e-9)


def _near(got: Any, wanted: Any, spread: list[Any] | None, rtol: float) -> bool:
    if isinstance(wanted, tuple):
        return (
            isinstance(got, tuple)
            and len(got) == len(wanted)
            and all(
                _near(g, w, None if spread is None else [s[i] for s in spread], rtol)
                for i, (g, w) in enumerate(zip(got, wanted, strict=True))
            )
        )
    g, w = np.asarray(got), np.asarray(wanted)
    if type(got) is not type(wanted) or g.dtype != w.dtype or g.shape != w.shape:
        return False
    if w.dtype.kind not in "fc":
        return bool(np.array_equal(g, w)) or bool(
            spread and any(not np.array_equal(np.asarray(s), w) for s in spread)
        )
    if w.dtype.kind == "c":  # by parts: one of them may be infinite
        parts = [np.stack([np.real(x), np.imag(x)], -1) for x in (g, w, *(spread or ()))]
        return _near(parts[0], parts[1], parts[2:] if spread else None, rtol)
    eps = 100 * float(np.finfo(w.dtype).eps) if w.dtype.itemsize in (4,) else rtol
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(w[np.isfinite(w)]), initial=0.0)
        allowed = eps * scale
        far = ~(np.abs(g - w) <= allowed) & ~(np.isnan(g) & np.isnan(w)) & (g != w)
        if not far.any():
            return True
        if not spread:
            return False
        widest = np.zeros(w.shape)
        for s in spread:
            s = np.asarray(s)
            if s.shape != w.shape:
                return True  # not stable at all
            off = np.abs(s - w)
            off = np.where(np.isnan(s) != np.isnan(w), np.inf, np.nan_to_num(off, nan=0.0))
            widest = np.maximum(widest, off)
        far &= ~(np.abs(g - w) <= 50 * widest + allowed) & ~np.isinf(widest)
    return not far.any()
