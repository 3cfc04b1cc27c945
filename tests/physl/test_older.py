"""Scripts in the style of those written for the first Phylanx; they assert what they expect.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import runpy
import warnings
from pathlib import Path

import phylanx
import pytest
from phylanx.core.config import PhylanxSession

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))


@pytest.fixture
def no_session(monkeypatch):
    monkeypatch.setattr(PhylanxSession, "is_initialized", False)
    monkeypatch.setattr(PhylanxSession, "cfg", [])
    with phylanx.options(threads=2):
        yield


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.stem)
def test_script(path, no_session) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", phylanx.PhylanxWarning)
        runpy.run_path(str(path), run_name="__main__")
