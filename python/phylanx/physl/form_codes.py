"""Closures of the language's forms: define, store, if, while ...

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

from phylanx.physl import slicing
from phylanx.physl.errors import PhyslError, located, message_of
from phylanx.physl.frames import Cell, Closure, Frame, Function, Names
from phylanx.physl.primitives import TABLE
from phylanx.physl.tree import Node
from phylanx.physl.values import clean, truth


class Forms:
    """One method a form; the base of the compiler, which gives expressions and errors."""

    file: str
    state: Any
    natives: dict[int, Any]
    fail: Any
    expression: Any
    operand: Any
    collect: Any
    defined_name: Any
    sequence: Any

    def wanted(self, node: Node, least: int, most: int | None) -> None:
        n = len(node.children)
        if n < least or (most is not None and n > most):
            raise self.fail(TypeError, f"{node.value} does not take {n} arguments", node)

    def form_define(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 2, None)
        name = self.defined_name(node)
        everywhere = node.value == "define_global"
        body = node.children[-1]
        if len(node.children) > 2 or body.is_call("block"):
            make = self.function(name, list(node.children[1:-1]), body, names, node)
        else:
            make = self.expression(body, names)

        def run(frame: Frame) -> Any:
            value = make(frame)
            if isinstance(value, Function) and value.name == "lambda":
                value.name = name
            target = self.state.frame if everywhere else frame
            target.cells[name] = Cell(value, True)
            return value

        return run

    form_define_global = form_define

    def function(self, name: str, parameters: list[Node], body: Node, names: Names, node: Node) -> Closure:
        own: set[str] = set()
        inner = Names(own, names)
        made: list[tuple[str, Closure | None]] = []
        for p in parameters:
            default = None
            if p.is_call("__arg") and len(p.children) == 2:
                default = self.expression(p.children[1], names)
                p = p.children[0]
            elif made and made[-1][1] is not None:
                raise self.fail(SyntaxError, "an argument without a default follows one with a default", p)
            if p.kind != "name":
                raise self.fail(SyntaxError, "the name of an argument is wanted here", p)
            if p.value in own:
                raise self.fail(SyntaxError, f"two arguments are named '{p.value}'", p)
            own.add(p.value)
            made.append((p.value, default))
        self.collect(body, own)
        code = self.expression(body, inner)
        native = self.natives.get(id(node))

        def make(frame: Frame) -> Function:
            f = Function(name, made, code, frame)
            f.node = node
            if native is not None:
                f.native = native.of(f)
            return f

        return make

    def form_lambda(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 1, None)
        return self.function("lambda", list(node.children[:-1]), node.children[-1], names, node)

    def form_block(self, node: Node, names: Names) -> Closure:
        if not node.children:
            return lambda frame: None
        own: set[str] = set()
        for child in node.children:
            self.collect(child, own)
        code = self.sequence([self.expression(c, Names(own, names)) for c in node.children])
        return (lambda frame: code(Frame(frame))) if own else code

    form_parallel_block = form_block

    def form_store(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 2, 2)
        target, value = node.children
        give = self.expression(value, names)
        if target.kind == "name":
            if not names.knows(target.value):
                raise self.fail(NameError, f"name '{target.value}' is not defined", target)

            def run(frame: Frame) -> Any:
                v = give(frame)
                cell = frame.find(target.value)
                if cell is None:
                    raise self.fail(NameError, f"'{target.value}' has no value yet", target)
                cell.value, cell.shared = v, True
                return v

            return run
        groups: list[list[Closure]] = []
        base = target
        while base.is_call("slice", "tuple_slice", "slice_row", "slice_column", "slice_page") and base.children:
            indices = [self.expression(c, names) for c in base.children[1:]]
            groups.insert(0, [slicing.index_maker(base.value, indices)])
            base = base.children[0]
        if base.kind != "name" or not groups or not names.knows(base.value):
            raise self.fail(SyntaxError, "store wants a variable or a slice of one", target)

        def run_slice(frame: Frame) -> Any:
            v = give(frame)
            cell = frame.find(base.value)
            if cell is None:
                raise self.fail(NameError, f"'{base.value}' has no value yet", base)
            try:
                if cell.shared:
                    cell.value, cell.shared = slicing.copied(cell.value), False
                where = [index for (make,) in groups for index in make(frame)]
                cell.value = slicing.assign(cell.value, where, slicing.copied(v))
            except PhyslError:
                raise
            except Exception as error:
                raise located(type(error), message_of(error), node, self.file, "store") from error
            return v

        return run_slice

    def form_shuffle(self, node: Node, names: Names) -> Closure:
        from phylanx.physl.primitives.random import shuffled

        self.wanted(node, 1, 1)
        target = node.children[0]
        give = self.expression(target, names)

        def run(frame: Frame) -> Any:
            try:
                value = shuffled(give(frame))
            except PhyslError:
                raise
            except Exception as error:
                raise located(type(error), message_of(error), node, self.file, "shuffle") from error
            if target.kind == "name":
                cell = frame.find(target.value)
                assert cell is not None
                cell.value, cell.shared = value, True
            return value

        return run

    def condition(self, node: Node, names: Names) -> Closure:
        give = self.operand(node, names)

        def run(frame: Frame) -> bool:
            v = give(frame)
            if v is True or v is False:
                return v
            try:
                return truth(v)
            except Exception as error:
                raise located(type(error), message_of(error), node, self.file) from error

        return run

    def form_if(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 2, 3)
        test = self.condition(node.children[0], names)
        then = self.expression(node.children[1], names)
        other = self.expression(node.children[2], names) if len(node.children) > 2 else lambda frame: None
        return lambda frame: then(frame) if test(frame) else other(frame)

    def form_while(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 2, 2)
        test = self.condition(node.children[0], names)
        body = self.expression(node.children[1], names)

        def run(frame: Frame) -> Any:
            value = None
            while test(frame):
                value = body(frame)
            return value

        return run

    def form_for(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 4, 4)
        own: set[str] = set()
        self.collect(node.children[0], own)
        inner = Names(own, names)
        start = self.expression(node.children[0], inner)
        test = self.condition(node.children[1], inner)
        step, body = (self.expression(c, inner) for c in node.children[2:])

        def run(frame: Frame) -> Any:
            start(frame)
            value = None
            while test(frame):
                value = body(frame)
                step(frame)
            return value

        return run

    def form_async(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 1, 1)
        return self.expression(node.children[0], names)

    def form_timer(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 2, 2)
        work, done = (self.expression(c, names) for c in node.children)

        def run(frame: Frame) -> Any:
            import time

            start = time.perf_counter()
            value = work(frame)
            seconds = time.perf_counter() - start
            then = done(frame)
            if not callable(then):
                raise located(TypeError, "the second argument must be a function", node, self.file, "timer")
            then(seconds)
            return value

        return run

    def form_assert(self, node: Node, names: Names) -> Closure:
        self.wanted(node, 1, 2)
        test = self.condition(node.children[0], names)
        message = self.expression(node.children[1], names) if len(node.children) > 1 else None

        def run(frame: Frame) -> None:
            if not test(frame):
                text = message(frame) if message else None
                raise located(
                    AssertionError, str(text) if text is not None else "assertion failed", node, self.file, "assert"
                )

        return run

    def form_and(self, node: Node, names: Names) -> Closure:
        """Later operands are evaluated only where the earlier ones do not decide."""
        self.wanted(node, 2, None)
        decides = node.value == "__or"
        primitive = TABLE["logical_or" if decides else "logical_and"]
        parts = [self.operand(c, names) for c in node.children]

        def run(frame: Frame) -> Any:
            value = parts[0](frame)
            for part in parts[1:]:
                if value is decides:
                    return value
                other = part(frame)
                try:
                    value = clean(primitive.function(value, other))
                except Exception as error:
                    raise located(type(error), message_of(error), node, self.file, node.value) from error
            return value

        return run

    form_or = form_and
