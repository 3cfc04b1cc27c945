"""`with np.errstate(... "ignore")` in compiled code: silent inside, and only there.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import phylanx
from tests.comparing import differences, outcome

X = np.array([0.0, 1.0, -1.0, 2.0])
BIG = np.full(4, 1e300)

#: (body, arguments); what warns, and where, has to be what warns in Python.
BODIES = {
    "quiet": "with np.errstate(divide='ignore', invalid='ignore'):\n        y = np.log(x) / x\n    return y",
    "all": "with np.errstate(all='ignore'):\n        return (1 / x).sum() + (z * z).sum()",
    "only divide": "with np.errstate(divide='ignore'):\n        a = 1 / x\n        b = z * z\n    return a, b",
    "loud behind": "with np.errstate(divide='ignore'):\n        a = 1 / x\n    return a + 1 / (x - 1)",
    "loud before": "a = 1 / (x - 1)\n    with np.errstate(divide='ignore'):\n        a = a + 1 / x\n    return a",
    "same expression": "with np.errstate(divide='ignore'):\n        a = 1 / x\n    b = 1 / x\n    return a, b",
    "nested": "with np.errstate(divide='ignore'):\n        with np.errstate(over='ignore'):\n"
    "            a = 1 / x + z * z\n        b = z * z\n    return a, b",
    "in a loop": "s = x * 0\n    for i in range(3):\n        with np.errstate(divide='ignore'):\n"
    "            s = s + (i / x)\n        s = s * 2\n    return s",
    "break": "s = x\n    for i in range(5):\n        with np.errstate(all='ignore'):\n            s = s / x\n"
    "            if i > 2:\n                break\n    return s, 1 / x",
    "branches": "with np.errstate(all='ignore'):\n        if (1 / x).sum() > 0:\n            y = 1 / x\n"
    "        else:\n            y = 2 / x\n    return y",
    "scalars": "with np.errstate(divide='ignore'):\n        a = x[1] / x[0]\n    return a, x[2] / x[0]",
    "scalars in a loop": "s = np.float64(0)\n    with np.errstate(all='ignore'):\n"
    "        for v in x:\n            s += np.float64(1) / v\n    return s",
    "a store": "y = np.zeros(4, np.float32)\n    with np.errstate(over='ignore'):\n        y[:] = z\n    return y",
    "a reduction": "with np.errstate(over='ignore'):\n        s = (z * z).sum()\n    return s",
    "a loud reduction": "with np.errstate(divide='ignore'):\n        s = (z * 1e8).sum()\n    return s",
    "a helper": "with np.errstate(divide='ignore'):\n        return inverse(x)",
    "a library call": "with np.errstate(over='ignore'):\n        a = np.cumprod(z)\n    return a",
    "a function of the prelude": "with np.errstate(invalid='ignore'):\n        return np.diff(np.sqrt(x))",
    "cast": "with np.errstate(invalid='ignore'):\n        return (x * np.nan).astype(int)",
}


def run(function, body_error: str = "warn"):
    with warnings.catch_warnings(record=True) as caught, np.errstate(all=body_error):
        warnings.simplefilter("always")
        kind, result = outcome(function, (X.copy(), BIG.copy()))
    told = [(str(w.message), w.lineno, w.filename) for w in caught if issubclass(w.category, RuntimeWarning)]
    return kind, result, told, [w for w in caught if issubclass(w.category, phylanx.PhylanxWarning)]


@pytest.mark.parametrize("name", BODIES)
def test_warnings_are_those_of_numpy(define, name: str) -> None:
    f = define(f"def inverse(x):\n    return 1 / x\n\n\n@Phylanx\ndef f(x, z):\n    {BODIES[name]}\n")
    kind, wanted, told, _ = run(f.__wrapped__)
    got_kind, got, got_told, in_python = run(f)
    assert not in_python, [str(w.message) for w in in_python]
    assert got_kind == kind
    assert {message for message, *_ in got_told} == {message for message, *_ in told}
    assert {t for t in told if "numpy" not in t[2]} <= set(got_told)  # some are told of in NumPy's own files
    assert not differences(got, wanted, 4)
    kind, wanted, *_ = run(f.__wrapped__, "raise")
    got_kind, got, *_ = run(f, "raise")
    assert got_kind == kind
    assert type(got) is type(wanted)


def test_other_modes_stay_in_python(define) -> None:
    body = "with np.errstate(divide='raise'):\n        y = 1 / x\n    return y"
    f = define(f"@Phylanx\ndef f(x):\n    {body}\n")
    with pytest.raises(FloatingPointError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f(X)


def test_python_calls_inside_are_silent_too(define) -> None:
    source = "def outside(x):\n    exec('')\n    return 1 / x\n\n\n@Phylanx\ndef f(x):\n"
    f = define(source + "    with np.errstate(divide='ignore'):\n        y = outside(x)\n    return y + 1\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        warnings.simplefilter("ignore", phylanx.PhylanxWarning)
        assert np.isinf(f(X)[0])
