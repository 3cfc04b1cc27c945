"""Every program of the benchmark set gives NumPy's result, at a tiny size.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from phylanx import Phylanx, PhylanxWarning

from benchmarks import peers

NAMES = peers.programs("set")


def results(function, given):
    """What it returns and what it has written into its arguments."""
    value = function(*given)
    parts = value if isinstance(value, tuple) else (value,)
    return [*map(np.asarray, parts), *(a for a in given if isinstance(a, np.ndarray))]


@pytest.mark.parametrize("name", NAMES)
def test_program(name: str) -> None:
    program = peers.program_of(name)
    expected = results(program.run, peers.arguments_of(program, "tiny"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PhylanxWarning)
        got = results(Phylanx(program.run), peers.arguments_of(program, "tiny"))
    tolerance = getattr(program, "TOLERANCE", 1e-9)
    for ours, numpys in zip(got, expected, strict=True):
        assert ours.dtype == numpys.dtype
        scale = float(np.max(np.abs(numpys), initial=0.0)) if numpys.dtype.kind in "fc" else 0.0
        np.testing.assert_allclose(ours, numpys, rtol=0, atol=tolerance * scale)


def test_the_set_is_described() -> None:
    assert len(NAMES) >= 40
    for name in NAMES:
        program = peers.program_of(name)
        assert program.KINDS and program.STYLE in ("arrays", "loops")
        assert set(program.SIZES) >= {"tiny", "small", "large"}
