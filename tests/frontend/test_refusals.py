"""What makes a whole function run in Python: codes, places, carets, advice.

SPDX-License-Identifier: BSL-1.0
"""

import asyncio
import pickle
import threading

import pytest

from phylanx import CODES, ConversionError
from phylanx.frontend import convert

LOCK = threading.Lock()


def with_try(x):
    try:
        return 1 / x
    except ZeroDivisionError:
        return 0


def with_with(x):
    with LOCK:
        return x


def with_yield(x):
    yield x


async def with_await(x):
    await asyncio.sleep(x)


def with_star(*args):
    return args


def with_keywords(**kwargs):
    return kwargs


def with_nested(x):
    def inner(y):
        return y

    return inner


def with_class(x):
    class A:
        pass

    return A


def with_global(x):
    global COUNT
    COUNT = x


def with_starred_target(x):
    first, *x.rest = x
    return first


def with_locals(x):
    return locals()


def with_match(x):
    match x:
        case {"a": 1}:
            return 2


def with_changing_capture(x):
    functions = []
    for i in range(x):
        functions.append(lambda: i)  # noqa: B023
    return functions


def with_walrus_in_python(x):
    return [{"a": (z := x)}, z]


def with_del_before_use(x):
    y = x
    del y
    return y  # noqa: F821


def with_import(x):
    if x:
        import json
    return json


def with_bare_raise(x):
    raise


class Parent:
    def method(self, x):
        return x


class Child(Parent):
    def with_super(self, x):
        return super().method(x)

    def with_private(self, x):
        return self.__hidden


@pytest.mark.parametrize(
    ("function", "code", "source"),
    [
        (with_try, "PHX104", "try:"),
        (with_with, "PHX104", "with LOCK:"),
        (with_yield, "PHX103", "def with_yield(x):"),
        (with_await, "PHX103", "async def with_await(x):"),
        (with_star, "PHX103", "def with_star(*args):"),
        (with_keywords, "PHX103", "def with_keywords(**kwargs):"),
        (with_nested, "PHX104", "def inner(y):"),
        (with_class, "PHX104", "class A:"),
        (with_global, "PHX106", "global COUNT"),
        (with_starred_target, "PHX105", "*x.rest"),
        (with_locals, "PHX108", "locals"),
        (with_match, "PHX104", "match x:"),
        (with_changing_capture, "PHX107", "lambda: i"),
        (with_walrus_in_python, "PHX110", "z := x"),
        (with_del_before_use, "PHX104", "y"),
        (with_import, "PHX109", "import json"),
        (with_bare_raise, "PHX104", "raise"),
        (Child.with_super, "PHX108", "super"),
        (Child.with_private, "PHX108", "self.__hidden"),
    ],
)
def test_refusals(function, code, source):
    with pytest.raises(ConversionError) as caught:
        convert(function)
    error = caught.value
    assert error.code == code and code in CODES
    assert error.filename == __file__
    lines = open(__file__).read().split("\n")
    assert lines[error.lineno - 1][error.col_offset :].startswith(source)
    head, line, carets, *_ = str(error).split("\n")
    assert head.startswith(f"{__file__}:{error.lineno}:{error.col_offset + 1}: {code} ")
    assert line == f"  {lines[error.lineno - 1]}"
    assert carets.startswith(" " * (2 + error.col_offset) + "^")


def test_the_whole_error():
    with pytest.raises(ConversionError) as caught:
        convert(with_with)
    line = with_with.__code__.co_firstlineno + 1
    assert str(caught.value) == (
        f"{__file__}:{line}:5: PHX104 'with' cannot be compiled\n"
        "      with LOCK:\n"
        "      ^\n"
        "  Enter the context in the caller."
    )
    assert caught.value.advice == "Enter the context in the caller."


def test_carets_cover_the_construct():
    with pytest.raises(ConversionError) as caught:
        convert(with_starred_target)
    assert str(caught.value).split("\n")[2] == "             ^^^^^^^"


def test_errors_can_be_pickled():
    with pytest.raises(ConversionError) as caught:
        convert(with_try)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), vars(copy)) == (str(caught.value), vars(caught.value))


def test_a_deep_expression_is_refused(define):
    function = define(f"def f(x):\n    return {'-' * 500}x\n")
    try:
        convert(function)
    except ConversionError as error:
        assert error.code == "PHX110"
