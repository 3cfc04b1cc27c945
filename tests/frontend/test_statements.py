"""What the front end writes for each kind of statement.

SPDX-License-Identifier: BSL-1.0
"""

import math

import numpy as np
import pytest

from phylanx import prange
from phylanx.frontend import convert
from tests.frontend.texts import body


def test_assignments():
    def f(a, b):
        """Not a statement."""
        x = a
        x, (y, z) = a, b
        [p, q] = b
        n: int = 1
        m: int  # noqa: F842
        return x, y, z, p, q, n

    assert body(f) == (
        "store(x, a), store(tuple(x, tuple(y, z)), tuple(a, b)), store(tuple(p, q), b), "
        "store(n, 1), return(tuple(x, y, z, p, q, n))"
    )


def test_chained_assignment():
    def f(a):
        x = y = a + 1
        u = v = 0
        return x + y + u + v

    assert body(f).startswith(
        "store(__t1, __add(a, 1)), store(x, __t1), store(y, __t1), store(u, 0), store(v, 0)"
    )


def test_assignments_to_parts():
    def f(a, i, o):
        a[i, 1:] = 0
        o.x = a
        a[0], a[1] = a[1], a[0]

    assert body(f) == (
        "store(__getitem(a, i, __slice(1, nil, nil)), 0), "
        'store(__getattr(o, "x"), a), '
        "store(tuple(__getitem(a, 0), __getitem(a, 1)), "
        "tuple(__getitem(a, 1), __getitem(a, 0))), return(nil)"
    )


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("+", "__iadd"), ("-", "__isub"), ("*", "__imul"), ("/", "__itruediv"),
        ("//", "__ifloordiv"), ("%", "__ipymod"), ("**", "__ipow"), ("@", "__imatmul"),
        ("&", "__ibitand"), ("|", "__ibitor"), ("^", "__ibitxor"), ("<<", "__ilshift"),
        (">>", "__irshift"),
    ],
)  # fmt: skip
def test_augmented_assignments(symbol, name, define):
    function = define(f"def f(x, y):\n    x {symbol}= y\n    return x\n")
    assert body(function) == f"store(x, {name}(x, y)), return(x)"


def test_augmented_assignment_of_parts():
    def f(a, i, o):
        a[i] += 1
        a[1:i] *= 2
        o.x -= 3

    assert body(f) == (
        "store(__getitem(a, i), __iadd(__getitem(a, i), 1)), "
        "store(__getitem(a, __slice(1, i, nil)), __imul(__getitem(a, __slice(1, i, nil)), 2)), "
        'store(__getattr(o, "x"), __isub(__getattr(o, "x"), 3)), return(nil)'
    )


def test_augmented_assignment_evaluates_its_target_once():
    def f(a, i):
        a.T[i + 1] += i

    assert body(f) == (
        'store(__t1, __getattr(a, "T")), store(__t2, __add(i, 1)), '
        "store(__getitem(__t1, __t2), __iadd(__getitem(__t1, __t2), i)), return(nil)"
    )


def test_branches():
    def f(a):
        if a > 1:
            b = 1
        elif a:
            pass
        else:
            return 2
        return b

    assert body(f) == (
        "if(__gt(a, 1), block(store(b, 1)), block(if(a, block(nil), block(return(2))))), return(b)"
    )


def test_nothing_follows_what_never_ends():
    def f(a):
        if a:
            return 1
        else:
            raise ValueError("no")
        return 3

    def g(a):
        while True:
            a += 1
            if a > 3:
                return a

    assert body(f) == 'if(a, block(return(1)), block(raise("ValueError", "no")))'
    assert body(g).endswith("block(store(a, __iadd(a, 1)), if(__gt(a, 3), block(return(a)))))")


def test_loops():
    def f(a, n):
        while n > 0:
            n -= 1
            if n == 5:
                continue
            break
        for i in range(1, n, 2):
            a[i] = i
        for i in prange(n):
            a[i] = i
        for k, (x, y) in enumerate(zip(a, reversed(a)), start=1):  # noqa: B905
            a[k] = x + y
        for row in a:
            n += row

    assert body(f) == (
        "while(__gt(n, 0), block(store(n, __isub(n, 1)), "
        "if(__eq(n, 5), block(continue())), break())), "
        "__for(i, range(1, n, 2), block(store(__getitem(a, i), i))), "
        "__for(i, prange(n), block(store(__getitem(a, i), i))), "
        "__for(tuple(k, tuple(x, y)), enumerate(zip(a, reversed(a)), __arg(start, 1)), "
        "block(store(__getitem(a, k), __add(x, y)))), "
        "__for(row, a, block(store(n, __iadd(n, row)))), return(nil)"
    )


def test_a_loop_over_something_that_is_no_name():
    def f(a, n):
        for a[0] in range(n):
            pass

    assert body(f) == (
        "__for(__t1, range(n), block(store(__getitem(a, 0), __t1), block(nil))), return(nil)"
    )


def test_else_of_a_loop_runs_where_no_break_was_met():
    def f(n):
        for i in range(n):
            if i == 3:
                break
        else:
            n = 0
        while n > 1:
            n -= 1
        else:
            n = 5
        return n

    assert body(f) == (
        "store(__t1, true), "
        "__for(i, range(n), block(if(__eq(i, 3), block(store(__t1, false), break())))), "
        "if(__t1, block(store(n, 0))), "
        "while(__gt(n, 1), block(store(n, __isub(n, 1)))), store(n, 5), return(n)"
    )


def test_errors_with_a_constant_text():
    def f(a):
        if a < 0:
            raise ValueError("negative")
        if a < 1:
            raise RuntimeError
        raise IndexError()

    text = body(f)
    assert 'raise("ValueError", "negative")' in text
    assert 'raise("RuntimeError")' in text
    assert 'raise("IndexError")' in text


class OwnError(Exception):
    pass


def test_other_errors_are_raised_by_python():
    def f(a):
        raise OwnError(f"a is {a}")

    conversion = convert(f)
    assert body(f).endswith('raise("RuntimeError", "the exception was not raised")')
    ((_, made),) = conversion.exprs.items()
    with pytest.raises(OwnError, match="a is 3"):
        made(3)


def test_asserts(define):
    function = define(
        "def f(a):\n    assert a\n    assert a > 1, 'small'\n    assert a > 2, f'a is {a}'\n"
    )
    assert body(function).startswith('assert(a), assert(__gt(a, 1), "small"), if(__lnot(__gt(a, 2)')
    ((_, made),) = convert(function).exprs.items()
    with pytest.raises(AssertionError, match="a is 1"):
        made(1)


def test_deleting():
    def f(a, d):
        b = a + 1
        c = b * 2
        del b
        del d["k"]
        return c

    conversion = convert(f)
    assert "store(c, __mul(b, 2)), __foreign_expr(" in body(f)
    ((_, made),) = conversion.exprs.items()
    values = {"k": 1}
    made(values)
    assert values == {}


def test_imports_inside():
    def f(a):
        import math as m

        import numpy.linalg
        from numpy import exp

        return exp(a) + m.sqrt(2.0) + numpy.linalg.det(a)

    assert math.sqrt(4.0) == 2.0
    assert body(f) == "return(__add(__add(exp(a), math_sqrt(2.0)), determinant(a)))"


def test_constants_and_pass_leave_nothing():
    def f(a):
        pass
        ...
        return np.exp(a)

    assert body(f) == "return(exp(a))"


def test_a_function_without_return_gives_none():
    def f(a):
        a[0] = 1

    def g():
        pass

    assert body(f).endswith("return(nil)")
    assert body(g) == "return(nil)"
