"""NumPy's and SciPy's inner loops, called natively: what they tell of, and where they write.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pytest

import phylanx
from tests.comparing import assert_same_calls, differences

V = np.array([0.5, 1.0, 2.5, -3.0, 7.0])
SPECIAL = "from scipy import special\n\n"


def caught(function, *args) -> list[tuple[type, str, int]]:
    with warnings.catch_warnings(record=True) as all_of_them, np.errstate(divide="warn", over="warn", invalid="warn"):
        warnings.simplefilter("always")
        function(*args)
    return [(w.category, str(w.message), w.lineno) for w in all_of_them]


def test_special_functions_take_arrays_as_they_lie(define) -> None:
    pytest.importorskip("scipy.special")
    f = define(
        SPECIAL + "@Phylanx(strict=True)\ndef f(x):\n"
        "    return special.erf(x) * 2 + special.expit(x) + special.gammaln(x + 1)\n"
    )
    before = phylanx.counters()
    for x in (V, V[::2], V.reshape(5, 1), np.tile(V, 20_000), np.float64(0.5), V.astype(np.float32)):
        assert not differences(f(x), f.__wrapped__(x), 4)
    after = phylanx.counters()
    assert after["foreign_calls"] == before["foreign_calls"]
    assert after["array_copies"] == before["array_copies"]


def test_several_results_and_mixed_dtypes(define) -> None:
    pytest.importorskip("scipy.special")
    f = define(
        SPECIAL
        + "@Phylanx\ndef f(x, n):\n    a, b = special.sici(x)\n    return a + b, special.jv(n, x), special.binom(n, 2)\n"
    )
    assert_same_calls(f, V, 2)
    assert_same_calls(f, V.astype(np.float32), np.arange(5))


def test_errors_of_special_functions(define) -> None:
    """scipy.special.errstate holds in compiled code, too: nothing by default, a warning or an exception on demand."""
    special = pytest.importorskip("scipy.special")
    f = define(SPECIAL + "@Phylanx\ndef f(x):\n    return special.gammaln(x) + 1\n")
    x = np.tile(np.array([-1.0, 1.0, 2.0]), 50_000)
    assert not differences(f(x), f.__wrapped__(x), 4)
    with special.errstate(all="raise"), pytest.raises(special.SpecialFunctionError):
        f(x)
    with special.errstate(all="warn"), pytest.warns(special.SpecialFunctionWarning):
        f(x)
    assert not differences(f(x), f.__wrapped__(x), 4)


@pytest.mark.parametrize(
    "call",
    [
        "np.fft.fft(x)",
        "np.nextafter(x, np.inf)",
        "np.ldexp(x, 4000)",
        "np.spacing(x)",
        "np.linalg.slogdet(y)[1]",
        "np.vecdot(x, x)",
    ],
)
def test_warnings(define, call: str) -> None:
    f = define(f"@Phylanx\ndef f(x, y):\n    a = 1\n    return {call}\n")
    x, y = np.array([1e308, np.inf, np.nan, 1e308]), np.array([[1e308, 1e300], [1e308, 1e308]])
    assert caught(f, x, y) == caught(f.__wrapped__, x, y)


def test_a_tuple_of_a_class_of_its_own_stays_one(define) -> None:
    f = define(
        "@Phylanx\ndef f(x, k):\n"
        "    r = np.linalg.svd(x)\n"
        "    if k > 1:\n        r = np.linalg.svd(x * k)\n"
        "    q = np.linalg.qr(x)\n"
        "    u, s, v = r\n"
        "    return r, r.S * 2, r[2], s, q.R, f'{len(q)}', isinstance(q, tuple), np.linalg.eigh(x)\n"
    )
    for k in (1, 2):
        got, wanted = f(np.diag(V), k), f.__wrapped__(np.diag(V), k)
        assert [type(g) for g in got] == [type(w) for w in wanted]
        assert all(
            not differences(tuple(g), tuple(w), 4) for g, w in zip(got, wanted, strict=True) if isinstance(w, tuple)
        )
        assert not differences(got[1:5], wanted[1:5], 4)


def test_a_lstsq_result_has_no_fields(define) -> None:
    f = define("@Phylanx\ndef f(x):\n    return np.linalg.lstsq(x, x).rank\n")
    with pytest.raises(AttributeError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f(np.eye(3))


def test_unaligned_arrays(define) -> None:
    f = define("@Phylanx\ndef f(x):\n    return np.spacing(x), np.fft.fft(x), np.linalg.svd(x.reshape(1, -1))[1]\n")
    odd = np.frombuffer(bytearray(1 + V.nbytes), np.uint8)[1:].view(np.float64)
    odd[:] = V
    assert not differences(f(odd), f.__wrapped__(V), 4)


@pytest.mark.parametrize("executor", ["inline", "tbb"])
def test_large_stacks(define, executor: str) -> None:
    f = define(
        "@Phylanx\ndef f(x):\n    y = np.fft.fft(x, axis=0)\n    z = np.fft.ifft2(y)\n"
        "    return y, z, np.linalg.eigvalsh(x[:64, :64] @ x[:64, :64].T)\n"
    )
    x = np.random.default_rng(0).random((500, 700))
    with phylanx.options(executor=executor):
        got = f(x)
    wanted = f.__wrapped__(x)
    assert not differences(got[:2], wanted[:2])
    assert np.allclose(got[2], wanted[2])
    assert got[0].flags.c_contiguous
    assert got[1].flags.c_contiguous


def test_no_memory_for_a_routine(tmp_path) -> None:
    """LAPACK's loops tell only Python of it, and leave their results as they were."""
    program = tmp_path / "program.py"
    program.write_text(
        "import resource\nimport numpy as np\nfrom phylanx import Phylanx\n\n"
        "@Phylanx(strict=True)\ndef f(x):\n    return np.linalg.eigvalsh(x)\n\n"
        "f(np.eye(4))\nx = np.eye(4000)\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 2**26,) * 2)\n"
        "try:\n    print(f(x)[0])\nexcept MemoryError:\n    print('no memory')\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=100)
    assert done.stdout == "no memory\n", done.stderr
