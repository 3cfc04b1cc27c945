"""Runs PhySL trees: each node becomes a Python closure over frames of variables.

What the compiler can take runs natively (`native.py`); this runs the rest, with the same values.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import operator
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from phylanx.physl.errors import PhyslError, located, message_of
from phylanx.physl.form_codes import Forms
from phylanx.physl.forms import FORMS
from phylanx.physl.frames import CONSTANTS, Cell, Closure, Frame, Names
from phylanx.physl.primitives import TABLE, find
from phylanx.physl.topology import Numbering, Tree
from phylanx.physl.tree import Node, parse
from phylanx.physl.values import clean, from_python

_LEVELS_OF_PYTHON = 20_000


class State:
    """Programs that see each other's global definitions."""

    def __init__(self) -> None:
        self.frame = Frame()
        self.names = Names(set())
        self.arguments: list = []
        self.native = True
        self.measuring = False
        self.whole = False  # nobody asks for the variables of a program afterwards
        self.python_numbers = False  # `/` and `%` as Python has them
        self.trees: list[Tree] = []
        self.numbers = Numbering()

    def define(self, name: str, value: Any) -> None:
        self.names.names.add(name)
        self.frame.cells[name] = Cell(value, True)

    def run(self, text: str | list[Node], file: str = "<text>") -> Any:
        """The value of the last expression."""
        return self.compile(text, file)()

    def compile(self, text: str | list[Node], file: str = "<text>") -> Callable[[], Any]:
        nodes = parse(text, file) if isinstance(text, str) else text
        compiler = Compiler(self, file)
        if self.measuring:
            compiler.tree = Tree(file, nodes, len(self.trees), self.numbers)
            self.trees.append(compiler.tree)
        code = compiler.program(nodes)
        if self.whole and self.native and not self.measuring:
            from phylanx.physl.native import native_program

            native = native_program(nodes, file, lambda: code(self.frame))
            if native is not None:
                return lambda: run_quietly(native)
        return lambda: run_quietly(lambda: code(self.frame))


