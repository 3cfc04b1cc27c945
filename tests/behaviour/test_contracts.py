"""What NumPy and Python say in small programs of contracts.txt, decorated functions say too: values to the bit, types,
exceptions with their texts, warnings, and what arguments hold afterwards.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from phylanx import PhylanxWarning
from tests.comparing import clone, differences, error_class, outcome

TABLE = Path(__file__).with_name("contracts.txt")


def programs() -> list[Any]:
    """Sections of the file: `### name`, or `### name [ulp]` where last places may differ; then a text whose last
    function is `f`. ARGS is the text of a list of tuples of arguments."""
    found = []
    for section in TABLE.read_text().split("### ")[1:]:
        head, _, text = section.partition("\n")
        name, _, kind = head.rstrip("]").partition(" [")
        found.append(pytest.param(4 if kind == "ulp" else 0, text, id=name))
    return found


def observed(function: Any, args: tuple) -> tuple[str, Any, list[tuple[str, str]]]:
    """What a call gives, and what NumPy warns of meanwhile."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        kind, value = outcome(function, args)
    told = [w for w in caught if not issubclass(w.category, PhylanxWarning)]
    return kind, value, [(w.category.__name__, str(w.message)) for w in told]


def is_beyond_64_bits(wanted_kind: str, got: Any) -> bool:
    return wanted_kind == "value" and isinstance(got, OverflowError) and "64 bits" in str(got)


@pytest.mark.parametrize(("ulp", "text"), programs())
def test_contracts(define, ulp, text) -> None:
    head, _, rest = text.rpartition("def f(")
    plain, mine = define.module(text), define.module(f"{head}@Phylanx\ndef f({rest}")
    for given in eval(plain.ARGS, vars(plain)) if isinstance(plain.ARGS, str) else plain.ARGS:
        theirs, ours = clone(given), clone(given)
        wanted_kind, wanted, wanted_told = observed(plain.f, theirs)
        kind, got, told = observed(mine.f, ours)
        if is_beyond_64_bits(wanted_kind, got):
            continue
        assert kind == wanted_kind, (given, got, wanted)
        if kind == "error":
            assert (error_class(got), str(got)) == (error_class(wanted), str(wanted)), given
        else:
            assert not differences(got, wanted, ulp=ulp), given
        assert not differences(ours, theirs, where="arguments afterwards"), given
        assert told == wanted_told, given
