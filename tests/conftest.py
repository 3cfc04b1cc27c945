"""What all tests share: a disk cache of their own, programs in files, the seed, the marker `full`.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs import Programs

_OWN_CACHE = "PHYLANX_TESTS_CACHE"
_SEED = "739942"  # for known_gaps.txt; other seeds are run by hand and find more

#: Tests that fail for reasons that are known and not yet mended, one id a line.
_KNOWN_GAPS = Path(__file__).with_name("known_gaps.txt")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--seed",
        type=int,
        default=None,
        help="which subset of the differential tests runs",
    )
    parser.addoption(
        "--timed",
        choices=("with", "only", "without"),
        default="with",
        help="the tests of how long something takes, which want the machine for themselves",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full: the whole matrix; only with `-m full`")
    config.addinivalue_line("markers", "timed: how long something takes; see --timed")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell's background jobs; the programs of tests inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    seed = config.getoption("--seed")
    if seed is not None:
        os.environ["PHYLANX_TEST_SEED"] = str(seed)
    os.environ.setdefault("PHYLANX_TEST_SEED", _SEED)
    # What is tested is the code that lasts; tests of quick starts ask for them.
    os.environ.setdefault("PHYLANX_QUICK_START", "0")
    if "PHYLANX_CACHE_DIR" not in os.environ:  # pytest-xdist's workers inherit it
        folder = tempfile.mkdtemp(prefix="phylanx-tests-")
        os.environ["PHYLANX_CACHE_DIR"] = f"{folder}/cache"
        os.environ[_OWN_CACHE] = f"{os.getpid()} {folder}"


def pytest_unconfigure() -> None:
    pid, _, folder = os.environ.get(_OWN_CACHE, "").partition(" ")
    if pid == str(os.getpid()):
        shutil.rmtree(folder, ignore_errors=True)


def pytest_report_header() -> str:
    return f"phylanx: --seed={os.environ['PHYLANX_TEST_SEED']}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    gaps = {line for line in _KNOWN_GAPS.read_text().splitlines() if line and line[0] != "#"}
    for item in items:
        if item.nodeid in gaps:
            item.add_marker(pytest.mark.xfail(reason="known gap", strict=False))
    timed = config.getoption("--timed")

    def is_wanted(item: pytest.Item) -> bool:
        if timed != "with" and (timed == "only") != bool(item.get_closest_marker("timed")):
            return False
        return bool(config.option.markexpr) or not item.get_closest_marker("full")

    left_out = [item for item in items if not is_wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if is_wanted(item)]


@pytest.fixture(scope="session")
def seed() -> int:
    return int(os.environ["PHYLANX_TEST_SEED"])


@pytest.fixture
def define(tmp_path: Path) -> Programs:
    """`define(source)` writes the source to a file and gives its last function."""
    return Programs(tmp_path)


@pytest.fixture
def cache_folder(tmp_path: Path) -> Path:
    """An empty folder for a disk cache, for processes started by the test."""
    return tmp_path / "cache"


@pytest.fixture
def native() -> Iterator[None]:
    """The test fails where something runs in Python that was to be compiled."""
    import phylanx

    with warnings.catch_warnings():
        warnings.simplefilter("error", phylanx.PhylanxWarning)
        yield
