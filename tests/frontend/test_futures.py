"""`submit`: futures, chained and awaited.

SPDX-License-Identifier: BSL-1.0
"""

import asyncio
import concurrent.futures
import contextvars
import threading
import time

import pytest

import phylanx
from phylanx.futures import MOST_THREADS

pytestmark = pytest.mark.usefixtures("fake")
WAIT = 10
gate = threading.Event()
setting = contextvars.ContextVar("setting", default=0)


def add(x, y):
    return x + y


def held(x):
    gate.wait(WAIT)
    return x


def fail(x):
    raise ValueError(x)


made = {}


def nested(n):
    return made["f"].submit(n - 1).result(WAIT) + 1 if n else 0


@pytest.fixture(autouse=True)
def closed_gate():
    gate.clear()
    yield
    gate.set()


def test_a_future():
    future = phylanx.Phylanx(add).submit(1, y=2)
    assert future.result(WAIT) == 3
    assert future.done() and future.exception() is None
    seen = []
    future.add_done_callback(seen.append)
    assert seen == [future]
    assert isinstance(future, phylanx.Future)


def test_submit_does_not_wait():
    f = phylanx.Phylanx(held)
    start = time.perf_counter()
    future = f.submit(1)
    assert time.perf_counter() - start < WAIT / 2
    assert not future.done()
    with pytest.raises((TimeoutError, concurrent.futures.TimeoutError)):
        future.result(0.01)
    gate.set()
    assert future.result(WAIT) == 1


def test_futures_as_arguments():
    f, g = phylanx.Phylanx(held), phylanx.Phylanx(add)
    first = f.submit(1)
    second = g.submit(first, y=f.submit(2))
    third = g.submit(second, second)
    assert not third.done()
    gate.set()
    assert third.result(WAIT) == 6


def test_waiting_calls_take_no_thread():
    f, g = phylanx.Phylanx(held), phylanx.Phylanx(add)
    future = f.submit(0)
    before = threading.active_count()
    for _ in range(200):
        future = g.submit(future, 1)
    assert threading.active_count() <= before + 1
    gate.set()
    assert future.result(WAIT) == 200


def test_errors_go_on_to_what_depends_on_them():
    f, g = phylanx.Phylanx(fail), phylanx.Phylanx(add)
    first = f.submit("bad")
    second = g.submit(first, 1)
    assert isinstance(second.exception(WAIT), ValueError)
    with pytest.raises(ValueError, match="bad"):
        second.result(WAIT)


def test_await():
    async def main():
        f = phylanx.Phylanx(add)
        first = f.submit(1, 2)
        return await first, await asyncio.gather(*(asyncio.wrap_future(x) for x in (first,)))

    assert asyncio.run(main()) == (3, [3])


def test_waiting_in_calls_that_were_submitted():
    made["f"] = phylanx.Phylanx(nested)
    assert made["f"].submit(MOST_THREADS + 10).result(WAIT) == MOST_THREADS + 10


def test_many_at_once():
    f = phylanx.Phylanx(add)
    before = threading.active_count()
    futures = [f.submit(i, 1) for i in range(500)]
    assert [x.result(WAIT) for x in futures] == list(range(1, 501))
    assert threading.active_count() <= before + MOST_THREADS


def test_the_context_goes_along():
    token = setting.set(5)
    try:
        assert phylanx.Phylanx(_read_setting).submit().result(WAIT) == 5
    finally:
        setting.reset(token)


def _read_setting():
    return setting.get()


def test_cancelling_what_waits():
    f, g = phylanx.Phylanx(held), phylanx.Phylanx(add)
    second = g.submit(f.submit(1), 1)
    assert second.cancel()
    gate.set()
    with pytest.raises(concurrent.futures.CancelledError):
        second.result(WAIT)


def test_a_future_as_argument_of_a_plain_call():
    f = phylanx.Phylanx(add)
    with phylanx.disabled():
        assert f(f.submit(1, 2), 1) == 4
    f(1, 2)
    with phylanx.disabled():
        assert f(f.submit(1, 2), 1) == 4
