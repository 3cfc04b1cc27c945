"""What goes in comes out: every kind of value as an argument and as a result of the same function.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
import pytest
from phylanx import _core

from tests.python.core import function

DTYPES = ("bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128").split()


@pytest.fixture
def identity():
    return function("return(x)", "x")


@pytest.mark.parametrize("value", [True, False, 0, -5, 2**62, 1.5, -0.0, 2 + 3j, None])
def test_python_numbers_stay(identity, value):
    result = identity(value)
    assert type(result) is type(value)
    assert repr(result) == repr(value)


@pytest.mark.parametrize("dtype", DTYPES)
def test_numpy_scalars_stay(identity, dtype):
    value = np.dtype(dtype).type(1)
    result = identity(value)
    assert type(result) is type(value)
    assert result == value


@pytest.mark.parametrize("value", [2**80, "text", b"bytes", {1: 2}, object(), np.int64, len])
def test_other_objects_are_themselves(identity, value):
    assert identity(value) is value or identity(value) == value


@pytest.mark.parametrize("dtype", DTYPES)
def test_an_array_is_itself(identity, dtype):
    for a in (np.ones((2, 3), dtype), np.ones(4, dtype)[::-2], np.array(1, dtype), np.ones((0, 3), dtype)):
        assert identity(a) is a


@pytest.mark.parametrize(
    "value",
    [
        np.ones(3, ">f8"),
        np.frombuffer(b"x" * 17, np.uint8)[1:].view("f8"),
        np.ones(3, np.longdouble),
        np.array(["a"]),
        np.ma.masked_array([1.0, 2.0]),
        np.array([1, "a"], object),
    ],
    ids=["swapped", "unaligned", "longdouble", "text", "masked", "object"],
)
def test_arrays_that_cannot_be_compiled_are_objects(identity, value):
    assert identity(value) is value


def test_sequences(identity):
    a = np.arange(3.0)
    for value in [(), (1, 2.5), [1, 2], (1, (a, [True]), None), [(1,), (2,)]]:
        result = identity(value)
        assert type(result) is type(value)
        assert result == value or value[1][0] is result[1][0]
    long = tuple(range(1000))
    assert identity(long) == long


def test_tuple_subclasses_are_objects(identity):
    from collections import namedtuple

    value = namedtuple("Point", "x y")(1, 2)
    assert identity(value) is value


def test_keywords_and_defaults():
    f = function("return(tuple(a, b, c))", "a b c", defaults=(2, 3.5))
    assert f(1) == (1, 2, 3.5)
    assert f(1, c=0) == (1, 2, 0)
    assert f(c=1, a=2, b=3) == (2, 3, 1)
    assert f(*(1, 2), **{"c" + "": 9}) == (1, 2, 9)
    for args, kwargs in [((), {}), ((1, 2, 3, 4), {}), ((1,), {"d": 1}), ((1,), {"a": 1})]:
        with pytest.raises(TypeError):
            f(*args, **kwargs)


def test_wrong_arguments_are_pythons_own_error():
    def f(a, b):
        return a

    core = function("return(a)", "a b", python_function=f)
    with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'b'"):
        core(1)


def test_extra_values_are_read_at_each_call():
    places = {"k": 10}

    def make_cell(value):
        return (lambda: value).__closure__[0]

    cell = make_cell(0.5)
    f = function("return(__add(__add(x, k), c))", "x k c", n_user_params=1, extra=[(places, "k"), (cell, None)])
    assert f(1) == 11.5
    places["k"] = 20
    assert f(1) == 21.5
    cell.cell_contents = np.ones(2)
    assert f(1).tolist() == [22, 22]


def test_guards():
    places = {"g": len, "n": 3}
    f = function("return(x)", "x", guards=[(places, "g", len), (places, "n", 3)])
    assert f(1) == 1
    places["n"] = int("3")
    assert f(1) == 1
    places["n"] = 3.0
    with pytest.raises(_core.GuardFailed):
        f(1)
    places["n"] = 3
    del places["g"]
    with pytest.raises(_core.GuardFailed):
        f(1)


def test_guard_failure_may_give_a_new_function():
    class Renewing(_core.Function):
        def on_guard_failure(self):
            return function("return(__add(x, 1))", "x")

    places = {"g": 1}
    text = "define$1$0(f$1$0, x$1$0, block(return(x)))"
    f = Renewing(text, "user.py", "f", 1, (), ("x",), guards=[(places, "g", 1)])
    assert f(5) == 5
    places["g"] = 2
    assert f(5) == 6
    assert f(x=5) == 6


def test_refusal_names_the_place():
    f = function("define$7$0(f$7$0, x$7$4, block(break$8$11()))", "x")
    with pytest.raises(_core.Refused) as caught:
        f(1.0)
    error = caught.value
    assert (error.file, error.line, error.column) == ("user.py", 8, 11)
    assert error.code == "PHX100"
    assert "outside a loop" in error.message


def test_methods_and_subclasses():
    class Sub(_core.Function):
        pass

    text = "define$1$0(f$1$0, s$1$0, x$1$0, block(return(x)))"

    class Thing:
        f = Sub(text, "user.py", "f", 2, (), ("s", "x"))

    assert Thing().f(4) == 4
    assert Thing.f.text == text
    Thing.f.note = 1
    assert Thing.f.__dict__ == {"note": 1}


def test_values_that_must_be_static():
    f = function("return(sum(a, __arg(axis, k)))", "a k")
    a = np.arange(6.0).reshape(2, 3)
    assert f(a, 0).tolist() == a.sum(0).tolist()
    assert f(a, 1).tolist() == a.sum(1).tolist()
    assert f(a, -1).tolist() == a.sum(-1).tolist()
    assert len(f.specializations()) == 3
    assert f(a, None) == a.sum()


def test_too_many_signatures_are_generalized():
    f = function("return(x)", "x", options={"max_specializations": 3})
    for n in range(12):
        value = tuple(range(n))
        assert f(value) == value
    assert len(f.specializations()) < 12
