"""Which functions of a PhySL text the compiler takes, written in the words of the front end.

A function is taken where its meaning can be said in those words for the types it is called with: `translation.py` adds
questions (`__ask_...`) that the compiler answers; where it refuses, and where anything goes wrong in a function
without output, the evaluator runs the call and says what is wrong.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from phylanx.physl.tree import Node
from phylanx.physl.values import from_python

#: Words that only the front end writes: they carry Python's meaning.
_OF_PYTHON = (
    "return break continue raise tuple __for __getitem __getattr __method __foreign __foreign_expr __typed __prelude "
    "__prelude_packed __truediv __floordiv __pymod __and_then __or_else __lnot __is __is_not __in __not_in __slice "
    "__dtype __isinstance __issubdtype __limit __call __file py_matmul __iadd __isub __imul "
    "__method_with __ufunc __ufunc_with __quietly"
).split()
#: Elements of an argument from which on a function without loops is compiled.
LARGE = 20_000


def is_front_end_text(nodes: list[Node]) -> bool:
    return any(n.is_call(*_OF_PYTHON) for top in nodes for n in top.walk())


class Translated:
    """A function in the words of the front end, with its helpers before it."""

    def __init__(
        self,
        text: str,
        name: str,
        parameters: tuple[str, ...],
        has_loop: bool,
        has_output: bool,
        callees: dict[str, Node],
    ) -> None:
        self.text = text
        self.name = name
        self.parameters = parameters
        self.has_loop = has_loop
        self.has_output = has_output
        self.callees = callees  # the defines that its text has, too


class NativeCall:
    """Runs calls of one function natively where that pays."""

    def __init__(self, translated: Translated, file: str, evaluate: Callable, frame: Any = None) -> None:
        self.translated = translated
        self.file = file
        self.evaluate = evaluate
        self.frame = frame
        self.core: Any = None
        self.refused = False

    def is_current(self) -> bool:
        """Whether what it calls is still what its text has."""
        if self.frame is None:
            return True
        cells = [(self.frame.find(name), node) for name, node in self.translated.callees.items()]
        return all(cell is not None and getattr(cell.value, "node", None) is node for cell, node in cells)

    def pays(self, args: tuple) -> bool:
        if self.translated.has_loop:
            return True
        return any(isinstance(a, np.ndarray) and a.size >= LARGE for a in args)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.refused or kwargs or len(args) != len(self.translated.parameters) or not self.pays(args):
            return self.evaluate(*args, **kwargs)
        if not self.is_current():
            return self.evaluate(*args)
        from phylanx import _core

        if self.core is None:
            self.core = self.make()
        try:
            return from_python(self.core(*args))
        except _core.Refused:
            self.refused = True
        except Exception:
            if self.translated.has_output:
                raise
        return self.evaluate(*args)

    def make(self) -> Any:
        from phylanx import _core
        from phylanx.physl.primitives import TABLE

        t = self.translated
        foreign = {f"physl.{n}": TABLE[n].function for n in ("cout", "debug")}
        return _core.Function(
            t.text, self.file, t.name, len(t.parameters), None, t.parameters, (), (), foreign, self.evaluate, {}, t.name
        )


class Candidate:
    """A define whose function may run natively."""

    def __init__(self, translated: Translated, file: str) -> None:
        self.translated = translated
        self.file = file

    def of(self, function: Any) -> NativeCall:
        return NativeCall(self.translated, self.file, function.evaluate, function.frame)


def note_functions(nodes: list[Node], file: str) -> dict[int, Candidate]:
    """The defines of a text that the compiler may take, by the id of their nodes."""
    from phylanx.settings import is_disabled

    defines = [n for top in nodes for n in top.walk() if n.is_call("define") and len(n.children) > 2]
    if not defines or is_disabled():
        return {}
    from phylanx.physl.translation import translate

    return {id(define): Candidate(t, file) for define, t in translate(nodes, defines)}


def native_program(nodes: list[Node], file: str, evaluate: Callable) -> NativeCall | None:
    """A program whose loops stand outside of functions, as a function without parameters."""
    from phylanx.physl.tree import call, name
    from phylanx.settings import is_disabled

    def is_function(n: Node) -> bool:
        return n.is_call("define") and len(n.children) > 2

    functions, rest = [n for n in nodes if is_function(n)], [n for n in nodes if not is_function(n)]
    if is_disabled() or not any(n.is_call("while", "for_each") for top in rest for n in top.walk()):
        return None
    from phylanx.physl.translation import translate

    program = call("define", name("__program"), call("block", *rest, at=rest[0]), at=rest[0])
    for define, translated in translate([*functions, program], [*functions, program]):
        if define is program:
            return NativeCall(translated, file, evaluate)
    return None