class _Levels:
    """More levels of recursion while programs run, in whichever thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.runs = 0
        self.before = 0

    def __enter__(self) -> None:
        with self.lock:
            if self.runs == 0:
                self.before = sys.getrecursionlimit()
                sys.setrecursionlimit(max(self.before, _LEVELS_OF_PYTHON))
            self.runs += 1

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.runs -= 1
            if self.runs == 0:
                sys.setrecursionlimit(self.before)


_LEVELS = _Levels()


def run_quietly(code: Callable[[], Any]) -> Any:
    """PhySL gives no warnings, and recursive programs need levels."""
    with _LEVELS, np.errstate(all="ignore"):
        return code()


def call_from_python(function: Callable, args: tuple, kwargs: dict[str, Any]) -> Any:
    values = [from_python(a) for a in args]
    named = {k: from_python(v) for k, v in kwargs.items()}
    return run_quietly(lambda: function(*values, **named))


class Compiler(Forms):
    def __init__(self, state: State, file: str) -> None:
        self.state = state
        self.file = file
        self.tree: Tree | None = None
        self.natives: dict[int, Any] = {}

    def fail(self, cls: type[Exception], message: str, node: Node) -> PhyslError:
        return located(cls, message, node, self.file)

    # --- scopes ----------------------------------------------------------------------------------
    def program(self, nodes: list[Node]) -> Closure:
        for node in nodes:
            self.collect(node, self.state.names.names)
        if self.state.native and not self.state.measuring:
            from phylanx.physl.native import note_functions

            self.natives = note_functions(nodes, self.file)
        return self.sequence([self.expression(n, self.state.names) for n in nodes])

    def collect(self, node: Node, found: set[str]) -> None:
        """The names that this part of a scope defines."""
        if node.kind != "call" or node.value in ("lambda", "block", "parallel_block"):
            return
        if node.value == "define" and node.children:
            found.add(self.defined_name(node, found is self.state.names.names))
            if len(node.children) == 2:
                self.collect(node.children[1], found)
            return
        if node.value == "define_global" and node.children:
            self.state.names.names.add(self.defined_name(node, True))
        for child in node.children:
            self.collect(child, found)

    def defined_name(self, node: Node, everywhere: bool = False) -> str:
        """Names of PhySL's own may be hidden inside a function or block only. Algorithms, and
        functions that are NumPy's alone, may be written anew."""
        target = node.children[0]
        if target.kind != "name":
            raise self.fail(SyntaxError, "a name is wanted here", target)
        known = TABLE.get(target.value)
        hidden = everywhere and known is not None and known.area not in ("algorithms", "numpy")
        if target.value in CONSTANTS or target.value in FORMS or hidden:
            raise self.fail(SyntaxError, f"'{target.value}' is a name of PhySL's own and cannot be defined", target)
        return str(target.value)

    # --- expressions -----------------------------------------------------------------------------
    def expression(self, node: Node, names: Names) -> Closure:
        if node.kind == "call":
            return self.measured(node, self.call(node, names))
        if node.kind == "name":
            return self.measured(node, self.variable(node, names, True))
        value = node.value
        if node.kind == "array":
            return lambda frame: np.array(value)
        return lambda frame: value

    def operand(self, node: Node, names: Names) -> Closure:
        """An argument of a primitive that neither keeps it nor gives it back."""
        if node.kind != "name":
            return self.expression(node, names)
        return self.measured(node, self.variable(node, names, False))

    def measured(self, node: Node, code: Closure) -> Closure:
        instance = self.tree.of_node.get(id(node)) if self.tree else None
        if instance is None:
            return code
        from time import perf_counter_ns

        def run(frame: Frame) -> Any:
            start = perf_counter_ns()
            value = code(frame)
            instance.count += 1
            instance.nanoseconds += perf_counter_ns() - start
            return value

        return run

    def variable(self, node: Node, names: Names, keeps: bool) -> Closure:
        name = node.value
        if not names.knows(name):
            if name in CONSTANTS:
                constant = CONSTANTS[name]
                return lambda frame: constant
            if name == "sys_argv":
                return lambda frame: self.state.arguments
            primitive = find(name)
            if primitive is None:
                raise self.fail(NameError, f"name '{name}' is not defined", node)
            return lambda frame: primitive

        def read(frame: Frame) -> Any:
            cell = frame.find(name)
            if cell is None:
                raise self.fail(NameError, f"'{name}' has no value yet", node)
            value = cell.value
            if keeps or isinstance(value, list | dict):
                cell.shared = True
            return value

        return read

    def call(self, node: Node, names: Names) -> Closure:
        name = node.value
        if names.knows(name):
            return self.call_of_variable(node, names)
        if name in FORMS:
            return getattr(self, f"form_{name.strip('_')}")(node, names)  # type: ignore[no-any-return]
        primitive = find(name)
        if primitive is None:
            raise self.fail(NameError, f"name '{name}' is not defined", node)
        return self.call_of_primitive(primitive, node, names)

    def arguments(self, node: Node, names: Names, keeps: bool = True) -> tuple[list[Closure], dict[str, Closure]]:
        positional: list[Closure] = []
        named: dict[str, Closure] = {}
        for child in node.children:
            if child.is_call("__arg"):
                if len(child.children) != 2 or child.children[0].kind != "name":
                    raise self.fail(SyntaxError, "__arg wants a name and a value", child)
                named[child.children[0].value] = self.expression(child.children[1], names)
            elif named:
                raise self.fail(SyntaxError, "a positional argument follows a keyword argument", child)
            elif keeps:
                positional.append(self.expression(child, names))
            else:
                positional.append(self.operand(child, names))
        return positional, named

    def call_of_primitive(self, primitive: Any, node: Node, names: Names) -> Closure:
        args, named = self.arguments(node, names, primitive.keeps)
        label = primitive.name
        if len(args) > primitive.most and not primitive.variadic:
            raise self.fail(TypeError, f"{label} takes at most {primitive.most} arguments, {len(args)} are given", node)
        for key in named:
            if key not in primitive.parameters or key in primitive.parameters[: len(args)]:
                raise self.fail(TypeError, f"{label} has no argument '{key}' here", node)
        missing = [p for p in primitive.parameters[len(args) : primitive.least] if p not in named]
        if missing:
            raise self.fail(TypeError, f"{label} lacks its argument '{missing[0]}'", node)
        function, file = primitive.function, self.file
        if self.state.python_numbers:
            function = {"__div": operator.truediv, "__mod": operator.mod}.get(label, function)

        def failed(error: Exception) -> PhyslError:
            return located(type(error), message_of(error), node, file, label)

        if named:

            def with_names(frame: Frame) -> Any:
                try:
                    values = [a(frame) for a in args]
                    return clean(function(*values, **{k: a(frame) for k, a in named.items()}))
                except PhyslError:
                    raise
                except Exception as error:
                    raise failed(error) from error

            return with_names

        def plain(frame: Frame) -> Any:
            try:
                return clean(function(*[a(frame) for a in args]))
            except PhyslError:
                raise
            except Exception as error:
                raise failed(error) from error

        return plain

    def call_of_variable(self, node: Node, names: Names) -> Closure:
        read = self.variable(node, names, False)
        args, named = self.arguments(node, names)
        file = self.file

        def run(frame: Frame) -> Any:
            callee = read(frame)
            if not callable(callee):
                if not args and not named:
                    return callee
                raise located(TypeError, f"'{node.value}' is not a function", node, file)
            try:
                values = [a(frame) for a in args]
                return callee(*values, **{k: a(frame) for k, a in named.items()})
            except PhyslError:
                raise
            except Exception as error:
                raise located(type(error), message_of(error), node, file) from error

        return run

    @staticmethod
    def sequence(parts: list[Closure]) -> Closure:
        if len(parts) == 1:
            return parts[0]

        def run(frame: Frame) -> Any:
            value = None
            for part in parts:
                value = part(frame)
            return value

        return run
