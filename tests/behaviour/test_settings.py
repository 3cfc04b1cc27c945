"""PHYLANX_DISABLE, disabled(), the options as calls, contexts and environment, and the stages.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

import phylanx
from phylanx import Phylanx
from tests.programs import check_python, run_python


@Phylanx
def who(x):
    """Whether a debugger would see this frame."""
    return x + 1


@Phylanx
def compute(x, y):
    z = np.exp(x) * y + 2
    return z.sum()


def seen(function, *args) -> bool:
    """Whether Python executes the function's own code."""
    code, found = function.__wrapped__.__code__, []

    def watch(frame, event, arg):
        if frame.f_code is code:
            found.append(event)

    sys.setprofile(watch)
    try:
        function(*args)
    finally:
        sys.setprofile(None)
    return bool(found)


def test_disabled_runs_python() -> None:
    assert not seen(who, 1)
    with phylanx.disabled():
        assert seen(who, 1)
        with phylanx.disabled():
            assert seen(who, 1)
        assert seen(who, 1)
        assert who.submit(1).result() == 2
    assert not seen(who, 1)


def test_disabled_ends_with_an_error() -> None:
    with pytest.raises(ValueError), phylanx.disabled():
        raise ValueError
    assert not seen(who, 1)


SEEN = """
    import sys

    @Phylanx
    def f(x):
        return sys.getsizeof(x) * 0 + x

    @Phylanx
    def g(x):
        return x + 1

    found = []
    sys.setprofile(lambda frame, event, arg: found.append(frame.f_code is g.__wrapped__.__code__))
    g(1)
    sys.setprofile(None)
    print(any(found))
"""


@pytest.mark.parametrize(("value", "wanted"), [("1", "True"), ("0", "False"), ("", "False")])
def test_the_environment_disables(tmp_path, value, wanted) -> None:
    assert check_python(tmp_path, SEEN, PHYLANX_DISABLE=value).strip() == wanted


# --- options --------------------------------------------------------------------------------------
def test_print_after_a_pass(tmp_path) -> None:
    source = "@Phylanx\ndef f(x):\n    return np.exp(x) * 2 + 1\n\nf(np.ones(3))\n"
    assert run_python(tmp_path, source, PHYLANX_CACHE="0").stderr == ""
    done = run_python(tmp_path, source, PHYLANX_CACHE="0", PHYLANX_PRINT_AFTER="all")
    assert done.returncode == 0 and "exp" in done.stderr
    whole = done.stderr
    names = {line.split("after", 1)[1].split()[0].strip(":-=") for line in whole.splitlines()
             if line.startswith("# after")}  # fmt: skip
    assert len(names) >= 5, whole
    one = sorted(names)[0]
    done = run_python(tmp_path, source, PHYLANX_CACHE="0", PHYLANX_PRINT_AFTER=one)
    assert one in done.stderr and len(done.stderr) < len(whole)


def test_options_as_a_context(capfd) -> None:
    with phylanx.options(print_after="all"):

        @Phylanx(cache=False)
        def f(x):
            return np.exp(x) * 3

        f(np.ones(4))
    assert "exp" in capfd.readouterr().err

    @Phylanx(cache=False)
    def g(x):
        return np.exp(x) * 4

    g(np.ones(4))
    assert capfd.readouterr().err == ""


def test_unknown_options() -> None:
    with pytest.raises(TypeError, match="nothing"):
        phylanx.options(nothing=1)
    with pytest.raises((TypeError, ValueError)):
        phylanx.options(threads="many")
    with pytest.raises((TypeError, ValueError)):
        phylanx.options(executor="nobody")
    with pytest.raises(ValueError):
        phylanx.set_num_threads(-1)
    with pytest.raises(TypeError):
        phylanx.set_num_threads("2")


BAD_OPTIONS = {
    "threads": -1,
    "debug": 7,
    "granularity": -1.0,
    "max_specializations": 0,
    "disable": "fuze",
    "print_after": "fuse,nothing",
}


@pytest.mark.parametrize("name", BAD_OPTIONS)
def test_values_that_mean_nothing(tmp_path, name) -> None:
    with pytest.raises(ValueError, match=f"option '{name}'"):
        phylanx.options(**{name: BAD_OPTIONS[name]})
    variable = {f"PHYLANX_{name.upper()}": str(BAD_OPTIONS[name])}
    done = run_python(tmp_path, "print(Phylanx(lambda x: x + 1)(1))", **variable)
    assert done.stdout == "2\n" and f"ignored: option '{name}'" in done.stderr


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"threads": "2"}, TypeError),
        ({"threads": True}, TypeError),
        ({"threads": -1}, ValueError),
        ({"strict": 1}, TypeError),
        ({"cache": None}, TypeError),
        ({"fastmath": "yes"}, TypeError),
    ],
)
def test_values_of_the_decorators_options(options, error) -> None:
    with pytest.raises(error, match=f"option '{next(iter(options))}'"):
        Phylanx(**options)


