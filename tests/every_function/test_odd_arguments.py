"""Functions of NumPy with arguments that they do not expect: numbers, 0-d and empty arrays, lists, texts, too few dimensions.

Where NumPy gives a value, so do we; where it raises, we raise, and with one argument the same class. A sample of the calls
that differs with the seed; `pytest tests/every_function -m full` tries them all.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.comparing import clone, differences, error_class, outcome
from tests.every_function.rows import callables

NAMESPACES = {"np": np, "np.linalg": np.linalg, "np.fft": np.fft}
#: Of no interest here: files, settings, what is not filled, and what changes the program around it.
LEFT_OUT = set(
    """save savez savetxt savez_compressed load loadtxt fromfile genfromtxt memmap fromregex info show_config show_runtime
    test get_include seterr seterrcall setbufsize set_printoptions geterr geterrcall getbufsize get_printoptions printoptions
    may_share_memory empty empty_like frompyfunc vectorize errstate nditer bmat""".split()
)
ARGUMENTS: dict[str, Any] = {
    "int": 3,
    "float": 2.5,
    "bool": True,
    "np.float64": np.float64(1.5),
    "0-d": np.array(2.0),
    "empty": np.zeros(0),
    "(0, 3)": np.zeros((0, 3)),
    "None": None,
    "[]": [],
    "text": "ab",
    "int8": np.arange(3, dtype=np.int8),
    "(2, 3)": np.arange(6.0).reshape(2, 3),
    "(1, 1)": np.ones((1, 1)),
    "bool (3, 3)": np.eye(3, dtype=bool),
}
#: np.clip(x, low) lacks a bound in NumPy; here it is x.clip(low), which NumPy takes.
KNOWN = {("np.clip", name) for name in ARGUMENTS}
FUNCTIONS = [
    f"{space}.{name}"
    for space, namespace in NAMESPACES.items()
    for name in sorted(callables(namespace))
    if name not in LEFT_OUT and not isinstance(getattr(namespace, name), type)
]


@pytest.mark.filterwarnings("ignore")
def test_some(define, seed: int) -> None:
    rng = random.Random(seed)
    chosen = [(rng.choice(FUNCTIONS), rng.choice([1, 1, 2]), rng.sample(list(ARGUMENTS), 3)) for _ in range(50)]
    report = [line for c in chosen for line in all_differences(define, *c)]
    assert not report, "\n".join(report)


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_all(define, function: str, times: int) -> None:
    report = list(all_differences(define, function, times, list(ARGUMENTS)))
    assert not report, "\n".join(report)


def all_differences(define: Any, function: str, times: int, names: list[str]) -> Iterator[str]:
    call = f"{function}({', '.join('x' * times)})"
    f = define(f"@Phylanx\ndef f(x):\n    return {call}\n")
    for name in names:
        line = difference(f, ARGUMENTS[name], times)
        if line and (function, name) not in KNOWN:
            yield f"{call} of {name}: {line}"


def difference(f: Any, argument: Any, times: int) -> str:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        kind, wanted = outcome(f.__wrapped__, clone((argument,)))
        got_kind, got = outcome(f, clone((argument,)))
    if kind != got_kind:
        return f"{got_kind} {got!r}, wanted {kind} {wanted!r}"
    if kind == "error":
        same = times > 1 or error_class(got) is error_class(wanted)
        return "" if same else f"{got!r}, wanted {wanted!r}"
    if not is_comparable(wanted):
        return "" if type(got) is type(wanted) else f"{got!r}, wanted {wanted!r}"
    return "; ".join(differences(got, wanted, ulp=64))


def is_comparable(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(map(is_comparable, value))
    return not isinstance(value, np.ndarray | np.generic) or value.dtype.kind in "biufcSU"
