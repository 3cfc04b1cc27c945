"""HPX as the executor where it is there: the contracts in short (`make test-hpx` runs everything on it); what is said where it is not.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import re

import numpy as np
import phylanx
import pytest
from phylanx import Phylanx, _core, cli, physl_command

from tests.programs import check_python, run_python

_WHY_NOT = _core.executors()["hpx"]
hpx = pytest.mark.skipif(bool(_WHY_NOT), reason=_WHY_NOT)


def run_on_hpx(folder, source, *arguments, **environment):
    return run_python(folder, source, *arguments, **{"PHYLANX_EXECUTOR": "hpx", "PHYLANX_NUM_THREADS": "2", **environment})


def check_on_hpx(folder, source, *arguments, **environment):
    done = run_on_hpx(folder, source, *arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done


def test_what_there_is(capsys) -> None:
    assert {name for name, why in _core.executors().items() if not why} >= {"tbb", "threads", "inline"}
    assert cli.main(["info"]) == 0
    out = capsys.readouterr().out
    assert "\n  tbb\n" in out and (_WHY_NOT or f"\n  hpx {_core.hpx_version()}\n") in out


@pytest.mark.skipif(not _WHY_NOT, reason="HPX is there")
def test_asking_for_what_is_not_there(tmp_path, capsys) -> None:
    with pytest.raises(ValueError, match="HPX") as error:
        phylanx.options(executor="hpx")
    assert "build Phylanx again" in str(error.value) or "install" in str(error.value)
    done = run_on_hpx(tmp_path, "print(Phylanx(lambda x: x + 1)(1), phylanx._core.get_options()['executor'])")
    assert done.stdout == "2 tbb\n" and "HPX" in done.stderr
    assert physl_command.main(["--hpx:ini=hpx.stacks.large_size=4194304", "-p", "-c", "1 + 1"]) == 0
    out, err = capsys.readouterr()
    assert out == "2\n" and "HPX" in err


SOURCE = """
    @Phylanx
    def f(x, y):
        z = np.exp(x) * y + np.sqrt(y)
        return z, z.sum(), (x @ y[:, None]).sum(), np.sort(z)
