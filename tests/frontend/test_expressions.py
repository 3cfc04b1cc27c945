"""What the front end writes for each kind of expression.

SPDX-License-Identifier: BSL-1.0
"""

import re

import numpy as np
import pytest

from phylanx.frontend import convert
from tests.frontend.texts import body, flat, value


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda: None, "nil"),
        (lambda: True, "true"),
        (lambda: 12, "12"),
        (lambda: -12, "-12"),
        (lambda: -9223372036854775808, "-9223372036854775808"),
        (lambda: 1.0, "1.0"),
        (lambda: 1e-30, "1e-30"),
        (lambda: -0.0, "-0.0"),
        (lambda: 1e999, "inf"),
        (lambda: 2j, "complex(0.0, 2.0)"),
        (lambda: 'a"\\\n\té\x01', '"a\\"\\\\\\n\\té\\x01"'),
        (lambda: (1, 2), "tuple(1, 2)"),
        (lambda: [1, [2]], "list(1, list(2))"),
        (lambda: (), "tuple()"),
    ],
)
def test_constants(function, text):
    assert value(function) == text


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda a, b: a + b, "__add(a, b)"),
        (lambda a, b: a - b, "__sub(a, b)"),
        (lambda a, b: a * b, "__mul(a, b)"),
        (lambda a, b: a / b, "__truediv(a, b)"),
        (lambda a, b: a // b, "__floordiv(a, b)"),
        (lambda a, b: a % b, "__pymod(a, b)"),
        (lambda a, b: a**b, "py_power(a, b)"),
        (lambda a, b: a @ b, "py_matmul(a, b)"),
        (lambda a, b: a << b, "__lshift(a, b)"),
        (lambda a, b: a >> b, "__rshift(a, b)"),
        (lambda a, b: a & b, "__bitand(a, b)"),
        (lambda a, b: a | b, "__bitor(a, b)"),
        (lambda a, b: a ^ b, "__bitxor(a, b)"),
        (lambda a: -a, "__minus(a)"),
        (lambda a: +a, "__pos(a)"),
        (lambda a: ~a, "__invert(a)"),
        (lambda a: not a, "__lnot(a)"),
        (lambda a, b: a == b, "__eq(a, b)"),
        (lambda a, b: a != b, "__ne(a, b)"),
        (lambda a, b: a < b, "__lt(a, b)"),
        (lambda a, b: a <= b, "__le(a, b)"),
        (lambda a, b: a > b, "__gt(a, b)"),
        (lambda a, b: a >= b, "__ge(a, b)"),
        (lambda a: a is None, "__is(a, nil)"),
        (lambda a: a is not None, "__is_not(a, nil)"),
        (lambda a: a in (1, 2), "__in(a, tuple(1, 2))"),
        (lambda a: a not in (1, 2), "__not_in(a, tuple(1, 2))"),
        (lambda a, b, c: a and b and c, "__and_then(a, __and_then(b, c))"),
        (lambda a, b: a or b, "__or_else(a, b)"),
        (lambda a, b, c: a if b else c, "if(b, a, c)"),
    ],
)
def test_operators(function, text):
    assert value(function) == text


def test_a_chain_of_names_needs_no_temporaries():
    assert value(lambda a, b: 0 < a < b) == "__and_then(__lt(0, a), __lt(a, b))"


def test_a_chain_evaluates_each_operand_once_and_in_order():
    assert value(lambda a, b: a + 1 < b + 1 < a * b) == (
        "block(store(__t1, __add(a, 1)), block(store(__t2, __add(b, 1)), "
        "__and_then(__lt(__t1, __t2), __lt(__t2, __mul(a, b)))))"
    )


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda a, i: a[i], "__getitem(a, i)"),
        (lambda a, i: a[i, -1], "__getitem(a, i, -1)"),
        (lambda a, i: a[i][0], "__getitem(__getitem(a, i), 0)"),
        (lambda a, n: a[1:n], "__getitem(a, __slice(1, n, nil))"),
        (
            lambda a: a[:, ::2, None, ...],
            "__getitem(a, __slice(nil, nil, nil), __slice(nil, nil, 2), nil, __ellipsis())",
        ),
        (lambda a: a[:, np.newaxis], "__getitem(a, __slice(nil, nil, nil), nil)"),
        (lambda a: a.T, '__getattr(a, "T")'),
        (lambda a: a.shape[0], '__getitem(__getattr(a, "shape"), 0)'),
        (lambda a: a.sum(axis=0), '__method("sum", a, __arg(axis, 0))'),
        (lambda a: a.reshape(-1, 2), '__method("reshape", a, -1, 2)'),
        (lambda a: a.astype(np.float32), '__method("astype", a, __dtype("float32"))'),
        (lambda a: a.astype(int), '__method("astype", a, __dtype("int64"))'),
        (lambda a: a.sum(dtype="f4"), '__method("sum", a, __arg(dtype, __dtype("float32")))'),
        (lambda a: (a + 1).T.copy(), '__method("copy", __getattr(__add(a, 1), "T"))'),
    ],
)
def test_subscripts_attributes_methods(function, text):
    assert value(function) == text