def test_inline_executor_uses_one_thread() -> None:
    x = np.linspace(0, 1, 2_000_000)
    compute(x, x)
    with phylanx.options(executor="inline"), phylanx.profile() as report:
        compute(x, x)
    events = json.loads(report.events())["traceEvents"]
    assert len({e["tid"] for e in events if e["ph"] == "X"}) <= 1


@pytest.mark.parametrize("variable", ["PHYLANX_NUM_THREADS", "PHYLANX_THREADS"])
def test_threads_by_environment(tmp_path, variable) -> None:
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
    assert check_python(tmp_path, source, **{variable: "1"}) == "1\n"


def test_debug_tells_what_was_compiled(tmp_path) -> None:
    source = "@Phylanx\ndef my_function(x):\n    return x + 1\n\nmy_function(1)\n"
    done = run_python(tmp_path, source, PHYLANX_DEBUG="1")
    assert done.returncode == 0 and "my_function" in done.stderr


def test_trace_and_dump_by_environment(tmp_path) -> None:
    source = "@Phylanx\ndef f(x):\n    return np.exp(x).sum()\n\nf(np.ones(1_000_000))\n"
    trace, dump, dot = tmp_path / "t.json", tmp_path / "dump", tmp_path / "t.dot"
    check_python(
        tmp_path, source, PHYLANX_TRACE=str(trace), PHYLANX_DUMP=str(dump), PHYLANX_CACHE="0",
        PHYLANX_GRAPH=str(dot),
    )  # fmt: skip
    assert json.loads(trace.read_text())["traceEvents"]
    assert len(list(dump.rglob("*"))) >= 3
    assert dot.read_text().startswith("digraph")


def test_passes_can_be_switched_off() -> None:
    x = np.linspace(0, 1, 1000)
    plain = compute(x, x)
    with phylanx.options(disable="all", verify=True):
        assert abs(compute(x, x) - plain) < 1e-9


def test_fastmath_is_chosen_per_function() -> None:
    @Phylanx(fastmath=True)
    def f(x):
        return x.sum() * 2

    assert f(np.ones(1000)) == 2000


def test_threads_chosen_per_function() -> None:
    @Phylanx(threads=1)
    def f(x):
        return np.exp(x).sum()

    x = np.ones(2_000_000)
    f(x)
    with phylanx.profile() as report:
        f(x)
    events = json.loads(report.events())["traceEvents"]
    assert len({e["tid"] for e in events if e["ph"] == "X"}) <= 1


@pytest.mark.parametrize("threads", [2, 3])
def test_no_more_tasks_of_a_function_at_once_than_its_threads(threads) -> None:
    @Phylanx(threads=threads)
    def f(x):
        y = np.sqrt(x) + 1
        return np.exp(y).sum(), y.max()

    x = np.linspace(0, 1, 3_000_000)
    wanted = compute.__wrapped__(x, x), f.__wrapped__(x)
    with phylanx.set_num_threads(6), phylanx.profile() as report:
        for _ in range(3):
            assert np.allclose(f(x), wanted[1])
    events = [e for e in json.loads(report.events())["traceEvents"] if e["ph"] == "X"]
    edges = sorted([(e["ts"], 1) for e in events] + [(e["ts"] + e["dur"], -1) for e in events])
    at_once = most = 0
    for _, step in edges:
        at_once += step
        most = max(most, at_once)
    assert 1 <= most <= threads


# --- the stages -----------------------------------------------------------------------------------
def test_stages_print() -> None:
    x = np.ones(4)
    assert "define" in str(compute.physl) and "exp" in str(compute.physl)
    assert "exp" in str(compute.graph(x, x))
    assert "fused" in str(compute.plan(x, x))
    assert "define" in str(compute.llvm(x, x)) and "k0_" in str(compute.llvm(x, x))
    assert "compute" in str(compute.explain(x, x))
    assert repr(compute.physl) == str(compute.physl)


def test_stages_of_arguments_that_do_not_fit() -> None:
    for look in (compute.graph, compute.plan, compute.llvm, compute.explain):
        with pytest.raises(TypeError, match="missing a required argument: 'y'"):
            look(np.ones(3))


def test_stages_differ_by_signature() -> None:
    assert "float32" in str(compute.graph(np.ones(2, np.float32), 1.0))
    assert "float32" not in str(compute.graph(np.ones(2), 1.0))


def test_counters_count() -> None:
    before = phylanx.counters()
    compute(np.ones(10), np.ones(10))
    after = phylanx.counters()
    assert after["kernels_launched"] > before["kernels_launched"]
    assert "array_copies" in after
