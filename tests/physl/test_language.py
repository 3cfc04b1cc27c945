"""The meaning of PhySL texts: scopes, values, errors with places, printing, rules on trees.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import sys

import numpy as np
import pytest
from phylanx.physl.evaluator import State, call_from_python
from phylanx.physl.rewriting import rewrite
from phylanx.physl.tree import parse, parse_rules, text_of
from phylanx.physl.values import spelled

#: text -> the value as it is printed
RESULTS = {
    # functions, scopes, closures
    "define(f, n, if(n <= 1, 1, n * f(n - 1))) f(10)": "3628800",
    "define(fib, n, if(n < 2, n, fib(n - 1) + fib(n - 2))) fib(12)": "144",
    "define(f, x, __arg(y, 2), x * y) list(f(3), f(3, 5), f(3, __arg(y, 7)))": "list(6, 15, 21)",
    "define(make, n, lambda(x, x + n)) define(g, make(5)) g(1)": "6",
    "define(f, block(define(x, 1), x + 1)) f()": "2",
    "define(f, lambda(42)) list(f(), __name(f))": "list(42, f)",
    "define(x, 1) block(define(x, 2), x) + x": "3",
    "define(x, 1) define(f, store(x, x + 1)) x": "2",
    "define(x, 1) define(f, block(store(x, x + 1))) f() f() x": "3",
    "define(x, 1) define(x, 2.5) x": "2.5",
    "define(f, x, g(x) + 1) define(g, x, x * 2) f(4)": "9",
    "define(twice, f, x, f(f(x))) twice(lambda(a, a * 3), 2)": "18",
    "define(even, n, if(n == 0, true, odd(n - 1))) define(odd, n, if(n == 0, false, even(n - 1))) even(101)": "false",
    "define(f, a, block(define_global(seen, a), nil)) f(3) seen": "3",
    "define(count, block(define(n, 0), lambda(block(store(n, n + 1), n)))) define(c, count()) c() c()": "2",
    "define(f, x, block(define(gradient, x * 2), store(gradient, gradient + 1), gradient)) f(3)": "7",
    "define(lra, x, x + 1) lra(1)": "2",
    # values: a name holds a value, not a place
    "define(x, [1, 2, 3]) define(y, x) store(slice(x, 0), 9) list(x, y)": "list([9, 2, 3], [1, 2, 3])",
    "define(x, [1, 2]) define(f, a, block(store(slice(a, 0), 9), a)) list(f(x), x)": "list([9, 2], [1, 2])",
    "define(x, [1, 2]) define(l, list(x)) store(slice(x, 0), 9) list(x, l)": "list([9, 2], list([1, 2]))",
    "define(l, list([1, 2])) define(y, slice(l, 0)) store(slice(l, 0, 0), 9) list(l, y)": "list(list([9, 2]), [1, 2])",
    "define(x, [[1, 2], [3, 4]]) define(y, transpose(x)) store(slice(x, 0, 1), 9) y": "[[1, 3], [2, 4]]",
    "define(x, [1, 2]) define(y, x + 0) store(slice(y, 0), 9) x": "[1, 2]",
    "define(x, [1, 2, 3]) define(s, slice(x, list(0, 2))) store(slice(s, 0), 9) x": "[1, 2, 3]",
    "define(x, [1, 2, 3]) store(x, -x) x": "[-1, -2, -3]",
    # slices as targets
    "define(x, [[1, 2], [3, 4]]) store(slice(x, nil, 0), 0) x": "[[0, 2], [0, 4]]",
    "define(x, [[1, 2], [3, 4]]) store(slice(slice(x, 1), 0), 9) x": "[[1, 2], [9, 4]]",
    "define(x, [1, 2, 3, 4]) store(slice(x, x > 2), [7, 8]) x": "[1, 2, 7, 8]",
    "define(x, [1, 2, 3]) store(slice(x, [0, 2]), 5) x": "[5, 2, 5]",
    "define(x, [1, 2, 3]) store(slice(x, list(nil, nil, -1)), [1, 2, 3]) x": "[3, 2, 1]",
    "define(l, list(1, list(2, 3))) store(slice(l, 1, 0), \"a\") l": "list(1, list(a, 3))",
    "define(d, dict()) store(slice(d, \"k\"), [1]) store(slice(d, \"k\", 0), 2) d": "dict(list(k, [2]))",
    "define(x, [[1, 2], [3, 4]]) store(slice_row(x, 0), 7) store(slice_column(x, 1), 8) x": "[[7, 8], [3, 8]]",
    "define(x, 5) store(slice(x, 0), 6) x": "6",
    # lists and arrays are different things
    "list(list(1, 2) == [1, 2], list(1) == list(1.0))": "list(false, true)",
    "list(ndim([]), shape([[]]))": "list(1, list(1, 0))",
    "list(1, 2) + list(slice(list(3, 4), -1))": "list(1, 2, 4)",
    # control flow
    "define(i, 0) define(n, 0) while(i < 10, block(store(i, i + 1), if(i % 2 == 0, store(n, n + i)))) n": "30",
    "define(i, 0) i < 0 && 1 / i > 0": "false",
    "define(l, list()) for_each(lambda(r, store(l, append(l, sum(r)))), [[1], [2]]) l": "list(1, 2)",
    "define(keys, list()) for_each(lambda(k, store(keys, append(keys, k))), dict(list(list(1, 2)))) keys": "list(1)",
    "fold_left(lambda(a, b, a + b), 0, [1, 2, 3])": "6",
    "apply(lambda(f, f(2)), list(lambda(x, x * x)))": "4",
    "if([true], 1, 2)": "1",
    # attributes say where; there is one process
    "define{L#0}(f, x, x + 1) f{L#0}(1)": "2",
    "__add(1, 2)": "3",
    "list(int, float, bool, euler_gamma, NZERO, ninf, nan)": "list(int64, float64, bool, 0.577216, -0, -inf, nan)",
    "1000000.0 * 3": "3e+06",
    "9223372036854775807": "9223372036854775807",
}  # fmt: skip


@pytest.mark.parametrize("text", RESULTS)
def test_results(text) -> None:
    assert spelled(State().run(text)) == RESULTS[text]


#: text -> line, column as shown, class, words
ERRORS = {
    "define(x, 1)\n  y + 1": (2, 3, NameError, "'y' is not defined"),
    "sqrt(1, 2, 3)": (1, 1, TypeError, "at most 2"),
    "1 + exp(__arg(z, 1))": (1, 5, TypeError, "no argument 'z'"),
    "exp()": (1, 1, TypeError, "lacks its argument 'x'"),
    "exp(__arg(x, 1), 2)": (1, 18, SyntaxError, "follows a keyword"),
    "exp(1, __arg(x, 1))": (1, 1, TypeError, "no argument 'x'"),
    "define(exp, 1)": (1, 8, SyntaxError, "cannot be defined"),
    "define(f, x, x)\nf(1, 2)": (2, 1, TypeError, "takes 1 arguments but 2"),
    "define(f, x, x)\nf()": (2, 1, TypeError, "missing argument 'x'"),
    "define(f, __arg(a, 1), b, a)": (1, 24, SyntaxError, "without a default"),
    "define(f, a, a, a)": (1, 14, SyntaxError, "two arguments"),
    "define(x, 1)\nx(2)": (2, 1, TypeError, "not a function"),
    "dot([[1, 2]],\n    [1] + [1, 2, 3] * [1, 2])": (2, 11, ValueError, "broadcast"),
    "define(f, x, x + [1, 2])\nf([1, 2, 3])": (1, 14, ValueError, "broadcast"),
    "store(1, 2)": (1, 7, SyntaxError, "store wants a variable"),
    "define(x, [1, 2])\nstore(slice(x, 2), 1)": (2, 1, IndexError, "out of bounds"),
    "define(x, [1, 2])\nslice(x, 0, 0)": (2, 1, IndexError, "too many indices"),
    "define(x, [1, 2])\nslice(x, 0.5)": (2, 1, TypeError, "integer"),
    "reshape$7$3([1, 2], list$7$9(3))": (7, 3, ValueError, "reshape"),
    "9223372036854775807 + 1": (1, 1, OverflowError, "overflow"),
    "if(list(1, 2) < 3, 1)": (1, 4, TypeError, "have no order"),
    "block(y)": (1, 7, NameError, "'y'"),
    "define(f, x, block(define(y, x), y)) y": (1, 38, NameError, "'y'"),
    "define(a, b) define(b, 1)": (1, 11, NameError, "no value yet"),
}


@pytest.mark.parametrize("text", ERRORS)
def test_errors(text) -> None:
    line, column, cls, words = ERRORS[text]
    with pytest.raises(cls, match=words) as info:
        State().run(text, "file.physl")
    assert isinstance(info.value, RuntimeError)
    assert str(info.value).startswith(f"file.physl({line}, {column}): ")
    assert str(info.value).endswith(": HPX(bad_parameter)")


def test_output(capsys) -> None:
    State().run('cout("a", 1.0, true, nil, [1.5, 2], list("b", nil), 1e-7) cout()')
    assert capsys.readouterr().out == "a 1 true nil [1.5, 2] list(b, nil) 1e-07\n\n"


def test_deep_recursion() -> None:
    before = sys.getrecursionlimit()
    assert State().run("define(f, n, if(n == 0, 0, 1 + f(n - 1))) f(1000)") == 1000
    with pytest.raises(RecursionError):
        State().run("define(f, n, f(n + 1)) f(0)")
    assert sys.getrecursionlimit() == before


def test_texts_of_one_state_see_each_other() -> None:
    state = State()
    state.run("define(f, x, x + n) define(n, 1)")
    assert state.run("store(n, 5) f(1)") == 6
    with pytest.raises(NameError):
        State().run("f(1)")


def test_functions_for_python() -> None:
    f = State().run("define(f, x, __arg(y, list(1)), list(x, y)) f")
    found = call_from_python(f, (np.float32(2),), {"y": (1, [np.array(3)])})
    assert found == [2.0, [1, [3]]]
    a = np.arange(3)
    g = State().run("define(g, a, block(store(slice(a, 0), 9), a)) g")
    assert call_from_python(g, (a,), {}).tolist() == [9, 1, 2] and a[0] == 0


#: rules, text, what it becomes
REWRITES = [
    ("_1 + _2 : _2 - _1", "define(f, a, a + 1 + 2)", "define(f, a, 2 - (1 - a))"),
    ("-_1 : _1", "-x * -(y)", "x * y"),
    ("add(_1, _2) : _1 + _2", "add(add(1, 2), x)", "1 + 2 + x"),
    ("_1(_2, _3) : wrap(_1(_2, _3))", "f(1, g(2, 3)) + 4", "wrap(f(1, wrap(g(2, 3)))) + 4"),
    ("f(_1, __2) : g(__2, _1)", "list(f(1), f(1, 2, 3))", "list(g(1), g(2, 3, 1))"),
    ("_1 - _1 : 0", "list(x - x, x - y, (x * 2) - (x * 2))", "list(0, x - y, 0)"),
    ("x : y  f(2) : 3", "f(x) + f(2)", "f(y) + 3"),
    ("_1 * _2 + _3 : muladd(_1, _2, _3)", "a * b + c + d", "muladd(a, b, c) + d"),
    ('f("a", [1]) : true', 'list(f("a", [1]), f("a", [1.0]))', 'list(true, f("a", [1.0]))'),
]


@pytest.mark.parametrize(("rules", "text", "wanted"), REWRITES)
def test_rules(rules, text, wanted) -> None:
    found = [rewrite(n, parse_rules(rules)) for n in parse(text)]
    assert found == parse(wanted)


def test_text_of_a_tree_parses_to_it() -> None:
    text = 'define(f, x, f{L#1}(x, "a\\"\\n\\\\", [[1, 2]], [1.0, 2.5], -1e300, nil, true, list(x$3$4)))'
    (node,) = parse(text)
    assert parse(text_of(node)) == [node] and parse(text_of(node, False)) == [node]
