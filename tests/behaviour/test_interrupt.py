"""Ctrl-C ends a native run within a second, and the next call works.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import pytest

from tests.programs import check_python

pytestmark = pytest.mark.timed

SOURCE = """
    import os, signal, sys, threading, time

    @Phylanx
    def scalar_loop(n):
        total = 0
        for i in range(n):
            total = (total * 3 + i) % 1000003
        return total

    @Phylanx
    def while_loop(n):
        while n >= 0:
            n = (n * 7 + 1) % 1000
        return n

    @Phylanx
    def small_arrays(n):
        x = np.ones(8)
        for i in range(n):
            x = x * 0.5 + 1
        return x

    @Phylanx
    def large_arrays(n):
        x = np.ones(3_000_000)
        for i in range(n):
            x = np.sqrt(x * x + 1)
        return x

    @Phylanx
    def products(n):
        a = np.full((1200, 1200), 1e-3)
        for i in range(n):
            a = a @ a
        return a

    @Phylanx
    def one_product(n):
        a = np.ones((n, n))
        return a @ a

    @Phylanx
    def python_calls(n):
        x = np.ones(10)
        for i in range(n):
            x = np.roll(x, 1)
        return x

    @Phylanx
    def nested(n):
        total = 0.0
        for i in range(n):
            for j in range(1000):
                total += (i ^ j) * 1e-9
        return total

    name, count, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    phylanx.set_num_threads(threads)
    function = globals()[name]
    small = {"one_product": 10, "while_loop": -1}.get(name, 10)
    before = function(small)

    for attempt in range(2):
        sent = []
        def interrupt():
            time.sleep(0.5)
            sent.append(time.perf_counter())
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        try:
            function(count)
        except KeyboardInterrupt:
            print("interrupted after", time.perf_counter() - sent[0])
            thread.join()
        else:
            print("not interrupted")
            sys.exit(1)
        assert np.array_equal(function(small), before)
    print("good")
"""

CASES = {
    "scalar_loop": 10**15,
    "while_loop": 1,
    "small_arrays": 10**12,
    "large_arrays": 10**7,
    "products": 10**6,
    "one_product": 12_000,
    "python_calls": 10**10,
    "nested": 10**12,
}


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("name", CASES)
def test_ctrl_c(tmp_path, name, threads) -> None:
    out = check_python(tmp_path, SOURCE, name, str(CASES[name]), str(threads), timeout=60)
    lines = out.splitlines()
    assert lines[-1] == "good", out
    waited = [float(line.split()[-1]) for line in lines if line.startswith("interrupted")]
    assert len(waited) == 2 and max(waited) < 1.0, out


def test_ctrl_c_while_waiting_for_a_future(tmp_path) -> None:
    source = """
        import os, signal, threading, time

        @Phylanx
        def f(n):
            x = np.ones(1_000_000)
            for i in range(n):
                x = np.sqrt(x * x + 1)
            return x

        f(2)
        future = f.submit(2000)
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        start = time.perf_counter()
        try:
            future.result()
        except KeyboardInterrupt:
            print("interrupted", time.perf_counter() - start < 1.3)
        assert f(2).shape == (1_000_000,)
        os._exit(0)
    """
    assert check_python(tmp_path, source, timeout=60, PYTHONUNBUFFERED="1") == "interrupted True\n"


def test_a_signal_handler_of_the_user_runs(tmp_path) -> None:
    source = """
        import os, signal, threading

        class Enough(Exception):
            pass

        def handler(*_):
            raise Enough

        signal.signal(signal.SIGUSR1, handler)

        @Phylanx
        def f(n):
            total = 0
            for i in range(n):
                total = (total + i) % 7919
            return total

        f(10)
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        try:
            f(10**15)
        except Enough:
            print("enough")
        assert f(10) == f.__wrapped__(10)
    """
    assert check_python(tmp_path, source, timeout=60) == "enough\n"