def test_walrus_is_a_store():
    def f(a):
        return (n := a + 1) * n

    assert value(f) == "__mul(block(store(n, __add(a, 1)), n), n)"


def test_every_name_and_call_carries_its_place():
    def f(a, b):
        return a + (b * a)

    first = f.__code__.co_firstlineno
    text = convert(f).text
    assert f"__add${first + 1}$15(a${first + 1}$15, __mul${first + 1}$20(" in text
    assert text.startswith(f"define${first}$4(f${first}$4, a${first}$10, b${first}$13, block(")


def test_columns_count_bytes():
    def f(é, b):
        return é + b

    assert re.search(r"b\$\d+\$20\)", convert(f).text)


@pytest.mark.parametrize("name", ["nil", "true", "inf", "pi"])
def test_locals_named_as_words_of_the_language_get_other_names(name, define):
    function = define(f"def f({name}):\n    {name}_ = 1\n    return {name} + {name}_\n")
    assert body(function) == f"store({name}_, 1), return(__add({name}__, {name}_))"


def test_scalars_of_a_dtype_are_handed_over():
    conversion = convert(lambda a: a * np.float32(0.5) + np.finfo(np.float64).eps)
    assert flat(conversion.text).endswith("return(__add(__mul(a, float32_1), float64_2))))")
    half, eps = (mapping[key] for mapping, key in conversion.extra)
    assert isinstance(half, np.float32) and half == 0.5
    assert eps == np.finfo(np.float64).eps
    assert not conversion.findings


@pytest.mark.parametrize(
    ("function", "arguments", "result"),
    [
        (lambda a: [x + 1 for x in a], ([1, 2],), [2, 3]),
        (lambda a: {x for x in a}, ([1, 1],), {1}),
        (lambda a: {x: 1 for x in a}, ([1],), {1: 1}),
        (lambda a: {"k": a}, (1,), {"k": 1}),
        (lambda a: {a}, (1,), {1}),
        (lambda a: f"{a:.1f}", (1.25,), "1.2"),
        (lambda a: [*a, 3], ((1, 2),), [1, 2, 3]),
        (lambda a: a(x=2), (lambda x: x,), 2),
        (lambda: b"x", (), b"x"),
        (lambda: 100000000000000000000, (), 10**20),
    ],
)
def test_other_expressions_are_evaluated_by_python(function, arguments, result):
    conversion = convert(function)
    ((key, made),) = conversion.exprs.items()
    assert f'"{key}"' in conversion.text
    assert made(*arguments) == result
    assert [f.code for f in conversion.findings] == ["PHX121"]


def test_an_expression_takes_the_locals_it_reads_and_no_others():
    def f(a, b, x):
        return [x * b for x in a]

    conversion = convert(f)
    ((_, made),) = conversion.exprs.items()
    assert made.__code__.co_varnames[:2] == ("a", "b")
    assert made([1, 2], 3) == [3, 6]
    assert re.search(r"__foreign_expr\(\"f:\d+:15\", a, b\)", flat(conversion.text))


def test_an_expression_sees_closure_and_globals():
    scale = 3

    def f(a):
        return [np.abs(x) * scale for x in a]

    ((_, made),) = convert(f).exprs.items()
    scale = 4  # the cell is shared, not its value copied
    assert made([-1]) == [4]


def test_a_lambda_may_read_what_does_not_change():
    def f(a, n):
        return sorted(a, key=lambda x: x % n)

    conversion = convert(f)
    ((_, made),) = conversion.exprs.items()
    assert sorted([1, 2, 3], key=made(2)) == [2, 1, 3]
