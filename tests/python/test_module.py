"""Functions of the module: options, PhySL, counters, looking inside, import.

SPDX-License-Identifier: BSL-1.0
"""

import json
import threading

import numpy as np
import pytest
from phylanx import _core

from tests.python.core import function


def test_op_table():
    rows = {row[0]: row for row in _core.op_table()}
    assert rows["exp"] == ("exp", "exp", "np.exp math.exp", "x", "Elem", "e to the x")


def test_options():
    before = _core.get_options()
    assert before["max_specializations"] == 64
    _core.set_option("debug", 0)
    _core.set_option("verify", True)
    assert _core.get_options()["verify"] is True
    _core.set_option("verify", before["verify"])
    for name, value in [("no_such", 1), ("executor", "magic"), ("threads", -1), ("debug", "x")]:
        with pytest.raises(ValueError):
            _core.set_option(name, value)
    with pytest.raises(TypeError):
        _core.set_option("debug", object())
    assert _core.get_options() == before


def test_threads():
    n = _core.get_num_threads()
    _core.set_num_threads(3)
    assert _core.get_num_threads() == 3
    _core.set_num_threads(0)
    assert _core.get_num_threads() == n


def test_parse_physl():
    assert _core.parse_physl("1 + 2 * x", "t").strip() == "__add(1, __mul(2, x))"
    with pytest.raises(SyntaxError) as caught:
        _core.parse_physl("a +\n  (b", "t.physl")
    assert caught.value.filename == "t.physl"
    assert caught.value.lineno == 2


def test_run_physl():
    assert _core.run_physl("1 + 2", "t") == 3
    assert _core.run_physl("nil", "t") is None
    assert _core.run_physl("define(f, x, return(x * 2))\nf(4.5)", "t") == 9.0
    assert _core.run_physl("define(f, x, return(x * 2))", "t", (4,)) == 8
    with pytest.raises(_core.Refused):
        _core.run_physl("break()", "t")


def test_stages():
    f = function("return(sum(exp(a)))", "a")
    a = np.ones(3)
    assert "exp" in f.graph(a)
    assert "fused" in f.plan(a)
    assert "define" in f.llvm(a)
    account = f.explain(a)
    assert account["signature"] == "(float64[:]) compact"
    assert account["result"] == "np.float64"
    assert len(account["kernels"]) == 1
    assert len(f.specializations()) == 1


def test_passes_can_be_left_out():
    f = function("return(sum(exp(a)))", "a")
    a = np.arange(5.0)
    expected = f(a)
    for disabled in ("fuse", "all"):
        _core.set_option("disable", disabled)
        try:
            assert f(a) == pytest.approx(expected, rel=1e-15)
        finally:
            _core.set_option("disable", "")


def test_disable_1_runs_python():
    f = function("return(x)", "x", python_function=lambda x: "python")
    _core.set_option("disable", "1")
    try:
        assert f(1) == "python"
    finally:
        _core.set_option("disable", "")
    assert f(1) == 1


def test_trace():
    f = function("return(sum(exp(a)))", "a")
    a = np.ones(1000)
    f(a)
    _core.trace_start()
    f(a)
    events = json.loads(_core.trace_stop())
    events = events if isinstance(events, list) else events["traceEvents"]
    assert events


def test_two_threads_call_for_the_first_time_at_once():
    f = function("return(__add(exp(a), 1.0))", "a")
    a = np.ones(100)
    barrier = threading.Barrier(4)
    results = []

    def run():
        barrier.wait()
        results.append(f(a))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(results) == 4
    assert all((r == results[0]).all() for r in results)
    assert len(f.specializations()) == 1


def test_the_forwarder():
    class Decorator(_core.Forwarder):
        def recover(self, error, args, kwargs):
            return type(error).__name__, args, kwargs

    d = Decorator()
    with pytest.raises(AttributeError):
        d(1)
    d.target = lambda *args, **kwargs: (args, kwargs)
    assert d(1, k=2) == ((1,), {"k": 2})

    def fails(*args, **kwargs):
        raise _core.GuardFailed("x")

    d.target = fails
    assert d(1, k=2) == ("GuardFailed", (1,), {"k": 2})
    d.target = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        d()
