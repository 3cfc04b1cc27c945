"""Statements of the language beyond assignments and loops, for every second random program.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tests.fuzz.expressions import SPACE

if TYPE_CHECKING:
    from tests.fuzz.generate import Generator, Scope

INDENT = "    "


def nested(lines: list[str]) -> list[str]:
    return [INDENT + line for line in lines]


class Language:
    """Each method gives the lines of a statement that mostly runs, or none."""

    def __init__(self, generator: Generator) -> None:
        self.g = generator
        self.rng = generator.rng

    def choose(self, scope: Scope) -> list[str]:
        flat = [
            self.inner_function,
            self.lambda_,
            self.list_building,
            self.starred,
            self.walrus,
            self.fold,
            self.shared_list,
            self.check,
            self.deletion,
        ]
        blocks = [
            self.try_,
            self.try_,
            self.with_,
            self.match,
            self.loop_over_values,
            self.while_walrus,
        ]
        return self.rng.choice(flat if scope.depth >= 3 else flat + blocks)(scope)

    def fresh(self) -> int:
        self.g.count += 1
        return self.g.count

    def value(self, scope: Scope) -> str:
        return self.g.expressions.any(scope.env)

    def number(self, scope: Scope) -> str:
        names = [n for n, v in scope.env.items() if type(v) is int and abs(v) < 100]
        return self.rng.choice([*names, "2", "1"])

    # --- blocks -------------------------------------------------------------------------------
    def try_(self, scope: Scope) -> list[str]:
        body = self.g.block(scope.branch(), self.rng.randint(1, 3))
        fails = ["raise ValueError('v')", "[][0]", "int('x')", "1 // 0"]
        if self.rng.random() < 0.6:
            stop = self.rng.choice(fails)
            if self.rng.random() < 0.5:
                body += [f"if {self.g.expressions.condition(scope.env)}:", INDENT + stop]
            else:
                body.insert(self.rng.randint(0, len(body)) if len(body) < 2 else len(body), stop)
        caught = self.rng.choice(["Exception", "(ValueError, ArithmeticError, LookupError)"])
        lines = ["try:", *nested(body)]
        lines += [f"except {caught}:", *nested(self.g.block(scope.branch(), 1))]
        if self.rng.random() < 0.3:
            lines += ["else:", *nested(self.g.block(scope.branch(), 1))]
        if self.rng.random() < 0.3:
            lines += ["finally:", *nested(self.g.block(scope.branch(), 1))]
        return lines

    def with_(self, scope: Scope) -> list[str]:
        body = self.g.block(scope.branch(), self.rng.randint(1, 3))
        return ["with np.errstate(all='ignore'):", *nested(body)]

    def match(self, scope: Scope) -> list[str]:
        name = self.g.name(scope)
        lines = [f"match {self.number(scope)}:"]
        cases = ["case 0 | 1:", f"case 2 if {self.g.expressions.condition(scope.env)}:", "case 3:"]
        for case in cases[: self.rng.randint(1, 3)]:
            lines += nested([case, *nested(self.g.block(scope.branch(), 1))])
        last = self.rng.choice(["case _:", "case other:"])
        return [*lines, *nested([last, INDENT + f"{name} = {self.value(scope)}"])]

    def loop_over_values(self, scope: Scope) -> list[str]:
        k = f"i{self.fresh()}"
        inner = scope.branch()
        inner.loops += 1
        items = ["1", "2", "3"] if self.rng.random() < 0.5 else [self.value(scope) for _ in "ab"]
        try:
            inner.env[k] = eval(items[0], dict(SPACE), scope.env)
        except Exception:
            return []
        inner.kept.add(k)
        left, right = self.rng.choice(["()", "[]"])
        head = f"for {k} in {left}{', '.join(items)}{right}:"
        return [head, *nested(self.g.block(inner, self.rng.randint(1, 2)))]

    def while_walrus(self, scope: Scope) -> list[str]:
        k = f"k{self.fresh()}"
        inner = scope.branch()
        inner.loops += 1
        inner.env[k] = 2
        inner.kept.add(k)
        body = self.g.block(inner, self.rng.randint(1, 2))
        return [f"{k} = {self.rng.randint(1, 4)}", f"while ({k} := {k} - 1) > 0:", *nested(body)]

    # --- functions inside ----------------------------------------------------------------------
    def inner_function(self, scope: Scope) -> list[str]:
        usable = self.g.expressions.arrays(scope.env) + self.g.expressions.numbers(scope.env)
        if not usable:
            return []
        g, first = f"g{self.fresh()}", self.rng.choice(usable)
        env: dict[str, Any] = {**scope.env, "a": scope.env[first], "b": 2}
        body = [f"c = {self.g.expressions.any(env)}"] if self.rng.random() < 0.5 else []
        if body:
            try:
                env["c"] = eval(body[0][4:], dict(SPACE), env)
            except Exception:
                return []
        body.append(f"return {self.g.expressions.any(env)}")
        call = self.rng.choice([f"{g}({first})", f"{g}({first}, b=3)", f"{g}({first}, 1)"])
        lines = [f"def {g}(a, b=2):", *nested(body)]
        if self.rng.random() < 0.3:
            lines += [f"{self.g.name(scope)} = {self.value(scope)}"]
        return [*lines, f"{self.g.name(scope)} = {call}"]

    def lambda_(self, scope: Scope) -> list[str]:
        usable = self.g.expressions.arrays(scope.env)
        if not usable:
            return []
        g, first = f"g{self.fresh()}", self.rng.choice(usable)
        text = self.g.expressions.any({**scope.env, "a": scope.env[first]})
        return [f"{g} = lambda a: {text}", f"{self.g.name(scope)} = {g}({first})"]

    # --- lists -----------------------------------------------------------------------------------
    def list_building(self, scope: Scope) -> list[str]:
        k = self.fresh()
        inner = {**scope.env, f"i{k}": 1}
        return [
            f"l{k} = [{self.value(scope)}]",
            f"for i{k} in range({self.rng.randint(0, 3)}):",
            f"{INDENT}l{k}.append({self.g.expressions.any(inner)})",
            f"{self.g.name(scope)} = l{k}[{self.rng.choice([0, -1])}]",
        ]

    def shared_list(self, scope: Scope) -> list[str]:
        k = self.fresh()
        change = self.rng.choice(
            [f"l{k}[0] = 7", f"l{k}.append(3)", f"l{k}.reverse()", f"l{k} += [4]"]
        )
        return [
            f"l{k} = [{self.value(scope)}, {self.number(scope)}]",
            f"m{k} = l{k}",
            change,
            f"{self.g.name(scope)} = (len(m{k}), m{k}[0])[{self.rng.choice([0, 1])}]",
        ]

    def starred(self, scope: Scope) -> list[str]:
        k = self.fresh()
        items = ", ".join(self.value(scope) for _ in range(3))
        target = self.rng.choice([f"s{k}, *r{k}", f"*r{k}, s{k}"])
        return [f"{target} = {items}", f"{self.g.name(scope)} = r{k}[{self.rng.choice([0, 1])}]"]

    # --- the rest ---------------------------------------------------------------------------------
    def walrus(self, scope: Scope) -> list[str]:
        w = f"w{self.fresh()}"
        name, value = self.g.name(scope), self.value(scope)
        return [
            f"{name} = ({w} := {self.number(scope)}) + 1",
            f"if 0 < {w} <= 2:",
            f"{INDENT}{name} = {value}",
        ]

    def fold(self, scope: Scope) -> list[str]:
        lines = [n for n, v in scope.env.items() if isinstance(v, np.ndarray) and v.ndim == 1]
        if not lines or not self.g.exact:
            return []
        a = self.rng.choice(lines)
        texts = [
            f"sum(e * 2 for e in {a} if e > 0)",
            f"any(e > 2 for e in {a})",
            f"all(e < 3 for e in {a})",
            f"isinstance({a}, np.ndarray)",
            f"isinstance({self.number(scope)}, (int, float))",
        ]
        return [f"{self.g.name(scope)} = {self.rng.choice(texts)}"]

    def check(self, scope: Scope) -> list[str]:
        return [f"assert {self.g.expressions.condition(scope.env)} or True, f'{{1 + 1}}'"]

    def deletion(self, scope: Scope) -> list[str]:
        k = self.fresh()
        return [f"d{k} = {self.value(scope)}", f"{self.g.name(scope)} = d{k}", f"del d{k}"]
