"""What the front end writes for calls: ops, helper functions, everything else.

SPDX-License-Identifier: BSL-1.0
"""

import builtins
import math
import random

import numpy as np
import pytest

from phylanx import Phylanx
from phylanx.frontend import convert
from phylanx.frontend.op_table import op_table
from tests.frontend.texts import body, flat, value


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x: np.exp(x), "exp(x)"),
        (lambda x: math.exp(x), "math_exp(x)"),
        (lambda x: abs(x), "py_absolute(x)"),
        (lambda x: np.abs(x), "absolute(x)"),
        (lambda x: np.absolute(x), "absolute(x)"),
        (lambda x, y: np.add(x, y), "np_add(x, y)"),
        (lambda x, y: np.true_divide(x, y), "np_truediv(x, y)"),
        (lambda x: len(x), "__len(x)"),
        (lambda x: int(x) + float(x), "__add(int(x), float(x))"),
        (lambda: float("inf"), "inf"),
        (lambda: int("12"), "12"),
        (lambda x: np.sum(x), "sum(x)"),
        (lambda x: np.sum(x, 0), "sum(x, __arg(axis, 0))"),
        (
            lambda x: np.sum(x, keepdims=True, axis=(0, 1)),
            "sum(x, __arg(keepdims, true), __arg(axis, tuple(0, 1)))",
        ),
        (lambda x: np.sum(a=x, dtype=np.float32), 'sum(x, __arg(dtype, __dtype("float32")))'),
        (lambda x: np.max(x, axis=-1), "amax(x, __arg(axis, -1))"),
        (lambda n: np.zeros(n), "zeros(n)"),
        (lambda n: np.zeros((n, 2), int), 'zeros(tuple(n, 2), __arg(dtype, __dtype("int64")))'),
        (lambda n: np.zeros(n, dtype="f8"), 'zeros(n, __arg(dtype, __dtype("float64")))'),
        (lambda x: np.zeros(3, x.dtype), 'zeros(3, __arg(dtype, __getattr(x, "dtype")))'),
        (lambda n: np.arange(n), "arange(n)"),
        (lambda n: np.arange(1, n, 2), "arange(1, __arg(stop, n), __arg(step, 2))"),
        (lambda x: np.where(x > 0, x, 0), "where(__gt(x, 0), x, 0)"),
        (lambda x: np.linalg.inv(x), "inverse(x)"),
        (lambda x: np.array([[1, 2], [3, x]]), "array(list(list(1, 2), list(3, x)))"),
        (lambda x: np.pi * x * math.e, f"__mul(__mul({math.pi}, x), {math.e})"),
        (lambda x: np.inf if x else np.nan, "if(x, inf, nan)"),
        (lambda x, y: max(x, y, 3), "max(x, y, 3)"),
        (lambda x, y: min((x, y)), "min(x, y)"),
        (lambda x: sum(x), "_sum(x)"),
        (lambda x, y: sum([x, y]), "__add(__add(0, x), y)"),
        (lambda x: x.dtype == np.float32, '__eq(__getattr(x, "dtype"), __dtype("float32"))'),
    ],
)
def test_ops(function, text):
    assert value(function) == text
    assert not convert(function).findings


@pytest.mark.parametrize(
    ("function", "path"),
    [
        (lambda x, y: np.exp(x, out=y, casting="no"), "np.exp"),
        (lambda x: np.modf(x, casting="no"), "np.modf"),
        (lambda x, y: np.divmod(x, y, casting="no"), "np.divmod"),
        (lambda x: np.where(x, x), "np.where"),
        (lambda x: np.zeros(x, "S3"), "np.zeros"),
        (lambda x: np.zeros(x, dtype=np.longdouble), "np.zeros"),
        (lambda x: np.linspace(0, 1, 5, True, True), "np.linspace"),
        (lambda x: np.add.reduceat(x, 0), "np.add.reduceat"),
        (lambda x: np.full(fill_value=x, shape=3), "np.full"),
        (lambda x: round(x, 2), "round"),
        (lambda x: max(x, key=abs), "max"),
        (lambda x: sum(x, 5), "sum"),
        (lambda x: print(x), "print"),
        (lambda x: isinstance(x, Exception), "isinstance"),
    ],
)
def test_calls_that_the_table_cannot_say_go_to_python(function, path):
    conversion = convert(function)
    assert f'__foreign("{path}", ' in flat(conversion.text)
    assert callable(conversion.foreign[path])
    assert [f.code for f in conversion.findings] == ["PHX120"]
    assert path in conversion.findings[0].reason


