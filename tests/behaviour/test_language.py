"""The language: programs of language.txt do what they do in Python, natively where it says so.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from phylanx import PhylanxWarning
from tests.comparing import clone, differences, error_class, outcome

HEAD = "from dataclasses import dataclass\n\n"
TABLE = Path(__file__).with_name("language.txt")


def programs() -> list[Any]:
    """Sections of the file: `### name [native]`, or [calls] into Python, or [pieces]; then a text whose
    last function is `f`. ARGS, if it is there, is the text of the arguments."""
    found = []
    for section in TABLE.read_text().split("### ")[1:]:
        head, _, text = section.partition("\n")
        name, _, kind = head.rstrip("]").rpartition(" [")
        found.append(pytest.param(kind, text, id=name))
    return found


def arguments(module: Any) -> tuple:
    text = getattr(module, "ARGS", "(np.arange(1.0, 5), 3)")
    return eval(text, vars(module))


@pytest.mark.parametrize(("kind", "text"), programs())
def test_language(define, kind, text) -> None:
    head, _, rest = text.rpartition("def f(")
    plain = define.module(HEAD + text)
    mine = define.module(f"{HEAD}{head}@Phylanx\ndef f({rest}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            wanted_kind, wanted = outcome(plain.f, arguments(plain))
            got_kind, got = outcome(mine.f, arguments(mine))
            assert got_kind == wanted_kind, (got, wanted)
            if got_kind == "error":
                assert error_class(got) is error_class(wanted)
                assert str(got) == str(wanted)
            else:
                assert not differences(got, wanted, ulp=4)
        told = [w for w in caught if issubclass(w.category, PhylanxWarning)]
        account = mine.f.explain(*arguments(mine))
    calls = account.get("foreign_calls", [])
    assert ("pieces" if told else "calls" if calls else "native") == kind, (told, calls)


def test_arguments_changed_in_place(define) -> None:
    """A list argument stays the caller's own, whatever the function does with it."""
    text = """
        def note(values):
            values.append(0)

        @Phylanx
        def f(values, x):
            values.append(x * 2)
            same = values
            same[0] = 5
            note(same)
            held = {"values": values}
            held["values"].append(len(values))
            return values, x + len(values)
        """
    f = define(text)
    mine, wanted, x = [1, 2], [1, 2], np.ones(2)
    got = f(mine, x)
    plain = f.__wrapped__(wanted, x)
    assert got[0] is mine
    assert not differences((mine, got[1]), (wanted, plain[1]))
    assert not differences(clone((mine,)), clone((wanted,)))


def test_one_list_for_two_parameters(define) -> None:
    f = define(
        """
        @Phylanx
        def f(a, b):
            a += [4]
            return len(b), a is b, len(a)
        """
    )
    one = [1, 2]
    assert f(one, one) == (3, True, 3)
    assert f([1], [2]) == (1, False, 2)
