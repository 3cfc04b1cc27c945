"""The front end's tests need no compiled extension: where there is none, a stand-in serves.

SPDX-License-Identifier: BSL-1.0
"""

import importlib
import importlib.util
import sys
from pathlib import Path

import pytest

from tests.frontend import fake_core

if importlib.util.find_spec("phylanx") is None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))

import phylanx  # noqa: E402

try:
    import phylanx._core as real_core
except ImportError:
    real_core = None
    sys.modules["phylanx._core"] = phylanx._core = fake_core  # type: ignore[attr-defined]

_USERS = ("decorator", "pieces", "profiling")


@pytest.fixture
def fake(monkeypatch):
    """The modules that call the extension, loaded anew with the stand-in below them."""
    monkeypatch.setitem(sys.modules, "phylanx._core", fake_core)
    monkeypatch.setattr(phylanx, "_core", fake_core, raising=False)
    for name in _USERS:
        monkeypatch.delitem(sys.modules, f"phylanx.{name}", raising=False)
    for name in phylanx.__all__:
        monkeypatch.delitem(vars(phylanx), name, raising=False)
    fake_core.Function.log.clear()
    fake_core.Function.refuse = None
    fake_core.set_option("disable", "")
    yield fake_core
    for name in _USERS:  # those that were loaded meanwhile refer to the stand-in
        sys.modules.pop(f"phylanx.{name}", None)
        vars(phylanx).pop(name, None)
    for name in phylanx.__all__:
        vars(phylanx).pop(name, None)
