"""The decorator: conversion at the first call, guards, falling back, looking inside.

SPDX-License-Identifier: BSL-1.0
"""

import inspect
import pickle
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest

import phylanx
from tests.frontend.test_refusals import with_try

FACTOR = "one"
pytestmark = pytest.mark.usefixtures("fake")


def double(x, y=2, *, z=0):
    """Doubles."""
    return x * y + z


def by_factor(x):
    return x if FACTOR == "one" else -x


def test_a_call_converts_once(fake):
    f = phylanx.Phylanx(double)
    assert not fake.Function.log
    assert f(3) == 6 and f(3, y=3) == 9 and f(1, z=1) == 3
    assert len(fake.Function.log) == 3
    assert f.physl == fake.Function.log[0]
    assert repr(f.physl) == str(f.physl)


def test_it_looks_like_the_function():
    f = phylanx.Phylanx(double)
    assert (f.__name__, f.__doc__, f.__module__) == ("double", "Doubles.", __name__)
    assert f.__wrapped__ is double
    assert inspect.signature(f) == inspect.signature(double)


def test_what_the_core_is_told():
    @phylanx.Phylanx(threads=1, fastmath=True, cache=False, progress=True)
    def f(x, y=2, *, z=0):
        return x

    f(1)
    assert f.core_options == {"threads": 1, "fastmath": True, "cache": False, "debug": 1}
    assert (f.n_user_params, f.param_names, f.defaults) == (3, ("x", "y", "z"), {"y": 2, "z": 0})
    assert f.name == "f"


def test_options_are_checked():
    with pytest.raises(TypeError, match="no option 'speed'.*strict, fastmath"):
        phylanx.Phylanx(speed=3)
    with pytest.raises(TypeError, match="takes a Python function.*wrap it"):
        phylanx.Phylanx(max)
    with pytest.raises(TypeError, match="@staticmethod above @Phylanx"):
        phylanx.Phylanx(staticmethod(double))


def test_decorating_twice_adds_options():
    f = phylanx.Phylanx(phylanx.Phylanx(double, fastmath=True), threads=1)
    assert f.__wrapped__ is double
    assert f(1) == 2 and f.core_options == {"fastmath": True, "threads": 1}


def test_methods():
    class A:
        def __init__(self, n):
            self.n = n

        @phylanx.Phylanx
        def add(self, x):
            return self.n + x

    a = A(2)
    assert a.add(3) == 5 == A.add(a, 3)
    assert a.add.submit(4).result(5) == 6
    assert a.add.graph(3) == "graph of add"
    assert a.add == a.add and a.add != A(2).add
    assert a.add.__self__ is a and a.add.__func__ is A.__dict__["add"]
    assert "store" not in a.add.physl


def test_a_failing_guard_converts_again(fake, monkeypatch):
    f = phylanx.Phylanx(by_factor)
    assert f(2) == 2
    monkeypatch.setattr(sys.modules[__name__], "FACTOR", "two")
    assert f(2) == -2
    assert len(set(fake.Function.log)) == 2
    monkeypatch.setattr(sys.modules[__name__], "FACTOR", "one")
    for _ in range(3):  # an earlier conversion holds again
        assert f(2) == 2
    assert len(set(fake.Function.log)) == 2
    monkeypatch.setattr(sys.modules[__name__], "FACTOR", "two")
    assert f(2) == -2


