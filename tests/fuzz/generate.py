"""Makes random NumPy programs that mostly run: each statement is tried on sample values at once.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import random
import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.comparing import clone
from tests.fuzz.arguments import Parameter, choose_parameters, make_arguments
from tests.fuzz.expressions import SPACE, Expressions
from tests.fuzz.idioms import Idioms
from tests.fuzz.language import Language

INDENT = "    "


@dataclass
class Program:
    """A function `main` (and helpers before it) as source text, and what it takes."""

    seed: int
    exact: bool  # every operation is exact: results have to be the same bits
    parameters: list[Parameter]
    source: str

    def arguments(self, variant: int) -> tuple:
        return make_arguments(self.parameters, self.seed, variant)


class Returned(Exception):
    """Stands for `return` while a statement is tried."""


@dataclass
class Scope:
    """A function being written: its sample values, and names that must keep theirs."""

    env: dict[str, Any]
    kept: set[str] = field(default_factory=set)
    loops: int = 0
    depth: int = 0
    helper: bool = False

    def branch(self) -> Scope:
        return Scope(copy_env(self.env), set(self.kept), self.loops, self.depth + 1, self.helper)


def copy_env(env: dict[str, Any]) -> dict[str, Any]:
    return dict(zip(env, clone(tuple(env.values())), strict=True))


def is_fine(value: Any) -> bool:
    """Whether a sample is of a type that programs are to work on, and of moderate size."""
    if isinstance(value, tuple):
        return len(value) < 4 and all(is_fine(v) for v in value)
    if isinstance(value, bool | np.bool_):
        return True
    if isinstance(value, int):
        return abs(value) < 2**31
    if isinstance(value, np.ndarray):
        return (
            value.dtype.kind in "biufc"
            and value.dtype != np.float16
            and value.size <= 600
            and value.ndim <= 4
        )
    return isinstance(value, float | complex | np.number) and not isinstance(value, np.float16)


class Generator:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.exact = self.rng.random() < 0.6
        self.expressions = Expressions(self.rng, self.exact)
        self.helpers: dict[str, tuple[list[str], list[str]]] = {}  # name -> parameters, lines
        self.functions: dict[str, Any] = {}
        self.count = 0
        self.language = Language(self) if seed % 2 else None
        self.idioms = Idioms(self) if seed % 3 else None

    # --- the program --------------------------------------------------------------------------
    def program(self) -> Program:
        parameters = choose_parameters(self.rng, self.exact)
        args = make_arguments(parameters, self.seed, 0)
        env = dict(zip((p.name for p in parameters), clone(args), strict=True))
        names = ", ".join(env)
        scope = Scope(env)
        lines = self.block(scope, self.rng.randint(3, 9))
        lines.append(self.final_return(scope))
        source = "".join(
            f"def {name}({', '.join(params)}):\n" + _indented(body) + "\n\n"
            for name, (params, body) in self.helpers.items()
        )
        source += f"def main({names}):\n" + _indented(lines)
        return Program(self.seed, self.exact, parameters, source)

    def final_return(self, scope: Scope) -> str:
        names = sorted(n for n, v in scope.env.items() if is_fine(v))
        self.rng.shuffle(names)
        if len(names) == 1 or self.rng.random() < 0.15:
            return f"return {names[0]}"
        return f"return {', '.join(names[: self.rng.randint(2, 6)])}"

    # --- statements ---------------------------------------------------------------------------
    def block(self, scope: Scope, count: int) -> list[str]:
        lines: list[str] = []
        for _ in range(count * 3):
            made = self.statement(scope)
            if made and self.accept(scope, made):
                lines += made
                count -= 1
                if count <= 0:
                    break
        return lines or ["pass"]

    def accept(self, scope: Scope, lines: list[str]) -> bool:
        """Tries the statement; keeps its effects where it runs. Few that fail are kept as well."""
        text = "\n".join(lines)
        trial = copy_env(scope.env)
        try:
            run_sample(text, trial, self.functions)
        except Returned:
            return False
        except SyntaxError as error:  # a jump of the loop around the statement
            return scope.loops > 0 and "loop" in str(error)
        except Exception:
            return scope.depth == 0 and self.rng.random() < 0.01
        if not all(is_fine(v) for v in trial.values()):
            return False
        scope.env.clear()
        scope.env.update(trial)
        return True

    def statement(self, scope: Scope) -> list[str]:
        deep = scope.depth >= 3
        choices: list[tuple[int, Any]] = [
            (10, self.assignment),
            (5, self.augmented),
            (6, self.item_store),
            (2, self.swap),
            (2, self.tuple_assignment),
            (0 if deep else 3, self.branch),
            (0 if deep else 3, self.for_loop),
            (0 if deep else 1, self.while_loop),
            (0 if deep or scope.helper else 2, self.helper_call),
            (2 if scope.loops else 0, self.jump),
            (1, self.early_return),
            (1, self.foreign),
        ]
        if self.language is not None and not scope.helper:
            choices.append((12, self.language.choose))
        if self.idioms is not None:
            choices.append((14, self.idioms.choose))
        total = self.rng.choices([c for _, c in choices], [w for w, _ in choices])[0]
        return total(scope)

    def name(self, scope: Scope) -> str:
        """A variable to assign to: an old one, or a new one."""
        old = [n for n in scope.env if n not in scope.kept]
        if old and self.rng.random() < 0.4:
            return self.rng.choice(old)
        self.count += 1
        return f"v{self.count}"

    def assignment(self, scope: Scope) -> list[str]:
        return [f"{self.name(scope)} = {self.expressions.any(scope.env)}"]

    def augmented(self, scope: Scope) -> list[str]:
        old = [n for n in scope.env if n not in scope.kept]
        target = self.rng.choice(old)
        signs = ["+", "-", "*", "/", *(["//", "&", "|", "%"] if self.exact else [])]
        sign = self.rng.choice(signs)
        return [f"{target} {sign}= {self.expressions.any(scope.env)}"]

    def item_store(self, scope: Scope) -> list[str]:
        arrays = [n for n, v in scope.env.items() if isinstance(v, np.ndarray) and v.ndim]
        if not arrays:
            return []
        target = self.rng.choice(arrays)
        index = self.expressions.index(scope.env, scope.env[target])
        if not self.exact and scope.env[target].dtype.kind in "biu":  # would cut what is not exact
            return [f"{target}[{index}] = {self.rng.randint(0, 5)}"]
        sign = self.rng.choice(["", "", "", "+", "*", "-"])
        return [f"{target}[{index}] {sign}= {self.expressions.any(scope.env)}"]

    def swap(self, scope: Scope) -> list[str]:
        old = [n for n in scope.env if n not in scope.kept]
        if len(old) < 2:
            return []
        x, y = self.rng.sample(old, 2)
        if self.rng.random() < 0.3:
            return [f"{x} = {y}"]
        return [f"{x}, {y} = {y}, {x}"]

    def tuple_assignment(self, scope: Scope) -> list[str]:
        e = self.expressions
        if self.rng.random() < 0.4:
            pair = f"({e.any(scope.env)}, {e.any(scope.env)})"
            return [f"{self.name(scope)} = {pair}[{self.rng.choice([0, 1, -1])}]"]
        x, y = self.name(scope), self.name(scope)
        return [f"{x}, {y} = {e.any(scope.env)}, {e.any(scope.env)}"]

    def branch(self, scope: Scope) -> list[str]:
        condition = self.expressions.condition(scope.env)
        lines = [f"if {condition}:", *_nested(self.block(scope.branch(), self.rng.randint(1, 3)))]
        if self.rng.random() < 0.5:
            lines += ["else:", *_nested(self.block(scope.branch(), self.rng.randint(1, 3)))]
        return lines

    def for_loop(self, scope: Scope) -> list[str]:
        inner = scope.branch()
        inner.loops += 1
        self.count += 1
        i = f"i{self.count}"
        head, bound = self.loop_head(scope, i)
        for name, text in bound.items():
            try:
                inner.env[name] = evaluate(text, scope.env)
            except Exception:
                return []
        inner.kept |= set(bound)
        lines = [head, *_nested(self.block(inner, self.rng.randint(1, 3)))]
        if self.rng.random() < 0.15:
            lines += ["else:", *_nested(self.block(scope.branch(), 1))]
        return lines

    def loop_head(self, scope: Scope, i: str) -> tuple[str, dict[str, str]]:
        arrays = [n for n, v in scope.env.items() if isinstance(v, np.ndarray) and v.ndim]
        form = self.rng.randrange(10)
        if form < 2 and arrays:
            return f"for {i} in {(a := self.rng.choice(arrays))}:", {i: f"{a}[0]"}
        if form == 2 and arrays:
            a = self.rng.choice(arrays)
            return f"for {i}, {i}v in enumerate({a}):", {i: "0", f"{i}v": f"{a}[0]"}
        if form == 3 and len(arrays) > 1:
            a, b = self.rng.sample(arrays, 2)
            return f"for {i}, {i}v in zip({a}, {b}):", {i: f"{a}[0]", f"{i}v": f"{b}[0]"}
        if form == 4 and arrays:
            a = self.rng.choice(arrays)
            return f"for {i} in range(len({a})):", {i: "0"}
        if form == 5:
            return f"for {i} in range({self.rng.randint(2, 4)}, 0, -1):", {i: "2"}
        return f"for {i} in range({self.rng.randint(0, 4)}):", {i: "0"}

    def while_loop(self, scope: Scope) -> list[str]:
        inner = scope.branch()
        inner.loops += 1
        self.count += 1
        k = f"k{self.count}"
        inner.env[k] = 0
        inner.kept.add(k)
        body = [f"{k} += 1", *self.block(inner, self.rng.randint(1, 3))]
        limit = self.rng.randint(1, 4)
        extra = f" and {self.expressions.condition(scope.env)}" if self.rng.random() < 0.4 else ""
        return [f"{k} = 0", f"while {k} < {limit}{extra}:", *_nested(body)]

    def jump(self, scope: Scope) -> list[str]:
        word = self.rng.choice(["break", "continue"])
        return [f"if {self.expressions.condition(scope.env)}:", f"{INDENT}{word}"]

    def early_return(self, scope: Scope) -> list[str]:
        value = self.expressions.any(scope.env)
        return [f"if {self.expressions.condition(scope.env)}:", f"{INDENT}return {value}"]

    def foreign(self, scope: Scope) -> list[str]:
        return [f"{self.name(scope)} = {self.expressions.foreign(scope.env)}"]

    def helper_call(self, scope: Scope) -> list[str]:
        """A call of a helper: an old one with other arguments, or a new one."""
        usable = [n for n, v in scope.env.items() if is_fine(v) and not isinstance(v, tuple)]
        if not usable:
            return []
        if self.helpers and self.rng.random() < 0.4:
            name = self.rng.choice(list(self.helpers))
            args = [self.rng.choice(usable) for _ in self.helpers[name][0]]
        else:
            if len(self.helpers) > 2:
                return []
            args = [self.rng.choice(usable) for _ in range(self.rng.randint(1, 3))]
            name = f"helper{len(self.helpers)}"
            params = [f"p{i}" for i in range(len(args))]
            inner = Scope(copy_env({p: scope.env[a] for p, a in zip(params, args, strict=True)}))
            inner.depth, inner.helper = 2, True
            lines = self.block(inner, self.rng.randint(1, 4))
            lines.append(self.final_return(inner))
            self.helpers[name] = (params, lines)
            text = f"def {name}({', '.join(params)}):\n" + _indented(lines)
            space: dict[str, Any] = {**SPACE, **self.functions}
            exec(text, space)
            self.functions[name] = space[name]
        call = f"{name}({', '.join(args)})"
        return [call if self.rng.random() < 0.2 else f"{self.name(scope)} = {call}"]


def _nested(lines: list[str]) -> list[str]:
    return [INDENT + line for line in lines]


def _indented(lines: list[str]) -> str:
    return "".join(f"{INDENT}{line}\n" for line in lines)


def evaluate(text: str, env: dict[str, Any]) -> Any:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return eval(text, dict(SPACE), env)


def run_sample(text: str, env: dict[str, Any], functions: dict[str, Any]) -> None:
    lines = text.split("\n")
    for i, line in enumerate(lines):
        bare = line.lstrip()
        if bare.startswith("return "):
            lines[i] = line.replace("return ", "raise _Returned((", 1) + "))"
    space = {**SPACE, "_Returned": Returned, **functions}
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        merged = {**space, **env}
        exec("\n".join(lines), merged)
    for name in list(merged):
        if name in space or name == "__builtins__" or callable(merged[name]):
            del merged[name]
        elif isinstance(merged[name], list):
            del merged[name]  # seen by the statement that made it only
    env.clear()
    env.update(merged)


def generate(seed: int) -> Program:
    return Generator(seed).program()