def test_a_foreign_call_passes_what_is_native_inside():
    text = value(lambda x: np.unwrap(x * 2, period=3))
    assert text == '__foreign("np.unwrap", __mul(x, 2), __arg(period, 3))'


def test_a_class_is_passed_as_itself_where_it_is_no_dtype():
    conversion = convert(lambda x: issubclass(type(x), float))
    assert [mapping[key] for mapping, key in conversion.extra] == [float]


def test_range_outside_a_loop():
    conversion = convert(lambda n: list(range(n)))
    ((_, made),) = conversion.exprs.items()
    assert made(3) == range(3)


def test_unpacked_arguments_are_evaluated_by_python():
    conversion = convert(lambda a, k: np.add(*a, **k))
    ((_, made),) = conversion.exprs.items()
    assert made((1, 2), {}) == 3


def test_two_objects_of_one_path():
    conversion = convert(_with_helper_of_another_random)
    assert set(conversion.foreign) == {"random.random"}


def _with_helper_of_another_random():
    return random.random()


# --- helper functions ----------------------------------------------------------------------------
def scaled(x, factor=2.0, *, offset=0):
    return x * factor + offset


def twice(x):
    return scaled(scaled(x))


@Phylanx
def decorated_helper(x):
    return x + 1


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


def with_try(x):
    try:
        return 1 / x
    except ZeroDivisionError:
        return 0


def keyworded(x, **more):
    return x


def exp(x):
    return x


def test_helpers_are_converted_with_the_function():
    text = flat(convert(lambda x: scaled(x, 3.0, offset=1)).text)
    assert text.startswith("define(scaled, x, factor, offset, block(return(__add(__mul(x, factor)")
    assert text.endswith("return(scaled(x, 3.0, __arg(offset, 1)))))")


def test_defaults_are_filled_in():
    assert value(lambda x: scaled(x)) == "scaled(x, __arg(factor, 2.0), __arg(offset, 0))"
    assert value(lambda x: scaled(factor=x, x=1)) == (
        "scaled(__arg(factor, x), __arg(x, 1), __arg(offset, 0))"
    )


def test_a_helper_is_defined_once_and_before_its_callers():
    text = flat(convert(lambda x: twice(x) + scaled(x)).text)
    assert text.count("define(scaled,") == 1
    assert text.index("define(scaled,") < text.index("define(twice,")


def test_decorated_helpers_are_converted_too():
    assert value(lambda x: decorated_helper(x)) == "decorated_helper(x)"


def test_a_helper_named_as_an_op_gets_another_name():
    text = flat(convert(lambda x: exp(np.exp(x))).text)
    assert "define(f_exp, x, block(return(x)))" in text
    assert text.endswith("return(f_exp(exp(x)))))")


def test_recursion_goes_to_python():
    conversion = convert(factorial)
    assert '__foreign("factorial", __sub(n, 1))' in body(factorial)
    assert conversion.foreign["factorial"] is factorial
    assert value(lambda n: factorial(n)) == "factorial(n)"


@pytest.mark.parametrize("helper", [with_try, keyworded])
def test_a_helper_that_cannot_be_converted_is_called_in_python(helper):
    def f(x):
        return helper(x) + scaled(x, 1, offset=2)

    conversion = convert(f)
    assert '__foreign("helper", x)' in body(f)
    assert conversion.foreign["helper"] is helper
    (finding,) = conversion.findings
    assert finding.lineno == f.__code__.co_firstlineno + 1
    assert f"'{helper.__name__}' runs in Python: line" in finding.reason


