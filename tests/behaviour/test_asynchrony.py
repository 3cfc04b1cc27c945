"""Futures: made at once, chained, awaited; statements of one function run at the same time.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import threading
import time

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx
from tests.comparing import assert_same

pytestmark = pytest.mark.timed


@Phylanx
def slow(x, n):
    for _ in range(n):
        x = np.sqrt(x * x + 1e-9)
    return x


@Phylanx
def add(x, y):
    return x + y


@Phylanx
def fail(x):
    return x[100]


X = np.linspace(0.5, 2, 200_000)


# --- futures --------------------------------------------------------------------------------------
def test_submit_returns_at_once() -> None:
    slow(X, 1)
    start = time.perf_counter()
    slow(X, 300)
    whole = time.perf_counter() - start
    start = time.perf_counter()
    future = slow.submit(X, 300)
    at_once = time.perf_counter() - start
    assert at_once < whole / 2
    assert_same(future.result(), slow.__wrapped__(X, 300))
    assert future.done() and future.exception() is None


def test_timeouts() -> None:
    slow(X, 1)
    future = slow.submit(X, 2000)
    with pytest.raises(concurrent.futures.TimeoutError):
        future.result(timeout=0.001)
    with pytest.raises(concurrent.futures.TimeoutError):
        future.exception(timeout=0.001)
    assert not future.done()
    future.result(timeout=60)
    assert future.done()


def test_exceptions_wait_in_the_future() -> None:
    future = fail.submit(np.ones(3))
    assert isinstance(future.exception(timeout=30), IndexError)
    with pytest.raises(IndexError):
        future.result()


def test_callbacks() -> None:
    heard, called = [], threading.Event()

    def note(future):
        heard.append(future.result())
        called.set()

    add.submit(1, 2).add_done_callback(note)
    assert called.wait(30) and heard == [3]
    done = add.submit(3, 4)
    done.result()
    done.add_done_callback(note)
    assert heard == [3, 7]


def test_a_future_is_an_argument() -> None:
    first = slow.submit(X, 20)
    second = add.submit(first, first)
    third = add.submit(second, y=first)
    wanted = slow.__wrapped__(X, 20)
    assert_same(third.result(), wanted + wanted + wanted)
    assert_same(add(first, 1), wanted + 1)


def test_long_chains() -> None:
    future = add.submit(0, 0)
    for _ in range(300):
        future = add.submit(future, 1)
    assert future.result(timeout=60) == 300


def test_an_error_goes_along_the_chain() -> None:
    future = add.submit(add.submit(fail.submit(np.ones(2)), 1), 2)
    with pytest.raises(IndexError):
        future.result(timeout=30)
    with pytest.raises(IndexError):
        add(fail.submit(np.ones(2)), 1)


def test_foreign_futures_are_arguments() -> None:
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        assert add.submit(pool.submit(lambda: 5), 1).result(timeout=30) == 6


def test_await() -> None:
    async def main():
        one, two = add.submit(1, 2), slow.submit(X, 5)
        many = await asyncio.gather(*(add.submit(i, i) for i in range(20)))
        with pytest.raises(IndexError):
            await fail.submit(np.ones(1))
        return await one, (await two).shape, many

    assert asyncio.run(main()) == (3, X.shape, [2 * i for i in range(20)])


def test_the_event_loop_goes_on_meanwhile() -> None:
    slow(X, 1)

    async def main():
        ticks, future = 0, slow.submit(X, 1500)
        while not future.done():
            await asyncio.sleep(0.001)
            ticks += 1
        await future
        return ticks

    assert asyncio.run(main()) > 3


def test_wait_and_as_completed() -> None:
    futures = [add.submit(i, 1) for i in range(30)]
    done, left = concurrent.futures.wait(futures, timeout=60)
    assert not left
    assert sorted(f.result() for f in done) == list(range(1, 31))


def test_many_futures_at_once() -> None:
    futures = [slow.submit(X[: 1000 + i], 3) for i in range(200)]
    for i, future in enumerate(futures):
        assert future.result(timeout=60).shape == (1000 + i,)


# --- statements at the same time ------------------------------------------------------------------
@Phylanx
def independent(x, y):
    a = np.exp(np.sin(x)) + np.tanh(x)
    b = np.log1p(np.abs(y)) * np.cos(y)
    return a, b


@Phylanx
def chained(x):
    a = np.exp(np.sin(x))
    a[0] = 1.0
    b = np.cumsum(a)
    c = np.tanh(x) * 2
    return np.log1p(b) * c


def recorded(function, *args) -> list[dict]:
    """The tasks of one call, as the trace tells."""
    with phylanx.profile() as report:
        function(*args)
    events = json.loads(report.events())["traceEvents"]
    return [e for e in events if e["ph"] == "X" and e["args"]["task"]]


def overlapping(events: list[dict]) -> bool:
    """Whether two tasks ran at the same time on two workers."""
    return any(
        a["tid"] != b["tid"] and a["ts"] < b["ts"] + b["dur"] and b["ts"] < a["ts"] + a["dur"]
        for i, a in enumerate(events)
        for b in events[i + 1 :]
    )


def ever(found, tries: int = 20) -> bool:
    """Whether it is found in one of many tries: a busy machine may run everything on one core."""
    return any(found() for _ in range(tries))


@pytest.fixture
def two_threads():
    with phylanx.set_num_threads(2):
        yield


@pytest.mark.usefixtures("two_threads")
def test_two_tasks_of_one_function_overlap() -> None:
    x = np.linspace(0, 1, 2_000_000)
    independent(x, x)
    assert ever(lambda: overlapping(recorded(independent, x, x)))


@pytest.mark.usefixtures("two_threads")
def test_different_statements_overlap() -> None:
    x = np.linspace(0, 1, 2_000_000)
    independent(x, x)

    def found() -> bool:
        events = recorded(independent, x, x)
        lines = {e["args"]["line"] for e in events}
        if len(lines) < 2:
            return False
        return any(
            a["args"]["line"] != b["args"]["line"]
            and a["ts"] < b["ts"] + b["dur"]
            and b["ts"] < a["ts"] + a["dur"]
            for i, a in enumerate(events)
            for b in events[i + 1 :]
            if a["tid"] != b["tid"]
        )

    assert ever(found)


@Phylanx
def two_steps(x, m):
    a = np.exp(np.sin(x))
    s = np.cumsum(x[:10])
    a[:5] = s[:5]
    b = np.log1p(np.tanh(a)) * 2
    return b


@pytest.mark.usefixtures("two_threads")
def test_chunks_of_consecutive_statements_overlap() -> None:
    """The second statement starts on chunks that are ready while the first runs: no barrier."""
    x = np.linspace(0, 1, 4_000_000)
    two_steps(x, 1)
    first, second = (two_steps.__wrapped__.__code__.co_firstlineno + k for k in (2, 5))

    def found() -> bool:
        events = recorded(two_steps, x, 1)
        ends = [e["ts"] + e["dur"] for e in events if e["args"]["line"] == first]
        starts = [e["ts"] for e in events if e["args"]["line"] == second]
        return bool(ends and starts) and min(starts) < max(ends)

    assert ever(found)


def test_events_name_the_users_lines() -> None:
    x = np.linspace(0, 1, 2_000_000)
    events = recorded(chained, x)
    code = chained.__wrapped__.__code__
    assert events
    assert {e["args"]["file"] for e in events} == {__file__}
    lines = {e["args"]["line"] for e in events}
    assert lines <= set(range(code.co_firstlineno, code.co_firstlineno + 8))


def test_small_work_makes_no_tasks() -> None:
    x = np.ones(100)
    independent(x, x)
    before = phylanx.counters()["tasks_submitted"]
    for _ in range(10):
        independent(x, x)
    assert phylanx.counters()["tasks_submitted"] == before


def test_reports_are_written(tmp_path) -> None:
    x = np.ones(1_000_000)
    with phylanx.profile() as report:
        independent(x, x)
    report.trace(tmp_path / "trace.json")
    events = json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    assert events
    assert report.counters()["kernels_launched"] > 0
