"""Numba and JAX, with LLVMs of their own, live in the same process.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import importlib.util

import pytest

from tests.programs import check_python

PARTS = {
    "phylanx": """
@Phylanx
def ours(x):
    return np.exp(-x).sum() + x @ x

def use_phylanx():
    assert abs(ours(X) - ours.__wrapped__(X)) < 1e-8
""",
    "numba": """
def use_numba():
    import numba

    @numba.njit(parallel=True)
    def theirs(x):
        total = 0.0
        for i in numba.prange(x.shape[0]):
            total += np.exp(-x[i])
        return total

    assert abs(theirs(X) - np.exp(-X).sum()) < 1e-8
""",
    "jax": """
def use_jax():
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    theirs = jax.jit(lambda x: jnp.exp(-x).sum())
    assert abs(float(theirs(X)) - np.exp(-X).sum()) < 1e-8
""",
    "sklearn": """
def use_sklearn():
    from sklearn.cluster import KMeans

    KMeans(2, n_init=1, random_state=0).fit(X[:300].reshape(-1, 2))
""",
    "threads": """
def use_threads():
    import threading

    @Phylanx
    def other(x, n):
        for _ in range(n):
            x = np.sqrt(x + 1)
        return x

    thread = threading.Thread(target=other, args=(X, 30))
    thread.start()
    use_phylanx()
    thread.join()
""",
}
ORDERS = [
    ("phylanx", "numba", "phylanx"),
    ("numba", "phylanx", "numba"),
    ("phylanx", "jax", "phylanx"),
    ("jax", "phylanx", "jax"),
    ("jax", "numba", "phylanx", "threads", "numba", "jax", "phylanx"),
    ("phylanx", "sklearn", "threads", "numba", "phylanx"),
    ("sklearn", "phylanx", "sklearn"),
]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_in_one_process(tmp_path, order) -> None:
    for name in {"numba", "jax", "sklearn"} & set(order):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    needed = dict.fromkeys(("phylanx", *order))
    calls = "".join(f"use_{name}()\n" for name in order)
    source = "X = np.linspace(0, 1, 200_001)\n" + "".join(PARTS[n] for n in needed) + calls
    check_python(tmp_path, f"{source}\nprint('good')\n", timeout=180)


def test_no_foreign_symbols_are_seen() -> None:
    """The extension shows nothing of LLVM, TBB's or BLAS's names to others."""
    import shutil
    import subprocess

    from phylanx import _core

    if shutil.which("nm") is None:
        pytest.skip("nm is not installed")
    out = subprocess.run(
        ["nm", "-D", "--defined-only", _core.__file__], capture_output=True, text=True, check=True
    ).stdout
    names = [line.split()[-1] for line in out.splitlines()]
    foreign = [n for n in names if "llvm" in n.lower() or "cblas" in n or "openblas" in n]
    assert not foreign, foreign[:10]
    assert "PyInit__core" in names
