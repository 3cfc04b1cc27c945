"""Several Python threads, thread pools, nested calls, and processes made by fork.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx
from tests.comparing import assert_same
from tests.programs import check_python

SOURCE = """
    @Phylanx
    def f(x, n):
        for _ in range(n):
            x = np.sqrt(np.abs(np.sin(x) * 2 + {number}))
        return x.sum(), x
"""


@pytest.mark.parametrize("number", range(6))
def test_two_threads_call_it_first_at_once(define, number) -> None:
    f = define(SOURCE.format(number=number))
    x = np.linspace(0, 3, 50_000)
    wanted = f.__wrapped__(x, 3)[1]
    gate, results, errors = threading.Barrier(2), [], []

    def call():
        try:
            gate.wait()
            results.append(f(x, 3))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors and len(results) == 2
    for got in results:
        np.testing.assert_allclose(got[1], wanted, rtol=1e-14)
    assert np.array_equal(results[0][1], results[1][1])


def test_many_threads_many_signatures(define) -> None:
    f = define("@Phylanx\ndef f(x, y):\n    x = x + y\n    return x * 2, x.sum()\n")
    dtypes = ["float64", "float32", "int64", "int32", "complex128", "uint8"]

    def call(i):
        x = np.arange(100 + i).astype(dtypes[i % 6])
        got, wanted = f(x, 1), f.__wrapped__(x, 1)
        assert_same(got[0], wanted[0])
        return type(got[1]) is type(wanted[1])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(call, range(400)))


@Phylanx
def work(x):
    y = np.exp(-x)
    y[1:] += y[:-1]
    return y.sum()


@Phylanx
def outer(x):
    return work(x) + work(x + 1)


def test_threads_share_one_pool_of_workers() -> None:
    x = np.linspace(0, 1, 500_000)
    wanted = outer(x)
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(outer, [x] * 60)) == {wanted}


def test_threads_write_into_arrays_of_their_own() -> None:
    @Phylanx
    def fill(x, value):
        for i in range(5):
            x[:] = value * 1.0
            x += i
        return x

    def call(i):
        x = np.empty(200_000)
        return np.all(fill(x, i) == i + 4)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(call, range(40)))


def test_the_gil_is_free_meanwhile() -> None:
    """Python goes on while native code runs."""

    @Phylanx
    def long(n):
        total = 0
        for i in range(n):
            total = (total * 5 + i) % 1_000_003
        return total

    long(10)
    done, ticks = threading.Event(), 0
    thread = threading.Thread(target=lambda: (long(100_000_000), done.set()))
    thread.start()
    while not done.wait(0.005):
        ticks += 1
    thread.join()
    assert ticks > 10


def test_settings_change_while_others_run() -> None:
    x = np.linspace(0, 1, 300_000)
    wanted, stop = work(x), threading.Event()

    def change():
        while not stop.is_set():
            for n in (1, 2, 4):
                phylanx.set_num_threads(n)
        phylanx.set_num_threads(0)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        assert all(work(x) == wanted for _ in range(100))
    finally:
        stop.set()
        thread.join()


# --- fork -----------------------------------------------------------------------------------------
def _in_child(x):
    return work(x), os.getpid()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_fork_after_use() -> None:
    import multiprocessing

    x = np.linspace(0, 1, 1_000_000)
    wanted = work(x)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        results = list(pool.map(_in_child, [x] * 6, timeout=60))
    assert {r[0] for r in results} == {wanted}
    assert os.getpid() not in {r[1] for r in results}
    assert work(x) == wanted


def test_fork_while_tasks_run(tmp_path) -> None:
    source = """
        import os, signal

        @Phylanx
        def f(x, n):
            for _ in range(n):
                x = np.sqrt(x * x + 1)
            return x

        x = np.ones(1_000_000)
        wanted = f(x, 3)
        future = f.submit(x, 200)
        for i in range(3):
            child = os.fork()
            if child == 0:
                signal.alarm(30)
                @Phylanx
                def g(x):
                    return f(x, 3) + 1
                good = np.array_equal(g(x), wanted + 1)
                good = good and np.array_equal(g.submit(x).result(), wanted + 1)
                os._exit(0 if good else 1)
            assert os.waitpid(child, 0)[1] == 0
        assert future.result().shape == x.shape
        assert np.array_equal(f(x, 3), wanted)
        print("good")
    """
    assert check_python(tmp_path, source, timeout=100) == "good\n"


def test_spawned_processes(tmp_path) -> None:
    source = """
        import multiprocessing
        import sys

        @Phylanx
        def f(x):
            return x * 2 + 1

        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(2) as pool:
                print(pool.map(f, [1, 2, 3]))
    """
    assert check_python(tmp_path, source) == "[3, 5, 7]\n"


def test_the_process_ends(tmp_path) -> None:
    """At the end of the interpreter, with futures that run and threads that wait."""
    source = """
        @Phylanx
        def f(n):
            x = np.ones(200_000)
            for i in range(n):
                x = np.sqrt(x * x + 1)
            return x

        f(2)
        futures = [f.submit(50) for _ in range(4)]
        print("end")
    """
    assert check_python(tmp_path, source, timeout=60) == "end\n"
    assert sys.is_finalizing() is False


def test_affinity_decides_the_number_of_workers(tmp_path) -> None:
    source = """
        import json

        @Phylanx
        def f(x):
            return np.exp(x).sum()

        x = np.ones(3_000_000)
        f(x)
        with phylanx.profile() as report:
            f(x)
        events = json.loads(report.events())["traceEvents"]
        print(len({e["tid"] for e in events if e["ph"] == "X"}))
    """
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})  # the child inherits it
    try:
        assert check_python(tmp_path, source) == "1\n"
    finally:
        os.sched_setaffinity(0, allowed)
