"""Random expressions over sample values.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import random
import warnings
from typing import Any

import numpy as np

from tests.fuzz.functions import CUT, MOVED, ROUNDED, SUMMED

#: What programs find at the level of their module.
SPACE: dict[str, Any] = {
    "np": np,
    "prange": range,
    "GRID": np.arange(12.0).reshape(3, 4),
    "SCALE": 3,
}

EXACT_UNARY = [
    "np.abs({})",
    "-{}",
    "np.square({})",
    "np.sign({})",
    "np.maximum({}, 0)",
    "{} ** 2",
    "np.isnan({})",
    "np.floor({} / 2)",
    "np.logical_not({})",
    "{}.copy()",
    "+{}",
]
MATHS = [
    "np.exp(-np.abs({}))",
    "np.sin({})",
    "np.tanh({})",
    "np.log1p(np.abs({}))",
    "np.cos({})",
    "np.sqrt(np.abs({}))",
    "1 / (1 + np.abs({}))",
    "np.arctan({})",
    "np.hypot({}, 1.5)",
]
EXACT_SIGNS = [
    "+",
    "-",
    "*",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "<",
    ">",
    "==",
    "!=",
    "<=",
    "&",
    "|",
    "^",
]
ROUGH_SIGNS = ["+", "-", "*", "+", "-", "*", "/"]
VIEWS = [
    "{}.T",
    "{}.reshape(-1)",
    "{}.ravel()",
    "np.transpose({})",
    "{}[::-1]",
    "{}[1:]",
    "{}[:-1]",
    "{}[::2]",
    "{}[None]",
    "{}[..., None]",
    "{}[0]",
    "{}[-1]",
    "{}[..., 0]",
    "{}[:, 0]",
    "{}[1:, 1:]",
    "{}[:]",
    "{}[()]",
    "{}[2:2]",
    "np.expand_dims({}, 0)",
    "np.swapaxes({}, 0, -1)",
    "{}[-3:]",
    "np.diagonal({})",
    "np.broadcast_to({}, (2,) + {}.shape)",
    "{}[1:3]",
]
FOLDS = [
    "np.max({})",
    "{}.min()",
    "np.any({})",
    "np.all({} > 0)",
    "{}.max(axis=0)",
    "np.min({}, axis=-1)",
    "np.count_nonzero({})",
    "np.argmax({})",
    "{}.argmin()",
    "np.max({}, axis=0, keepdims=True)",
]
SUMS = [
    "np.sum({})",
    "{}.sum(axis=0)",
    "np.sum({}, axis=-1)",
    "np.sum({}, axis=-1, keepdims=True)",
    "np.cumsum({})",
    "np.prod({}[:3])",
]
ROUGH_SUMS = ["np.mean({})", "{}.mean(axis=0)", "np.var({})", "np.std({}, axis=0)", "np.linalg.norm({})"]
MADE = [
    "np.zeros_like({})",
    "np.ones({}.shape)",
    "np.zeros(len({}))",
    "np.arange(len({}))",
    "np.full_like({}, 2)",
    "np.arange({}.shape[0]) * 0.5",
    "np.ones({}.shape, dtype=np.int64)",
]
CASTS = [
    "{}.astype(np.float64)",
    "{}.astype(np.float32)",
    "{}.astype(bool)",
    "{}.astype(np.complex128)",
]
PICKS = [
    "{0}[{0} > 0]",
    "{}[np.array([0, 1, 0])]",
    "np.sort({})",
    "np.concatenate(({0}, {0}))",
    "np.flatnonzero({})",
    "np.where({0} > 1, {0}, 1)",
    "np.stack(({0}, {0}))",
    "np.clip({}, -1, 2)",
    "np.outer({0}, {0})",
]
FOREIGN = [
    "np.roll({}, 1)",
    "np.flip({})",
    "np.tile({}, 2)",
    "np.repeat({}, 2)",
    "np.atleast_2d({})",
    "np.unique({})",
    "np.nan_to_num({})",
    "np.diff({})",
    "np.partition({}, 1)",
]
SCALARS = ["len({})", "{}.shape[0]", "{}.ndim", "{}.size", "{}.shape[-1]"]


class Expressions:
    def __init__(self, rng: random.Random, exact: bool) -> None:
        self.rng = rng
        self.exact = exact

    # --- pieces -------------------------------------------------------------------------------
    def arrays(self, env: dict[str, Any]) -> list[str]:
        return [n for n, v in env.items() if isinstance(v, np.ndarray) and v.ndim > 0]

    def numbers(self, env: dict[str, Any]) -> list[str]:
        return [
            n
            for n, v in env.items()
            if isinstance(v, int | float | np.generic)
            or (isinstance(v, np.ndarray) and v.ndim == 0)
        ]

    def leaf(self, env: dict[str, Any]) -> str:
        names = [n for n, v in env.items() if not isinstance(v, tuple)]
        if names and self.rng.random() < 0.8:
            return self.rng.choice(names)
        return self.constant()

    def constant(self) -> str:
        return self.rng.choice(
            ["0", "1", "2", "3", "-1", "0.5", "2.0", "-1.5", "True", "7", "0.25"]
        )

    # --- expressions --------------------------------------------------------------------------
    def any(self, env: dict[str, Any], depth: int = 2) -> str:
        """An expression that has a value on the samples; in exact programs one without rounding
        that depends on the order of operations."""
        for _ in range(12):
            text = self.draft(env, self.rng.randint(0, depth))
            if value_of(text, env) is not None:
                return text
        return self.leaf(env)

    def draft(self, env: dict[str, Any], depth: int) -> str:
        if depth == 0:
            return self.leaf(env)
        form = self.rng.random()
        if form < 0.4:
            signs = EXACT_SIGNS if self.exact else ROUGH_SIGNS
            left, right = self.draft(env, depth - 1), self.draft(env, depth - 1)
            return f"({left} {self.rng.choice(signs)} {right})"
        operand = self.draft(env, depth - 1)
        kind = self.kind(operand, env)
        if kind is None:
            return self.leaf(env)
        array, code = kind
        if not array:
            return self.of_number(operand, code, env, depth)
        if self.rng.random() < 0.4:
            return self.of_function(operand, code, env)
        return self.rng.choice(self.of_array(code)).format(operand, operand)

    def of_function(self, operand: str, code: str, env: dict[str, Any]) -> str:
        families = [MOVED, MOVED, SUMMED if code in "biu" else CUT] if self.exact else [ROUNDED]
        return self.rng.choice(self.rng.choice(families)).format(operand, self.leaf(env))

    def of_number(self, operand: str, code: str, env: dict[str, Any], depth: int) -> str:
        arrays = self.arrays(env)
        if arrays and self.rng.random() < 0.5:
            return self.rng.choice(SCALARS).format(self.rng.choice(arrays))
        forms = ["-{}", "abs({})", "({} + 1)", "({} * 2)", "({0} if {1} else 3)"]
        if self.exact:
            forms += ["max({}, 2)", "min({}, 1)", "float({})", "(not {})", "({} // 2)", "({} % 3)"]
        return self.rng.choice(forms).format(operand, self.condition(env, 0))

    def of_array(self, code: str) -> list[str]:
        whole = code in "biu"
        families = [EXACT_UNARY, VIEWS, VIEWS, MADE, CASTS]
        if self.exact:
            families += [PICKS, FOLDS]
            if whole:
                families += [SUMS]
        else:
            families += [MATHS, MATHS, SUMS, ROUGH_SUMS]
        chosen = self.rng.choice(families)
        if code == "c":
            chosen = [
                t for t in chosen if not any(w in t for w in ("floor", "sign", "max", "hypot"))
            ]
        if not self.exact:
            chosen = [t for t in chosen if "floor" not in t and "sign" not in t]
        return chosen or ["{}"]

    def kind(self, text: str, env: dict[str, Any]) -> tuple[bool, str] | None:
        value = value_of(text, env)
        if value is None or isinstance(value, tuple):
            return None
        return bool(np.ndim(value)), np.asarray(value).dtype.kind

    def condition(self, env: dict[str, Any], depth: int = 1) -> str:
        """Something true or false; of whole numbers only, where values are not exact."""
        for _ in range(12):
            text = self.condition_draft(env)
            value = value_of(text, env)
            if isinstance(value, bool | np.bool_):
                return text if depth == 0 or self.rng.random() < 0.8 else f"not {text}"
        return self.rng.choice(["True", "False"])

    def condition_draft(self, env: dict[str, Any]) -> str:
        sign = self.rng.choice(["<", ">", "<=", ">=", "==", "!="])
        arrays = self.arrays(env)
        numbers = self.numbers(env)
        if not self.exact:
            numbers = [n for n in numbers if np.asarray(env[n]).dtype.kind in "biu"]
        form = self.rng.random()
        if arrays and form < 0.3 and self.exact:
            a = self.rng.choice(arrays)
            fold = self.rng.choice(
                ["np.max({})", "{}.min()", "{}.flat[0]", "np.any({} > 1)", "{}[0]"]
            )
            if fold == "np.any({} > 1)":
                return fold.format(a)
            return f"({fold.format(a)} {sign} {self.constant()})"
        if numbers and form < 0.8:
            return f"({self.rng.choice(numbers)} {sign} {self.constant()})"
        if arrays:
            return f"(len({self.rng.choice(arrays)}) {sign} {self.rng.randint(2, 6)})"
        return "(1 < 2)"

    def foreign(self, env: dict[str, Any]) -> str:
        arrays = self.arrays(env)
        for _ in range(8):
            if arrays:
                forms = FOREIGN if self.exact else FOREIGN[:5]
                text = self.rng.choice(forms).format(self.rng.choice(arrays))
                if value_of(text, env) is not None:
                    return text
        return self.leaf(env)

    def index(self, env: dict[str, Any], a: np.ndarray) -> str:
        whole = [n for n, v in env.items() if type(v) is int and -len(a) <= v < len(a)]
        forms = ["0", "-1", "1:", ":-1", "::2", "::-1", ":", "...", "1:3", "2:", ":2", "-2:"]
        if whole:
            forms += [self.rng.choice(whole)] * 4 + [f"{self.rng.choice(whole)}:"]
        if a.ndim > 1:
            forms += ["0, 0", ":, 0", "1:, :-1", "..., -1", ":, ::-1", "1, 1:"]
        masks = [
            n
            for n, v in env.items()
            if isinstance(v, np.ndarray) and v.dtype == bool and v.shape == a.shape
        ]
        forms += masks
        forms.append("np.array([0, 2, 1])")
        return self.rng.choice(forms)


def value_of(text: str, env: dict[str, Any]) -> Any:
    """The value on the samples; None where there is none, or none of a useful type and size."""
    from tests.fuzz.generate import is_fine

    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = eval(text, dict(SPACE), env)
    except Exception:
        return None
    return value if is_fine(value) else None