def test_falling_back_warns_once():
    f = phylanx.Phylanx(with_try)
    with pytest.warns(phylanx.PhylanxWarning) as caught:
        assert f(2) == 0.5
    (warning,) = caught
    assert warning.filename == with_try.__code__.co_filename
    assert warning.lineno == with_try.__code__.co_firstlineno + 1
    assert "'with_try' runs in Python: " in str(warning.message)
    assert "'try' cannot be compiled" in str(warning.message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert f(0) == 0
    with pytest.raises(phylanx.ConversionError):
        _ = f.physl
    assert f.findings[0].severity == "warning"
    assert "'try' cannot be compiled" in str(f.explain(1))


def test_strict_raises():
    f = phylanx.Phylanx(with_try, strict=True)
    for _ in range(2):
        with pytest.raises(phylanx.ConversionError) as caught:
            f(1)
    assert caught.value.code == "PHX104"


def test_a_refusal_by_types_falls_back(fake):
    line = double.__code__.co_firstlineno + 2
    fake.Function.refuse = fake.Refused("int / text", line, 11)
    f = phylanx.Phylanx(double)
    with pytest.warns(phylanx.PhylanxWarning, match="PHX100 int / text") as caught:
        assert f(3) == f(4) - 2 == 6
    assert len(caught) == 1 and caught[0].lineno == line
    with pytest.raises(phylanx.ConversionError, match="int / text"):
        f.graph(3)
    with pytest.raises(phylanx.ConversionError) as error:
        phylanx.Phylanx(double, strict=True)(3)
    assert (error.value.lineno, error.value.col_offset) == (line, 11)
    assert error.value.filename == double.__code__.co_filename


def test_looking_inside():
    f = phylanx.Phylanx(double)
    assert f.graph(1) == f.plan(1) == f.llvm(1) == "graph of double"
    account = f.explain(1)
    assert account["signature"] == "(float64)"
    assert str(account).split("\n") == [
        f"double ({__file__}:{double.__code__.co_firstlineno})",
        "  signature: (float64)",
        "  kernels:",
        "    line 3: k0_add",
        "  foreign calls: none",
    ]


def test_disabled_runs_plain_python(fake):
    f = phylanx.Phylanx(double)
    with phylanx.disabled():
        with phylanx.disabled():
            assert f(3) == 6
        assert f(3) == 6
    assert not fake.Function.log
    assert f(3) == 6 and len(fake.Function.log) == 1
    with phylanx.disabled():
        assert f(3) == 6
    assert len(fake.Function.log) == 1 and fake.get_options()["disable"] == ""


def test_options_as_calls_and_as_contexts(fake):
    with phylanx.options(threads=1):
        assert fake.get_options()["threads"] == 1
    assert fake.get_options()["threads"] == 2
    with phylanx.set_num_threads(3):
        assert fake.get_options()["threads"] == 3
    phylanx.set_num_threads(2)
    assert fake.get_options()["threads"] == 2
    with pytest.raises(TypeError, match="no option 'speed'; options: threads"):
        phylanx.options(speed=1)
    with pytest.raises(ValueError, match="cannot be -1"):
        phylanx.set_num_threads(-1)


def test_first_calls_from_many_threads(fake):
    f = phylanx.Phylanx(double)
    results, start = [], threading.Barrier(8)

    def call():
        start.wait()
        results.append(f(3))

    threads = [threading.Thread(target=call) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert results == [6] * 8 and len(set(fake.Function.log)) == 1


@phylanx.Phylanx
def module_level(x):
    return x


def test_pickling():
    assert pickle.loads(pickle.dumps(module_level)) is module_level
    copy = pickle.loads(pickle.dumps(phylanx.Phylanx(double, threads=1)))
    assert copy.__wrapped__ is double and copy._options == {"threads": 1}


def test_profile():
    with phylanx.profile() as report:
        pass
    assert report.counters() == {"array_copies": 0}
    assert report.events() == '{"traceEvents": []}'


def test_check_lists_findings_of_plain_and_decorated_functions():
    (finding,) = phylanx.check(phylanx.Phylanx(with_try))
    assert (finding.code, finding.severity) == ("PHX104", "warning")
    assert phylanx.check(double) == []
    (finding,) = phylanx.check(lambda x: print(x))
    assert (finding.code, finding.severity) == ("PHX120", "note")
    assert "'print' is called in Python" in str(finding)


def test_names_of_the_package():
    assert set(phylanx.__all__) <= set(dir(phylanx))
    for name in phylanx.__all__:
        assert getattr(phylanx, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = phylanx.nothing


def test_importing_loads_nothing_that_is_not_needed():
    package = Path(phylanx.__file__).parents[1]
    # An editable install's finder, which loads modules for its own use, is not asked.
    script = (
        "import sys, numpy\n"
        "sys.meta_path = [f for f in sys.meta_path if 'editable' not in type(f).__module__]\n"
        "before = set(sys.modules)\n"
        "import phylanx\n"
        "print(set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=package, check=True
    )
    assert eval(done.stdout) <= {"phylanx", "__future__"}
