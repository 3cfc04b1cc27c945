"""What `import phylanx` and a first call load, and what they leave alone.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "numba", "llvmlite", "jax", "jaxlib", "scipy", "sklearn", "pandas", "torch", "IPython",
    "asyncio", "multiprocessing", "concurrent.futures", "unittest", "pytest", "hypothesis",
    "importlib.metadata", "email", "http", "xml", "sqlite3", "distutils", "setuptools",
}  # fmt: skip


def loaded_by(source: str, before: str = "import numpy") -> set[str]:
    text = (
        f"{before}\nimport sys\nold = set(sys.modules)\n{source}\nprint(*(set(sys.modules) - old))"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, timeout=60, check=True
    )
    return set(done.stdout.split())


def test_the_package_is_light() -> None:
    new = loaded_by("import phylanx")
    assert not new & (HEAVY | {"inspect", "ast", "dis", "tokenize", "dataclasses", "logging"}), new
    assert not any(name.startswith("numba.") or name.startswith("jax.") for name in new)


def test_the_decorator_is_light() -> None:
    assert not loaded_by("from phylanx import Phylanx") & HEAVY


def test_a_call_is_light(tmp_path) -> None:
    path = tmp_path / "light.py"
    path.write_text(
        "import sys, numpy as np\nold = set(sys.modules)\nfrom phylanx import Phylanx\n"
        "@Phylanx\ndef f(x):\n    return np.exp(x).sum()\n\nf(np.ones(3))\n"
        "print(*(set(sys.modules) - old))\n"
    )
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    unneeded = {"numpy.random", "phylanx.physl.primitives"}
    assert not set(done.stdout.split()) & (HEAVY | unneeded)


def test_numpy_alone_is_enough(tmp_path) -> None:
    """No optional package is needed: all of them are hidden here."""
    hidden = ", ".join(repr(n) for n in sorted({"numba", "jax", "scipy", "sklearn", "llvmlite"}))
    path = tmp_path / "alone.py"
    path.write_text(
        f"import sys\nfor name in ({hidden}):\n    sys.modules[name] = None\n"
        "import numpy as np\nfrom phylanx import Phylanx\n\n"
        "@Phylanx\ndef f(a, b):\n    return a @ np.linalg.solve(a, b)\n\n"
        "print(np.allclose(f(np.eye(3) * 2, np.ones(3)), 1))\n"
    )
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr


def test_public_names() -> None:
    import phylanx

    for name in ("Phylanx", "ConversionError", "check", "profile", "counters", "set_num_threads",
                 "disabled", "options", "prange"):  # fmt: skip
        assert hasattr(phylanx, name) and name in phylanx.__all__
    with pytest.raises(AttributeError):
        phylanx.nothing  # noqa: B018


def test_nothing_is_written_at_import(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import phylanx; from phylanx import Phylanx"],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PATH": ""},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())