def test_a_wrong_call_of_a_helper_fails_in_python():
    assert '__foreign("scaled")' in body(lambda: scaled())
    assert '__foreign("twice", x, 2)' in body(lambda x: twice(x, 2))


def test_a_helper_of_another_file_names_it(define):
    module = define.module("def other(x):\n    return x + RATE\n\n\nRATE = 0.5\n")
    other = module.other
    conversion = convert(lambda x: other(x))
    assert f'block(__file("{module.__file__}"), return(' in flat(conversion.text)
    assert conversion.extra == ((vars(module), "RATE"),)
    assert flat(conversion.text).endswith("return(other(x, RATE))))")


def test_functions_of_installed_packages_are_not_converted():
    from numpy.lib import stride_tricks

    text = value(lambda x: stride_tricks.sliding_window_view(x, 3))
    assert text.startswith('__foreign("stride_tricks.sliding_window_view"')


# --- the table -----------------------------------------------------------------------------------
def test_every_spelling_of_the_table_is_found():
    from phylanx import _core

    missing = []
    for _, physl, spellings, *_ in _core.op_table():
        for spelling in spellings.split():
            family, _, path = spelling.partition(".")
            target = {"np": np, "math": math, "builtin": builtins}.get(family)
            if target is None or not path.replace(".", "").isidentifier():
                continue
            for part in path.split("."):
                target = getattr(target, part, None)
            callee = target is not None and op_table().find(target)
            if target is not None and (not callee or callee.op.physl != physl):
                missing.append(spelling)
    assert not missing


# --- functions as values -------------------------------------------------------------------------
def test_functions_inside_are_lambdas():
    def f(x, n):
        k = n

        def g(y, a=n + 1, *, b=2):
            z = y * a
            return z + b + k

        return g(x) + g(x, b=3)

    assert body(f) == (
        "store(k, n), store(__t1, __add(n, 1)), store(__t2, 2), "
        "store(g, lambda(__1_y, __arg(__1_a, __t1), __arg(__1_b, __t2), block("
        "store(__1_z, __mul(__1_y, __1_a)), return(__add(__add(__1_z, __1_b), k)), return(nil)))), "
        "return(__add(__call(g, x), __call(g, x, __arg(__1_b, 3))))"
    )


def applied(function, x):
    return function(x)


def test_functions_are_passed_to_functions():
    assert value(lambda x: applied(twice, x)) == "applied(twice, x)"
    assert value(lambda x: applied(np.exp, x)) == "applied(lambda(__p0, exp(__p0)), x)"
    assert value(lambda x: applied(lambda y: y + x, x)) == (
        "applied(lambda(__1_y, __add(__1_y, x)), x)"
    )


def starred(x, *more):
    for m in more:
        if m > 2:
            return m
    return x


def test_further_arguments_are_a_tuple():
    assert value(lambda x: starred(x, 1, 2)) == "starred(x, tuple(1, 2))"
    assert value(lambda x: starred(x)) == "starred(x, tuple())"


def test_a_return_in_a_loop_of_a_helper_is_a_flag():
    text = flat(convert(lambda x: starred(x)).text)
    assert (
        "store(__t1, false), __for(m, more, block(if(__gt(m, 2), block(store(__t2, m), "
        "store(__t1, true), break())))), if(__t1, block(return(__t2))), return(x)" in text
    )


def test_folds_of_generator_expressions_are_loops():
    assert value(lambda x: any(v > 2 for v in x)) == (
        "block(store(__t1, false), __for(__1_v, x, block(if(__gt(__1_v, 2), "
        "block(store(__t1, true), break())))), __t1)"
    )


def test_isinstance_of_known_classes():
    line = test_isinstance_of_known_classes.__code__.co_firstlineno + 2
    assert value(lambda x: isinstance(x, (int, np.floating))) == (
        f'__isinstance(x, "int floating", __foreign_expr("<lambda>:{line}:27", x))'
    )
