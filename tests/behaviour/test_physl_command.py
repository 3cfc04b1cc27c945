"""The command `physl`: results, errors with a caret and exit status 1, text that round-trips.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from phylanx import Phylanx
from tests.programs import ending_with_us


def physl(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        ending_with_us(sys.executable, "-m", "phylanx.physl_command", *arguments),
        capture_output=True,
        text=True,
        input=given,
        timeout=60,
    )


RESULTS = {
    "1 + 2": "3",
    "1.5 * 2": "3",
    "7 / 2": "3",
    "7.0 / 2": "3.5",
    "7 % 3": "1",
    "1 < 2 && 2 < 3": "true",
    "!true": "false",
    "nil": "nil",
    '"text"': "text",
    "list(1, 2.5, true)": "list(1, 2.5, true)",
    "'(1, 2)": "list(1, 2)",
    "[1, 2, 3]": "[1, 2, 3]",
    "[[1.5, 2], [3, 4]]": "[[1.5, 2], [3, 4]]",
    "[1, 2, 3] + 1": "[2, 3, 4]",
    "[1.0, 2.0] * [3.0, 4.0]": "[3, 8]",
    "dot([1, 2, 3], [4, 5, 6])": "32",
    "sum([[1, 2], [3, 4]], __arg(axis, 0))": "[4, 6]",
    "transpose([[1, 2], [3, 4]])": "[[1, 3], [2, 4]]",
    "define(x, 3) x * x": "9",
    "define(f, x, x + 1) f(41)": "42",
    "define(f, n, if(n <= 1, 1, n * f(n - 1))) f(10)": "3628800",
    "block(define(x, 1), store(x, x + 1), x)": "2",
    "define(i, 0) while(i < 5, store(i, i + 2)) i": "6",
    "if(1 < 2, 10, 20)": "10",
    "# a comment\n 1 // another\n + /* one more */ 2": "3",
    "sqrt(16.0)": "4",
    "exp(0.0)": "1",
    "pi": "3.14159",
    "shape([[1, 2, 3]])": "list(1, 3)",
    "-3 + +4": "1",
}


@pytest.mark.parametrize("text", RESULTS)
def test_results(text) -> None:
    done = physl("--print", "--code", text)
    assert (done.returncode, done.stdout, done.stderr) == (0, RESULTS[text] + "\n", "")


def test_files_and_standard_input(tmp_path) -> None:
    path = tmp_path / "program.physl"
    path.write_text("define(f, x,\n    x * 2)\nf(21)\n")
    assert physl("--print", str(path)).stdout == "42\n"
    assert physl("--print", "-", given="6 * 7").stdout == "42\n"
    missing = physl(str(tmp_path / "missing.physl"))
    assert missing.returncode == 1 and "missing.physl" in missing.stderr


#: text -> line, column, words of the message
BAD = {
    "1 + ": (1, 5, "expected"),
    "define(x, 1": (1, 12, "expected"),
    "define(x, 1)\n  foo(x,, 2)": (2, 9, "expected"),
    "f(1)": (1, 1, "f"),
    "(1 + 2": (1, 7, "expected"),
    '"open': (1, 1, ""),
    "1 2 )": (1, 5, ""),
    "[1, x]": (1, 5, ""),
    "define(pi, 3)": (1, 8, "pi"),
    "$": (1, 1, ""),
    "sqrt(1, 2, 3, 4)": (1, 1, ""),
    "1 +\n2 +\n* 3": (3, 1, "expected"),
}


@pytest.mark.parametrize("text", BAD)
def test_errors_have_a_place(text) -> None:
    line, column, word = BAD[text]
    done = physl("--print", "--code", text)
    assert done.returncode == 1 and done.stdout == ""
    shown = done.stderr.rstrip("\n").split("\n")
    assert shown[0].startswith(f"<code>:{line}:"), done.stderr
    assert word in shown[0]
    assert shown[1].strip() == text.split("\n")[line - 1].strip()
    assert set(shown[2].strip()) == {"^"}
    if not text.startswith("sqrt"):
        assert shown[0].startswith(f"<code>:{line}:{column}:"), done.stderr
    assert shown[2].index("^") - (len(shown[1]) - len(shown[1].lstrip())) >= 0
    assert "Traceback" not in done.stderr


def test_run_time_errors(tmp_path) -> None:
    path = tmp_path / "bad.physl"
    path.write_text("define(x, [1, 2, 3])\nx + [1, 2]\n")
    done = physl("--print", str(path))
    assert done.returncode == 1 and done.stdout == ""
    assert f"{path}:2" in done.stderr and "broadcast" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_to_do() -> None:
    assert physl().returncode == 2
    assert physl("--help").returncode == 0


@Phylanx
def example(x, n):
    total = 0.0
    for i in range(n):
        if x[i] > 0:
            total += np.exp(-x[i]) * 2
    return total, x[1:].sum(axis=0), (n, "text")


def test_the_text_of_a_function_round_trips(tmp_path) -> None:
    path = tmp_path / "example.physl"
    path.write_text(str(example.physl))
    once = physl("--dry-run", "--print-code", str(path))
    assert once.returncode == 0, once.stderr
    path.write_text(once.stdout)
    twice = physl("--dry-run", "--print-code", str(path))
    assert twice.stdout == once.stdout


def test_the_installed_command() -> None:
    import shutil
    from pathlib import Path

    command = shutil.which("physl") or str(Path(sys.executable).parent / "physl")
    if not Path(command).exists():
        pytest.skip("the package is not installed")
    done = subprocess.run([command, "--print", "--code", "6 * 7"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "42\n")
