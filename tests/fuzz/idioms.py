"""What programs of arrays are made of: loops over elements and slices, views that are written, masks, containers.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.fuzz.expressions import VIEWS

if TYPE_CHECKING:
    from tests.fuzz.generate import Generator, Scope

INDENT = "    "


def nested(lines: list[str]) -> list[str]:
    return [INDENT + line for line in lines]


class Idioms:
    """Each method gives the lines of a statement that mostly runs, or none."""

    def __init__(self, generator: Generator) -> None:
        self.g = generator
        self.rng = generator.rng

    def choose(self, scope: Scope) -> list[str]:
        flat = [
            self.views,
            self.views,
            self.axes,
            self.mask,
            self.indices,
            self.numbers,
            self.out,
            self.swapped,
            self.container,
            self.captured,
            self.parts,
            self.chained,
        ]
        loops = [
            self.triangle,
            self.triangle,
            self.sliding,
            self.sliding,
            self.converging,
            self.accumulating,
            self.gathering,
            self.independent,
            self.over_container,
            self.searching,
            self.filling,
        ]
        return self.rng.choice(flat if scope.depth >= 2 else flat + loops)(scope)

    # --- what they are made of ----------------------------------------------------------------
    def fresh(self, prefix: str = "u") -> str:
        self.g.count += 1
        return f"{prefix}{self.g.count}"

    def array(self, scope: Scope, ndim: int | None = None, written: bool = False, kinds: str = "") -> str:
        """An array of that rank (or of any but 0); to be written: of values that are not cut."""
        fits = []
        for name, v in scope.env.items():
            if not isinstance(v, np.ndarray) or not v.ndim or (ndim and v.ndim != ndim):
                continue
            if written and not self.g.exact and v.dtype.kind not in "fc":
                continue
            if kinds and v.dtype.kind not in kinds:
                continue
            fits.append(name)
        return self.rng.choice(fits) if fits else ""

    def value(self, scope: Scope) -> str:
        return self.g.expressions.any(scope.env)

    def pick(self, *choices: str) -> str:
        return self.rng.choice(choices)

    # --- loops over elements --------------------------------------------------------------------
    def triangle(self, scope: Scope) -> list[str]:
        a, x = self.array(scope, 2, written=True), self.array(scope, 1)
        if not a:
            return []
        i, j, t = self.fresh("i"), self.fresh("j"), self.fresh("t")
        rows = self.pick(f"len({a})", f"{a}.shape[0]", f"1, len({a})", f"len({a}) - 1, -1, -1", "2")
        bound = self.pick(
            i, f"{i} + 1", f"{i}, {a}.shape[1]", f"{i} + 1, {a}.shape[1]", f"{a}.shape[1] - 1, {i}, -1",
            f"max(0, {i} - 1), min({a}.shape[1], {i} + 2)", f"0, {a}.shape[1], 2", f"-{i}, 0",
        )  # fmt: skip
        here = self.pick(f"{a}[{i}, {j}]", f"{a}[{i}][{j}]", f"{a}[{j}, {i}]", f"{a}[-{i}, {j}]")
        there = [
            f"{a}[{i}, {j}] * 2", f"{a}[{i}, {j} - 1] + 1", f"{i} * 10 + {j}", t, f"{a}[{j} % len({a}), {i} % {a}.shape[1]]",
            f"{a}[{i} - 1, {j} - 1] - {a}[{i}, {j}]", f"-{a}[{i}, {j}]", f"{a}[{i}, {j}] + 0.5 * {i}",
        ]  # fmt: skip
        if x:
            there += [f"{x}[{j} % len({x})]", f"{x}[{i}] * {x}[{j}]"]
        body = []
        if self.rng.random() < 0.3:
            jump = self.pick("continue", "break")
            body += [f"if {self.pick(f'{i} == {j}', f'{i} + {j} > 4', f'{j} % 2')}:", f"{INDENT}{jump}"]
        for _ in range(self.rng.randint(1, 2)):
            sign = self.pick("", "", "+", "-", "*")
            body.append(f"{here} {sign}= {self.rng.choice(there)}")
        if self.rng.random() < 0.6:
            steps = [f"{t} = {t} + {here}", f"{t} += {i}", f"{t} = {i} - {j}", f"{t} = max({t}, {j})"]
            if self.g.exact:
                steps += [f"{t} = max({t}, {here})", f"{t} = {here} if {here} > {t} else {t}", f"{t} += {here} > 1"]
            body.append(self.rng.choice(steps))
        start = self.pick("0", "0.0", "1", f"{a}[0, 0]", f"{a}.dtype.type(0)")
        between = [f"{t} = {start}"] if self.rng.random() < 0.3 else []
        inner = [*between, f"for {j} in range({bound}):", *nested(body)]
        if self.rng.random() < 0.2:
            inner += [f"if {i} > 1:", f"{INDENT}{self.pick('break', 'continue')}", f"{a}[{i}] += 1"]
        return [f"{t} = {start}", f"for {i} in range({rows}):", *nested(inner)]

    def sliding(self, scope: Scope) -> list[str]:
        x = self.array(scope, written=True)
        if not x:
            return []
        i, s = self.fresh("i"), self.fresh("s")
        steps = [
            f"{x}[{i}:] += {x}[:-{i}]", f"{x}[{i}] = {x}[{i} - 1] + {x}[{i}]", f"{x}[{i}:] = {x}[:len({x}) - {i}]",
            f"{x}[:{i}] -= {x}[{i}]", f"{s} = {x}[{i} - 1:{i} + 2]", f"{x}[{i} - 1:{i} + 1] = {x}[{i}]",
            f"{s} = {x}[{i}:][::-1]", f"{s} = {s} + {i}", f"{x}[{i}, ...] *= 2", f"{s} = {x}[-{i}:].copy()",
            f"{x}[{i}::2] = {i}", f"{s} = {x}[{i}]", f"{x}[-{i}] = {x}[{i} // 2]", f"{x}[::{i}] = -1",
            f"{x}[{i}], {x}[0] = {x}[0], {x}[{i}]", f"{x}[{i}:{i} + 2] += {x}[{i} - 1:{i} + 1][::-1]",
        ]  # fmt: skip
        if scope.env[x].ndim > 1:
            steps += [f"{x}[:, {i} - 1] = {x}[{i}, 0]", f"{x}[{i}:, :{i}] += 1", f"{x}[:{i}, {i}:] = {x}[{i}, {i}]",
                      f"{s} = {x}[:, :{i}].T", f"{x}[{i}] -= {x}[{i} - 1] * {x}[{i}, 0]"]  # fmt: skip
        if self.g.exact:
            steps += [f"{s} = {x}[:{i}].max()", f"{s} = np.max({x}[{i}:], axis=0)"]
        body = [self.rng.choice(steps) for _ in range(self.rng.randint(1, 3))]
        head = self.pick(f"1, len({x})", f"1, {x}.shape[0] - 1", f"len({x}) - 1, 0, -1", "1, 4")
        return [f"{s} = {self.pick('0', x, f'{x}[0]')}", f"for {i} in range({head}):", *nested(body)]

    def converging(self, scope: Scope) -> list[str]:
        x = self.array(scope, written=True, kinds="fc" if not self.g.exact else "f")
        if not x:
            return []
        k, e, old = self.fresh("k"), self.fresh("e"), self.fresh("o")
        step = self.pick(
            f"{x}[1:-1] = ({x}[:-2] + {x}[2:]) * 0.5", f"{x} = {x} * 0.5", f"{x} *= 0.5", f"{x} = ({x} + {old}) / 4",
            f"{x}[...] = 0.5 * {x}[::-1]", f"{x} -= 0.5 * {x}",
        )  # fmt: skip
        change = self.pick(f"np.max(np.abs({x} - {old}))", f"float(np.abs({x} - {old}).max())", f"np.abs({x}).max() - 1",
                           f"abs({x}.flat[0])")  # fmt: skip
        if not self.g.exact:  # the number of rounds must not depend on rounding
            change = f"{e} / 2"
        keep = self.pick(f"{old} = {x}.copy()", f"{old} = {x}", f"{old} = {x} + 0")
        body = [keep, step, f"{e} = {change}", f"{k} += 1"]
        if self.rng.random() < 0.3:
            body.append(f"if {k} > {self.rng.randint(1, 4)}:")
            body.append(f"{INDENT}break")
        return [f"{k}, {e} = 0, 4.0", f"while {e} > 0.25 and {k} < 6:", *nested(body)]

    def accumulating(self, scope: Scope) -> list[str]:
        x = self.array(scope, 1)
        if not x:
            return []
        i, t = self.fresh("i"), self.fresh("t")
        start = self.pick("0", "0.0", "1", "True", f"{x}[0]", f"{x}[0] * 0", f"{x}[:2]", "None", "np.float32(0)", "np.int8(1)",
                          "-1.0", "0j")  # fmt: skip
        e = self.pick(f"{x}[{i}]", f"{x}[-{i}]", f"{x}[{i} // 2]", f"float({x}[{i}])", f"{x}[{i}:]")
        steps = [f"{t} = {t} + {e}", f"{t} += {e}", f"{t} = {e} - {t}", f"{t} *= {e}", f"{t} = {e} * {i}", f"{t} -= {i} * 0.5",
                 f"{t} = {e} if {t} is None else {t} + {e}", f"{t} = ({t}, {e})[1]", f"{t} = -{t}"]  # fmt: skip
        if self.g.exact:
            steps += [f"{t} = max({t}, {e})", f"{t} = {t} if {t} > {e} else {e}", f"{t} = {t} / {e}", f"{t} = {t} // 2 + {e}",
                      f"{t} = {t} % 7", f"{t} = {t} ** 2 + {e}", f"{t} = {t} or {e}", f"{t} = {e} and {t}"]  # fmt: skip
        body = [self.rng.choice(steps) for _ in range(self.rng.randint(1, 2))]
        if self.g.exact and self.rng.random() < 0.3:
            body += [f"if {t} > 5:", f"{INDENT}{self.pick('break', f'{t} = 0', 'continue', f'{t} = {e}')}"]
        head = self.pick(f"range(len({x}))", f"range(0, {x}.size, 2)", "range(3)", "range(-2, 2)", "range(0)")
        return [f"{t} = {start}", f"for {i} in {head}:", *nested(body)]

    def gathering(self, scope: Scope) -> list[str]:
        x, a = self.array(scope, 1, kinds="biu"), self.array(scope)
        if not x or not a:
            return []
        i, h, k = self.fresh("i"), self.fresh("h"), self.fresh("n")
        made = self.pick("np.zeros(4, np.int64)", "np.zeros(4)", "np.zeros((4, 2), dtype=np.int32)", f"np.zeros_like({a})")
        index = self.pick(f"int({x}[{i}]) % 4", f"{x}[{i}] % 3", f"{x}[{i}]", f"abs({x}[{i}]) % len({h})")
        body = [f"{k} = {index}", self.pick(
            f"{h}[{k}] += 1", f"{h}[{k}] = {i}", f"{h}[{k}] = {h}[{k} - 1] + 1", f"{h}[{k}:] += {k}", f"{h}[{i} % 4] = {k}",
            f"{h}[{k}] += {x}[{k}]", f"{h}[-{k}] *= 2",
        )]  # fmt: skip
        return [f"{h} = {made}", f"for {i} in range(len({x})):", *nested(body)]

    def independent(self, scope: Scope) -> list[str]:
        x = self.array(scope)
        if not x:
            return []
        i, y = self.fresh("i"), self.fresh("y")
        made = self.pick(f"np.zeros_like({x})", f"np.zeros({x}.shape)", f"{x}.copy()", f"np.zeros(len({x}), {x}.dtype)")
        body = self.pick(f"{y}[{i}] = {x}[{i}]", f"{y}[{i}] = {x}[{i}] * 2 + {i}", f"{y}[{i}] = {x}[-{i}]", f"{y}[{i}] += {i}",
                         f"{y}[{i}] = {x}[{i}, 0] if {x}.ndim > 1 else {i}", f"{y}[{i}] = {y}[{i}] - {x}[0]")  # fmt: skip
        if not self.g.exact and scope.env[x].dtype.kind in "biu":
            body = f"{y}[{i}] = {x}[{i}]"
        return [f"{y} = {made}", f"for {i} in prange(len({x})):", INDENT + body]

    def searching(self, scope: Scope) -> list[str]:
        x = self.array(scope)
        if not x or not self.g.exact:
            return []
        i, found = self.fresh("i"), self.fresh("f")
        test = self.pick(f"np.any({x}[{i}] > 2)", f"{x}[{i}].max() > 3" if scope.env[x].ndim > 1 else f"{x}[{i}] > 3",
                         f"np.isnan({x}[{i}]).any()", f"np.all({x}[{i}] == {x}[0])", f"(k{i} := {i} * 2) > 3")  # fmt: skip
        hit = self.pick(f"{found} = {i}", f"{found} = {x}[{i}]", f"{found} = {x}[{i}] + 1", f"{found} = {x}[:{i}]")
        lines = [f"{found} = {self.pick('-1', 'None', x, f'{x}[0]')}", f"for {i} in range(len({x})):"]
        lines += nested([f"if {test}:", INDENT + hit, INDENT + self.pick("break", f"return {x}, {i}", "continue")])
        if self.rng.random() < 0.4:
            lines += ["else:", f"{INDENT}{found} = {self.value(scope)}"]
        return lines

    def filling(self, scope: Scope) -> list[str]:
        a = self.array(scope)
        if not a:
            return []
        i, y, n = self.fresh("i"), self.fresh("y"), self.rng.randint(1, 4)
        made = self.pick(f"np.zeros(({n}, len({a})))", f"np.zeros(({n},) + {a}.shape, {a}.dtype)", f"np.empty(({n}, {n}))")
        rows = [f"{y}[{i}] = {a}", f"{y}[{i}] = {i}", f"{y}[{i}, 0] = {i}", f"{y}[:, {i}] = {i} + 1", f"{y}[{i}] = {y}[{i} - 1] + 1"]
        return [f"{y} = {made}", f"{y}[...] = 0", f"for {i} in range({n}):", *nested([self.rng.choice(rows) for _ in "ab"])]

    # --- containers -----------------------------------------------------------------------------
    def container(self, scope: Scope) -> list[str]:
        items = [n for n in (self.array(scope), self.array(scope), self.array(scope)) if n]
        if not items:
            return []
        t, v = self.fresh("q"), self.g.name(scope)
        left, right = self.pick("()", "[]")
        comma = "," if len(items) == 1 else ""
        lines = [f"{t} = {left}{', '.join(items)}{comma}{right}"]
        lines.append(self.pick(f"{v} = {t}[0] + {t}[-1]", f"{v} = {t}[0]", f"{t}[0][0] = 3", f"{t}[-1][:] += 1", f"{v} = len({t})",
                               f"{v} = np.concatenate([w.ravel() for w in {t}])", f"{v} = np.array({t})",
                               f"{v}, *_ = {t}", f"{v} = {{'a': {t}[0], 'b': 2}}['a'] + 1"))  # fmt: skip
        if left == "(" and self.rng.random() < 0.5:
            lines.append(f"{t} = 0")
        return lines

    def over_container(self, scope: Scope) -> list[str]:
        items = [n for n in (self.array(scope), self.array(scope)) if n]
        if not items:
            return []
        w, s = self.fresh("w"), self.fresh("s")
        body = [f"{w} += 1", f"{s} = {s} + {w}", f"{w} = {w} * 2", f"{s} = {w}", f"{w}[0] = {s}[0] if np.ndim({s}) else {s}"]
        if self.g.exact:
            body += [f"{s} = {s} + {w}.max()", f"{s} += {w}.shape[0]", f"{w}[{w} > 0] = 0"]
        else:
            body[0] = f"{w} = {w} + 1"
            body.pop()
        lines = [self.rng.choice(body) for _ in range(self.rng.randint(1, 2))]
        return [f"{s} = 0", f"for {w} in ({', '.join(items)},):", *nested(lines)]

    # --- views, masks, indices ---------------------------------------------------------------------
    def views(self, scope: Scope) -> list[str]:
        a = self.array(scope, written=True)
        if not a:
            return []
        v, w = self.fresh("v"), self.fresh("v")
        first, second = (self.rng.choice(VIEWS) for _ in "ab")
        lines = [f"{v} = {first.format(a, a)}", f"{w} = {second.format(v, v)}"]
        changed = self.pick(v, w, w)
        value = self.value(scope) if self.g.exact else self.pick("1", a, v, "0.5")
        lines.append(self.pick(f"{changed} += {value}", f"{changed}[...] = {value}", f"{changed}[0] *= 2", f"{changed} *= {a}",
                               f"{a}[...] = {w}", f"{changed}[::-1] += {changed}", f"{changed}[1:] = {changed}[:-1]",
                               f"{a} -= {w}", f"{a}[:] = {a}[::-1]", f"{changed}.sort()", f"{changed}.fill(2)"))  # fmt: skip
        if self.rng.random() < 0.3:
            lines.append(self.pick(f"{v} = {w} + {v}", f"{a} = {w}", f"{v} = {a}", f"{w} = {w}.copy()"))
        return lines

    def axes(self, scope: Scope) -> list[str]:
        a = self.array(scope)
        if not a:
            return []
        n = scope.env[a].ndim
        axis = self.pick("0", "-1", str(self.rng.randrange(n)), "(0, -1)" if n > 1 else "(0,)", "None", "()")
        keep = self.pick(", keepdims=True", ", keepdims=True", "")
        fold = self.pick("max", "min", "any", "all") if self.g.exact else self.pick("sum", "mean", "max", "std")
        part = f"{self.pick(f'np.{fold}({a}, axis={axis}{keep})', f'{a}.{fold}(axis={axis}{keep})')}"
        name = self.g.name(scope)
        return [self.pick(f"{name} = {a} - {part}", f"{name} = {part} * {a}", f"{name} = {a} / (1 + np.abs({part}))",
                          f"{name} = {part}", f"{name} = {part}[..., None]", f"{name} = ({a} > {part}).astype({a}.dtype)",
                          f"{name} = np.where({a} == {part}, 1, {a})")]  # fmt: skip

    def mask(self, scope: Scope) -> list[str]:
        a = self.array(scope, written=True)
        if not a:
            return []
        m, v = self.fresh("m"), self.g.name(scope)
        test = self.pick(f"{a} > 0", f"({a} < 2) & ({a} != 0)", f"~({a} > 1)", f"np.isnan({a})", f"{a}[0] > 0", f"{a} == {a}") \
            if self.g.exact else self.pick(f"np.arange(len({a})) > 1", f"np.ones({a}.shape, bool)")  # fmt: skip
        uses = [f"{a}[{m}] += 1", f"{a}[{m}] = 0", f"{a}[{m}] = {a}[{m}][::-1]", f"{v} = {a}[{m}]", f"{v} = {a}[{m}].size",
                f"{a}[{m}] *= {a}[{m}]", f"{v} = {a}[~{m}] + 1", f"{a}[{m}] = -{a}[{m}]", f"{a}[{m}] = np.arange({m}.sum())",
                f"{v} = np.where({m}, {a}, 0)", f"{v} = {a}[{m}, None]", f"{a}[{m}] = {a}[0]",
                f"{v} = {a} * {m}", f"{v} = {a}[np.where({m})]", f"{a}[{m}, ...] = 1", f"{v} = {a}[:, {m}]"]  # fmt: skip
        lines = [f"{m} = {test}", self.rng.choice(uses), self.rng.choice(uses)]
        return lines[: self.rng.randint(2, 3)]

    def indices(self, scope: Scope) -> list[str]:
        a = self.array(scope, written=True)
        if not a:
            return []
        k, v = self.fresh("x"), self.g.name(scope)
        n = len(scope.env[a])
        values = [str(self.rng.randint(-min(n, 3), min(n, 3) - 1)) for _ in range(3)] if n else ["0"]
        made = self.pick(f"np.array([{', '.join(values)}])", f"np.arange(len({a}))[::-1]", f"np.array([{values[0]}])",
                         f"np.array([[{values[0]}], [{values[-1]}]])", f"[{', '.join(values)}]", f"np.nonzero({a})[0]",
                         f"np.array([{values[0]}], dtype=np.int8)", f"np.arange(0)", f"np.array({values[0]})")  # fmt: skip
        uses = [f"{a}[{k}] = 7", f"{a}[{k}] += 1", f"{v} = {a}[{k}]", f"{v} = {a}[{k}] * 2", f"{a}[{k}] = {a}[0]", f"{a}[{k}][0] = 9",
                f"{v} = {a}[{k}, ...]", f"{a}[{k}] *= {a}[{k}]", f"np.add.at({a}, {k}, 1)", f"{v} = np.take({a}, {k}, axis=0)",
                f"{v} = {a}[..., {k}]", f"{a}[{k}] = {a}[{k}][::-1]", f"{v} = {a}[{k}].copy()", f"{a}[{k}] -= {a}"]  # fmt: skip
        if scope.env[a].ndim > 1:
            uses += [f"{a}[{k}, 0] = 4", f"{a}[:, {k}] = 1", f"{v} = {a}[1:, {k}]", f"{v} = {a}[{k}, {k}]", f"{a}[{k}, {k}] += 1",
                     f"{v} = {a}[{k}][:, {k}]", f"{a}[{k}, 1:] = {a}[0, 1:]", f"{v} = {a}[0, {k}]"]  # fmt: skip
        return [f"{k} = {made}", self.rng.choice(uses), *([self.rng.choice(uses)] if self.rng.random() < 0.4 else [])]

    def swapped(self, scope: Scope) -> list[str]:
        a = self.array(scope, written=True)
        if not a:
            return []
        return [self.pick(
            f"{a}[0], {a}[-1] = {a}[-1], {a}[0]", f"{a}[:2], {a}[1:3] = {a}[1:3], {a}[:2]", f"{a}[0], {a}[1] = {a}[1].copy(), {a}[0].copy()",
            f"{a}[:] = {a}.T", f"{a}[::2], {a}[0] = 1, 5", f"{a}[[0, 1]] = {a}[[1, 0]]", f"{a}[1:] = {a}[:-1] + 1",
            f"{a}[0] = {a}[1] = {a}[-1]", f"{a} += {a}[::-1]", f"{a} += {a}.T", f"{a}[1:] -= {a}[:-1]", f"{a}[...] = {a}[::-1] * 2",
            f"{a}[:-1] = {a}[1:] = 2",
        )]  # fmt: skip

    # --- numbers --------------------------------------------------------------------------------
    def numbers(self, scope: Scope) -> list[str]:
        a = self.array(scope)
        name = self.g.name(scope)
        kind = self.pick("float32", "float64", "int64", "int32", "int8", "uint8", "uint64", "bool_", "complex64")
        number = self.pick(f"np.{kind}(1)", f"np.{kind}(100)", "3", "2.5", "True", "-2")
        if a:
            number = self.pick(number, f"{a}.flat[0]", f"{a}.max()" if self.g.exact else f"{a}.flat[-1]", f"{a}.dtype.type(2)",
                               f"{a}.flat[0].item()", f"np.array({a}.flat[0])", f"float({a}.size)")  # fmt: skip
        other = self.pick("1", "2", "-1", "0.5", "0", "100", "True", f"np.{kind}(2)", "np.float32(0.5)", "2j", *([a] if a else []))
        signs = ["+", "-", "*"] if not self.g.exact else ["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "<", "=="]
        forms = [f"({number}) {self.rng.choice(signs)} {other}", f"{other} {self.rng.choice(signs)} ({number})"]
        if self.g.exact:
            forms += [f"abs({number})", f"int({number})", f"bool({number})", f"divmod({number}, 2)", f"min({number}, {other})",
                      f"max({other}, {number})", f"round({number})", f"({number}) if {number} else {other}", f"({number}) or {other}",
                      f"not ({number})", f"isinstance({number}, float)", f"np.maximum({number}, {other})",
                      f"np.add({number}, {other})", f"({number}) ** -1", f"-({number})", f"~({number})"]  # fmt: skip
        return [f"{name} = {self.rng.choice(forms)}"]

    def parts(self, scope: Scope) -> list[str]:
        a = self.array(scope, kinds="c")
        if not a:
            return []
        v = self.g.name(scope)
        return [self.pick(f"{v} = {a}.real", f"{v} = {a}.imag.copy()", f"{a}.real[...] = 1", f"{a}.imag[0] = 2", f"{a}.imag *= -1",
                          f"{v} = {a}.conj() * {a}", f"{v} = abs({a})", f"{v} = {a}.real ** 2 + {a}.imag ** 2")]  # fmt: skip

    def out(self, scope: Scope) -> list[str]:
        a = self.array(scope, written=True, kinds="fc" if not self.g.exact else "")
        if not a:
            return []
        y = self.fresh("y")
        name = self.pick("add", "subtract", "multiply", "maximum", "minimum")
        target = self.pick(a, f"{a}[::-1]", y, f"{y}[...]")
        other = self.pick("2", a, f"{a}[::-1]", f"{a}[0]", "True")
        where = self.pick("", "", f", where={a} > 0") if self.g.exact else ""
        call = self.pick(
            f"np.{name}({a}, {other}, out={target}{where})", f"{y} = np.{name}({a}, {other}, out={target})",
            f"np.negative({a}, out={target})", f"np.copyto({a}, {other})", f"np.abs({a}, {target})",
            f"np.clip({a}, 0, 2, out={target})", f"{a}.fill(1)", f"np.{name}({a}, {other}, dtype={a}.dtype, out={target})",
            f"np.put({a}, [0, 1], [5])", f"np.fill_diagonal({a}, 3)", f"np.{name}.at({a}, [0, 0], 1)", f"{a}.sort(axis=0)",
        )  # fmt: skip
        return [f"{y} = {a}.copy()", call]

    # --- functions ------------------------------------------------------------------------------
    def captured(self, scope: Scope) -> list[str]:
        a = self.array(scope, written=True)
        if not a or scope.helper:
            return []
        f, v = self.fresh("g"), self.g.name(scope)
        body = self.pick(f"{a}[0] = b", f"{a}[:] += b", "c[0] += b", "c *= b", f"c[...] = {a} + b", "d = c\n    d += 1", "c = c + b",
                         f"c = {a}[1:]\n    c[:] = b", "for e in range(2):\n        c[e] = b + e", "b = b + 1\n    c[-1] = b")  # fmt: skip
        back = self.pick("", "\n    return c", f"\n    return {a}", "\n    return c, b", "\n    return c[1:]")
        call = f"{f}({self.pick(a, f'{a}[::-1]', f'{a}.copy()', f'{a}[1:]')}, 2)"
        lines = [f"def {f}(c, b):", *(INDENT + line.removeprefix(INDENT) for line in ("    " + body + back).split("\n"))]
        return [*lines, call if not back or self.rng.random() < 0.2 else f"{v} = {call}"]

    def chained(self, scope: Scope) -> list[str]:
        a, x, y = self.array(scope, written=True), self.g.name(scope), self.g.name(scope)
        value = self.value(scope)
        if not a:
            return [f"{x} = {y} = {value}"]
        number = "1" if not self.g.exact else self.pick("1", f"{a}.flat[0]", "n_", f"len({a})")
        lines = ["n_ = 2"] if number == "n_" else []
        return [*lines, self.pick(
            f"{x} = {a}[0] = {number}", f"{x} = {y} = {a}", f"{x}, {y} = {a}, {a}.copy()", f"{x}, {a} = {a}, {value}",
            f"{x} = {a} if {self.g.expressions.condition(scope.env)} else {value}", f"{x} = {y} = {a}[1:]",
            f"{x} = ({y} := {a} + {number}) * 2", f"{x} = {a}[{{'k': 0}}['k']]", f"{x} = [{a}, {value}][{number} > 0]",
            f"{x} = {a} @ {a}.T" if self.g.exact and scope.env[a].dtype.kind in "biu" else f"{x} = GRID * {number}",
            f"{x} = GRID[1:, ::2] + SCALE", f"{x} = {a} * SCALE + GRID[0, 1]",
        )]  # fmt: skip
