"""Malformed calls: NumPy's class of exception, at the user's line, and the arguments as NumPy leaves them.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import traceback
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.comparing import differences, error_class, outcome
from tests.every_function.rows import Row, malformed, values
from tests.programs import Programs

ROWS = malformed()


@pytest.mark.parametrize("row", ROWS, ids=[r.id for r in ROWS])
def test_like_numpy(tmp_path: Path, row: Row) -> None:
    function = Programs(tmp_path)(row.source())
    kind, wanted, theirs = run(tmp_path, row, function.__wrapped__)
    assert kind == "error", f"NumPy gives {wanted!r}"
    got_kind, got, ours = run(tmp_path, row, function)
    assert got_kind == "error", f"gives {got!r}, wanted {wanted!r}"
    assert error_class(got) is error_class(wanted), f"{got!r}, wanted {wanted!r}"
    assert _line(got) == _line(wanted)
    assert not differences(ours, theirs, where="argument")


def run(folder: Path, row: Row, function: Any) -> tuple[str, Any, list]:
    given = values(str(folder))
    np.random.seed(5)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kind, result = outcome(function, tuple(given[name] for name in row.names()))
    return kind, result, [a for a in given.values() if isinstance(a, np.ndarray)]


def _line(error: BaseException) -> int:
    """The user's line: the last one in the program's file. NumPy's own frames may come behind it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "program_" in f.filename]
    assert frames[-1].name == "f"
    return frames[-1].lineno or 0
