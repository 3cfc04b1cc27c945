"""Strict mode, and the ways around what cannot be compiled: calls into Python, or one warning.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import phylanx
from phylanx import ConversionError, Phylanx, PhylanxWarning

#: Source of a function's body, a word of the reason, the line of the body that is at fault.
REFUSED = {
    "try": ("try:\n        y = x\n    except ValueError:\n        y = 0\n    return y", "try", 1),
    "with": ("y = x + 1\n    with np.errstate(all='raise'):\n        return y", "with", 2),
    "yield": ("yield x", "generator", 0),
    "global": ("global G\n    G = x", "global", 1),
    "inner function": ("def g(y):\n        return y\n    return [g][0](x)", "function", 1),
    "class": ("class A:\n        pass\n    return A", "class", 1),
    "locals": ("return locals()", "locals", 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_strict_mode_names_the_place(define, name) -> None:
    body, word, line = REFUSED[name]
    source = f"@Phylanx(strict=True)\ndef f(x):\n    {body}\n"
    module = define.module(source)
    path = module.__file__
    with pytest.raises(ConversionError) as caught:
        module.f(np.ones(3))
    error = caught.value
    lines = open(path).read().splitlines()
    first = next(i for i, text in enumerate(lines, 1) if text.startswith("def f"))
    assert error.filename == path
    assert error.lineno == first + line
    assert word in error.reason
    assert error.code.startswith("PHX") and error.code in phylanx.CODES
    assert isinstance(error.col_offset, int) and error.col_offset >= 0
    assert error.advice
    shown = str(error).splitlines()
    assert shown[0].startswith(f"{path}:{error.lineno}:")
    assert shown[1].strip() == lines[error.lineno - 1].strip()
    assert set(shown[2].strip()) == {"^"}
    assert shown[2].index("^") - 2 == error.col_offset


@pytest.mark.parametrize("name", [n for n in REFUSED if n not in ("yield", "locals")])
def test_otherwise_it_runs_in_python_with_one_warning(define, name) -> None:
    body, word, line = REFUSED[name]
    f = define(f"@Phylanx\ndef f(x):\n    {body}\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        got = f(np.float64(3))
        f(np.float64(4))
    told = [w for w in caught if issubclass(w.category, PhylanxWarning)]
    assert len(told) == 1
    text = str(told[0].message)
    assert word in text and f.__wrapped__.__code__.co_filename in text
    assert told[0].filename == f.__wrapped__.__code__.co_filename
    assert told[0].lineno == f.__wrapped__.__code__.co_firstlineno + 1 + line
    if name not in ("class",):
        assert got == f.__wrapped__(np.float64(3))


def test_a_generator_still_generates(define) -> None:
    f = define("@Phylanx\ndef f(n):\n    for i in range(n):\n        yield i\n")
    with pytest.warns(PhylanxWarning):
        assert list(f(3)) == [0, 1, 2]


# --- calls into Python ----------------------------------------------------------------------------
CALLS = {
    "histogram": "return np.histogram(x, bins=3)[0] + 1",
    "percentile": "y = x * 2\n    return np.percentile(y, 50) + np.sum(y)",
    "comprehension": "return sum([v * 2 for v in x])",
    "dictionary": "d = {'a': x, 'b': 2}\n    return d['a'] * d['b']",
    "formatting": "name = f'{len(x)} values'\n    return name, x + 1",
    "print": "print('hello')\n    return x + 1",
    "method": "y = x + 1\n    return y.tolist()",
    "sorted": "return sorted(x, reverse=True)",
    "median": "return np.median(x[1:]) * 2",
    "interp": "return np.interp(x * 0.5, x, x + 1)",
    "unique": "u = np.unique(x.astype(np.int64) % 2)\n    return u * 2",
    "einsum": "return np.einsum('i,i->', x, x) + 1",
    "string method": "return 'a,b'.split(','), x",
    "in loop": "t = 0.0\n    for i in range(3):\n        t += np.median(x * i)\n    return t",
    "in place": "np.add(x, 1, out=x)\n    return x * 2",
    "fill": "x.fill(7)\n    return x + 1",
    "sort in place": "x.sort()\n    return x[0], x",
}


@pytest.mark.parametrize("name", CALLS)
def test_calls_into_python(define, name) -> None:
    f = define(f"@Phylanx\ndef f(x):\n    {CALLS[name]}\n")
    x, y = np.array([3.0, 1.0, 2.0, 5.0]), np.array([3.0, 1.0, 2.0, 5.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error", PhylanxWarning)
        got = f(x)
    wanted = f.__wrapped__(y)
    assert type(got) is type(wanted)
    np.testing.assert_equal(got, wanted)
    np.testing.assert_equal(x, y)


def test_calls_into_python_are_counted_and_shown(define) -> None:
    f = define("@Phylanx\ndef f(x):\n    y = x + 1\n    return np.trim_zeros(y)\n")
    before = phylanx.counters()["foreign_calls"]
    f(np.arange(5.0))
    assert phylanx.counters()["foreign_calls"] == before + 1
    assert "np.trim_zeros" in str(f.explain(np.arange(5.0)))
    (finding,) = phylanx.check(f)
    assert "np.trim_zeros" in finding.reason and finding.severity == "note"
    assert finding.lineno == f.__wrapped__.__code__.co_firstlineno + 3


def test_side_effects_keep_their_order_and_number(define) -> None:
    f = define(
        """
        LOG = []

        @Phylanx
        def f(x, n):
            x[:] = 0
            for i in range(n):
                x += 1
                LOG.append(float(x[0]))
                x *= 2
            LOG.append("end")
            return x
        """
    )
    log = f.__wrapped__.__globals__["LOG"]
    for n in (3, 2, 4):
        log.clear()
        f(np.ones(100_000), n)
        mine = list(log)
        log.clear()
        f.__wrapped__(np.ones(100_000), n)
        assert mine == log


def test_objects_pass_through(define) -> None:
    f = define("@Phylanx\ndef f(a, x):\n    return a, x + 1, a is None\n")
    marker = object()
    assert f(marker, 1) == (marker, 2, False)
    assert f(None, 1) == (None, 2, True)
    assert f("text", 1)[0] == "text"
    assert f({"k": 1}, 2.5) == ({"k": 1}, 3.5, False)


def test_source_that_is_missing() -> None:
    scope: dict = {"Phylanx": Phylanx}
    exec("@Phylanx\ndef f(x):\n    return x + 1\n", scope)
    with pytest.warns(PhylanxWarning, match="source"):
        assert scope["f"](1) == 2
    exec("@Phylanx(strict=True)\ndef g(x):\n    return x + 1\n", scope)
    with pytest.raises(ConversionError) as caught:
        scope["g"](1)
    assert caught.value.code == "PHX101"


def test_source_that_has_changed(define, tmp_path) -> None:
    f = define("@Phylanx\ndef f(x):\n    return x + 1\n")
    path = f.__wrapped__.__code__.co_filename
    text = open(path).read()
    with open(path, "w") as file:
        file.write(text.replace("x + 1", "x - 1000"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert f(1) == 2


def test_wrong_uses_of_the_decorator() -> None:
    with pytest.raises(TypeError, match="option"):
        Phylanx(unknown=True)
    with pytest.raises(TypeError):
        Phylanx(3)
    with pytest.raises(TypeError):
        Phylanx(np.sin)


def test_lambdas() -> None:
    double = Phylanx(lambda x: x * 2)
    pair = (Phylanx(lambda x: x + 1), Phylanx(lambda x: x - 1))
    assert double(4) == 8
    assert (pair[0](1), pair[1](1)) == (2, 0)
