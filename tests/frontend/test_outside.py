"""Names from outside a function: constants, further parameters, guards.

SPDX-License-Identifier: BSL-1.0
"""

import dataclasses
import sys

import numpy as np
import pytest

from phylanx.frontend import convert
from phylanx.frontend.scope import MISSING
from tests.frontend.texts import body, flat

RATE = 0.5
WEIGHTS = np.ones(3)
SHAPE = (2, 3)
MODE = "fast"
VERBOSE = False
NOTHING = None


@dataclasses.dataclass
class Config:
    size: int = 3


CONFIG = Config()


def guarded(conversion):
    return {key for _, key, _ in conversion.guards}


def test_numbers_arrays_and_tuples_are_further_parameters():
    def f(x):
        return x * RATE + WEIGHTS.reshape(SHAPE)

    conversion = convert(f)
    assert conversion.parameters == ("x",)
    assert conversion.extra_parameters == ("RATE", "WEIGHTS", "SHAPE")
    assert conversion.extra == tuple((globals(), n) for n in ("RATE", "WEIGHTS", "SHAPE"))
    assert flat(conversion.text).startswith("define(f, x, RATE, WEIGHTS, SHAPE, block(")
    assert not guarded(conversion)


def test_texts_none_and_flags_are_constants_with_guards():
    def f(x):
        return x if MODE == "fast" and not VERBOSE else NOTHING

    conversion = convert(f)
    assert body(f) == 'return(if(__and_then(__eq("fast", "fast"), __lnot(false)), x, nil))'
    assert guarded(conversion) == {"MODE", "VERBOSE", "NOTHING"}


def test_a_guard_fails_when_the_object_changes(monkeypatch):
    conversion = convert(lambda x: x if MODE == "fast" else np.exp(x))
    assert conversion.is_current()
    monkeypatch.setattr(sys.modules[__name__], "MODE", "slow")
    assert not conversion.is_current()


def test_closures():
    def outer(n, name):
        def f(x):
            return x + n if name == "a" else x

        return f

    f = outer(3, "a")
    conversion = convert(f)
    cells = dict(zip(f.__code__.co_freevars, f.__closure__, strict=True))
    assert conversion.extra == ((cells["n"], None),)
    assert (cells["name"], None, "a") in conversion.guards


def test_other_objects_are_parameters_too():
    def f(x):
        return x * CONFIG.size

    assert body(f) == 'return(__mul(x, __getattr(CONFIG, "size")))'
    assert convert(f).extra == ((globals(), "CONFIG"),)


def test_only_the_root_of_an_installed_module_is_guarded():
    conversion = convert(lambda x: np.linalg.norm(x) + np.exp(x))
    assert conversion.guards == ((globals(), "np", np),)


def test_names_of_own_modules_are_guarded_and_read(define):
    settings = define.module("RATE = 0.1\nMODE = 'a'\n\n\ndef helper(x):\n    return x\n")

    def f(x):
        return settings.helper(x) * settings.RATE if settings.MODE == "a" else x

    conversion = convert(f)
    cell = f.__closure__[0]
    assert conversion.extra == ((vars(settings), "RATE"),)
    assert (vars(settings), "helper", settings.helper) in conversion.guards
    assert (vars(settings), "MODE", "a") in conversion.guards
    assert (cell, None, settings) in conversion.guards


def test_a_parameter_of_the_same_name_as_a_global():
    def f(x, RATE):  # noqa: N803
        return helper(x) * RATE

    conversion = convert(f)
    assert flat(conversion.text).startswith("define(helper, x, RATE, block(")
    assert "define(f, x, RATE, RATE_2, block(return(__mul(helper(x, RATE_2), RATE))))" in flat(
        conversion.text
    )


def helper(x):
    return x * RATE


def test_a_name_that_is_not_there_yet():
    def f(x):
        return x + not_there_yet  # noqa: F821

    ((_, made),) = convert(f).exprs.items()
    with pytest.raises(NameError, match="not_there_yet"):
        made()


def test_helpers_are_guarded():
    conversion = convert(lambda x: helper(x))
    assert (globals(), "helper", helper) in conversion.guards


def test_builtins_are_guarded_where_they_lie():
    conversion = convert(lambda x: len(x))
    (_, _, absent), (mapping, key, expected) = conversion.guards
    assert (key, expected) == ("len", len) and mapping["len"] is len
    # The module must not get a name of its own that hides it.
    assert conversion.guards[0] == (globals(), "len", absent) and absent is MISSING


def test_defaults_of_helpers_that_are_no_constants():
    weights = np.arange(3)

    def weighted(x, w=weights):
        return x * w

    conversion = convert(lambda x: weighted(x))
    assert [mapping[key] for mapping, key in conversion.extra] == [weights]
    assert flat(conversion.text).endswith("return(weighted(x, __arg(w, w)))))")


def test_the_text_does_not_depend_on_values_that_are_read():
    def f(x):
        return x * RATE

    before = convert(f).text
    global RATE
    RATE, old = 0.75, RATE
    try:
        assert convert(f).text == before
    finally:
        RATE = old