"""


@hpx
def test_the_same_bits(define) -> None:
    f = define(SOURCE)
    x, y = (np.random.default_rng(k).random(1_500_000) for k in (1, 2))
    expected = f(x, y)
    for executor in ("hpx", "tbb", "hpx"):
        for threads in (1, 2, 8):
            with phylanx.options(executor=executor, threads=threads):
                for ours, theirs in zip(f(x, y), expected, strict=True):
                    np.testing.assert_array_equal(ours, theirs)


@hpx
def test_starts_with_the_first_task_and_stops_with_the_process(tmp_path) -> None:
    source = """
        import threading

        def threads():
            return len(os.listdir("/proc/self/task"))

        import os
        @Phylanx
        def f(x):
            return np.sqrt(x).sum()

        assert f(np.ones(10)) == 10 and threads() == before
        assert f(np.ones(2_000_000)) == 2_000_000
        assert threads() > before
        maps = open("/proc/self/maps").read()
        assert "libhpx" in maps
    """
    source = "    import os\n    before = len(os.listdir('/proc/self/task'))\n" + source.replace("        ", "    ")
    done = check_on_hpx(tmp_path, source)
    assert done.stderr == ""


@hpx
def test_other_processes_have_no_hpx_in_them(tmp_path) -> None:
    check_python(
        tmp_path,
        "assert Phylanx(lambda x: x.sum())(np.ones(2_000_000)) == 2_000_000\n"
        "assert 'libhpx' not in open('/proc/self/maps').read()",
        PHYLANX_EXECUTOR="tbb",
    )


@hpx
def test_errors_and_futures(tmp_path) -> None:
    source = """
        import asyncio

        @Phylanx
        def f(a, i):
            b = np.sqrt(a) * 2
            return b[i].sum() + b.sum()

        x = np.ones(1_000_000)
        for _ in range(20):
            try:
                f(x, np.array([5, 2_000_000]))
            except IndexError as error:
                assert "out of bounds" in str(error)
            else:
                raise AssertionError
        good = np.array([1, 2])
        futures = [f.submit(x, good) for _ in range(20)]
        assert {float(future.result()) for future in futures} == {2_000_004.0}

        async def wait():
            return await asyncio.gather(*(f.submit(x, good) for _ in range(5)))

        assert len(asyncio.run(wait())) == 5
        print("good")
    """
    assert check_on_hpx(tmp_path, source).stdout == "good\n"


@hpx
def test_loops_shared_among_workers(tmp_path) -> None:
    source = """
        @Phylanx
        def f(x):
            total = np.zeros(len(x))
            for i in range(len(x)):
                value = x[i]
                for k in range(200):
                    value = value * 0.5 + k
                total[i] = value
            return total

        x = np.linspace(0, 1, 40_000)
        for _ in range(10):
            result = f(x)
        with phylanx.options(executor="inline"):
            assert np.array_equal(result, f(x))
        print("good")
    """
    assert check_on_hpx(tmp_path, source, PHYLANX_NUM_THREADS="4").stdout == "good\n"


@hpx
@pytest.mark.timed
def test_interrupts_end_a_run_within_a_second(tmp_path) -> None:
    source = """
        import os, signal, threading, time

        @Phylanx
        def f(n):
            x = np.ones(3_000_000)
            for i in range(n):
                x = np.sqrt(x * x + 1)
            return x

        f(2)
        sent = []

        def interrupt():
            time.sleep(0.5)
            sent.append(time.perf_counter())
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=interrupt).start()
        try:
            f(10**7)
        except KeyboardInterrupt:
            print(time.perf_counter() - sent[0])
        assert f(0).sum() == 3_000_000
    """
    assert float(check_on_hpx(tmp_path, source).stdout) < 1


@hpx
def test_forked_children_are_told(tmp_path) -> None:
    source = """
        import os, sys

        @Phylanx
        def f(x):
            return np.sqrt(x).sum()

        x = np.ones(2_000_000)
        assert f(x) == 2_000_000
        pid = os.fork()
        if pid == 0:
            assert f(x) == 2_000_000
            with phylanx.options(executor="inline"):
                assert f(x) == 2_000_000
            assert f(x) == 2_000_000
            try:
                phylanx.options(executor="hpx")
            except ValueError as error:
                assert "forked" in str(error) and "spawn" in str(error)
                sys.exit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
        assert f(x) == 2_000_000
        print("good")
    """
    done = check_on_hpx(tmp_path, source)
    assert done.stdout == "good\n" and done.stderr.count("forked child") == 1


COUNTED = """
    @Phylanx
    def f(x):
        return np.sqrt(x).sum()

    f(np.ones(2_000_000))
    print(phylanx.counters()["tasks_submitted"])
"""


@hpx
@pytest.mark.parametrize("how", ["environment", "session", "option"])
def test_hpx_takes_its_command_line_and_shows_our_counters(tmp_path, how) -> None:
    wanted = "--hpx:print-counter=/phylanx/count/tasks_submitted"
    before, environment = "", {}
    if how == "environment":
        environment = {"PHYLANX_HPX_ARGS": wanted}
    elif how == "session":
        before = f"    phylanx.PhylanxSession.config(['hpx.os_threads=2', 'hpx.stacks.large_size=4194304', {wanted!r}])\n"
    else:
        before = f"    phylanx.options(hpx_args={wanted!r})\n"
    done = check_on_hpx(tmp_path, before + COUNTED, **environment)
    ours = int(done.stdout.splitlines()[0])
    shown = re.search(r"/phylanx\{locality#0/total\}/count/tasks_submitted,\d+,[\d.]+,\[s\],(\d+)", done.stdout)
    assert shown and int(shown[1]) == ours > 0


@hpx
def test_a_command_line_that_hpx_refuses(tmp_path) -> None:
    done = run_on_hpx(tmp_path, COUNTED, PHYLANX_HPX_ARGS="--hpx:nonsense=1")
    assert done.returncode == 0 and int(done.stdout.splitlines()[-1]) > 0
    assert "HPX did not start" in done.stderr


@hpx
def test_physl_hands_options_to_hpx(tmp_path) -> None:
    script = tmp_path / "script.physl"
    script.write_text("define(f, a, a * 2 + a)\nf\n")
    source = "import sys\nfrom phylanx import physl_command\nsys.exit(physl_command.main(sys.argv[1:]))"
    counters = "--hpx:print-counter=/phylanx/primitives/__mul/count/eval"
    done = run_on_hpx(tmp_path, source, "--hpx:threads=2", counters, "-p", str(script), "3")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("9\n")
    assert re.search(r"/primitives/__mul/count/eval,\d+,[\d.]+,\[s\],\[?1\b", done.stdout), done.stdout
