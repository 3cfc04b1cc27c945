"""The command `physl`: options, files, arguments, reports.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from phylanx import physl_command
from phylanx.physl.values import spelled


@pytest.fixture
def physl(capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        status = physl_command.main(list(arguments))
        return (status, *capsys.readouterr())

    return run


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.physl"
    path.write_text("define(f, a, b, a * b)\nf\n")
    return str(path)


def test_code_and_files(physl, script) -> None:
    assert physl("--print", "--code", "1 + 2") == (0, "3\n", "")
    assert physl("-p", "-b", "list(1, 2.5)") == (0, "list(1, 2.5)\n", "")
    assert physl("-p", script, "6", "7.5") == (0, "45\n", "")
    assert physl("--code", "1 + 2") == (0, "", "")
    assert physl("-p", "-c", "sys_argv", "[1, 2]", "list(3)") == (0, "list([1, 2], list(3))\n", "")
    assert physl("--hpx:threads=2", "-p", "-c", "nil") == (0, "nil\n", "")


def test_files_of_results(physl, script, tmp_path) -> None:
    out = tmp_path / "out"
    assert physl(f"--print={out}", "-c", "[1.5, 2]") == (0, "", "")
    assert out.read_text() == "[1.5, 2]\n"
    assert physl("-p", "--print-format", "json", "-c", "list([1.5, 2], nil, true)")[1] == (
        '{"data": [[1.5, 2.0], null, true], "annotation": null}\n'
    )
    assert (
        physl("-p", "--print-format", "physl", "-c", "[1]")[1] == 'dict(list("data", [1]), list("annotation", nil))\n'
    )


def test_trees(physl, script, tmp_path, monkeypatch) -> None:
    dump = tmp_path / "script.ast"
    assert physl(f"--dump-ast={dump}", "--dry-run", script)[0] == 0
    assert physl("-p", "--load-ast", str(dump), "2", "3") == (0, "6\n", "")
    monkeypatch.setenv("PHYSL_IR", base64.b64encode(str(dump).encode()).decode())
    assert physl("-p")[:2] == (0, "f\n")
    with pytest.raises(SystemExit):
        physl("-p", "-e")


def test_rules(physl, script, tmp_path) -> None:
    rules = tmp_path / "swap.physlrules"
    rules.write_text("# swapped\n_1 * _2 : _2 + _1\n")
    assert physl("-p", "-t", str(rules), script, "6", "7")[1] == "13\n"
    assert physl("-t", str(rules), "--dry-run", "--print-code", "-c", "x$1$2 * 2")[0] == 1  # no such name
    code = tmp_path / "code"
    assert physl("-t", str(rules), "--dry-run", "--dump-code", str(code), "-c", "3 * 2")[0] == 0
    assert code.read_text() == "__add(2, 3)\n"
    rules.write_text("_1 * : 3")
    status, _, err = physl("-t", str(rules), "-c", "1")
    assert status == 1 and err.startswith(f"{rules}:1:6: ")


def test_dry_run_and_time(physl) -> None:
    assert physl("--dry-run", "-c", 'cout("a")') == (0, "", "")
    assert physl("--dry-run", "-c", "y")[0] == 1
    assert physl("--print-code", "--dry-run", "-c", "1 + 2") == (0, "__add(1, 2)\n", "")
    assert physl("--time", "-c", "1")[1].startswith("time: ")


def test_docs(physl) -> None:
    out = physl("--docs")[1]
    assert "dot(a, b)\n    The dot product" in out and "while(condition, body)\n" in out


def test_performance(physl, tmp_path) -> None:
    text = "define(f, x, x + 1)\nf(f(1))"
    dot, newick, csv = tmp_path / "dot", tmp_path / "newick", tmp_path / "csv"
    options = ["--dump-dot", str(dot), "--dump-newick-tree", str(newick), "--dump-counters", str(csv)]
    assert physl(*options, "-c", text) == (0, "", "")
    assert dot.read_text().startswith('graph "<code>" {\n    "/phylanx$0/define-variable$0$f/0$1$8" -- ')
    assert newick.read_text().endswith(
        "(/phylanx$0/call-function$1$f/0$2$3) /phylanx$0/call-function$0$f/0$2$1) <code>;\n"
    )
    rows = csv.read_text().splitlines()
    assert rows[0] == "primitive_instance,display_name,count,time,eval_direct"
    assert any(r.startswith('"/phylanx$0/__add$0/0$1$14","add/L#0(1, 14)",2,') for r in rows)
    assert "graph" in physl("--performance", "-c", text)[1]


def test_reports(physl, tmp_path) -> None:
    status, _, err = physl("-c", "f(1, 2")
    assert status == 1 and err.startswith("<code>:1:7: ") and err.endswith("\n  f(1, 2\n        ^\n")
    status, _, err = physl("-c", "1\n    g(1)")
    assert (status, err) == (1, "<code>:2:5: name 'g' is not defined\n      g(1)\n      ^\n")
    status, _, err = physl("-c", "1\n1 / 0")
    assert (status, err) == (1, "<code>:2:1: __div:: integer division by zero\n  1 / 0\n  ^\n")
    status, _, err = physl("-c", "1", "2", "3 +")
    assert status == 1 and err.startswith("<argument>:1:4: ")
    assert "No such file" in physl(str(tmp_path / "none.physl"))[2]
    assert "No such file" in physl("-t", str(tmp_path / "none"), "-c", "1")[2]
    with pytest.raises(SystemExit):
        physl()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nil"),
        (True, "true"),
        (np.bool_(False), "false"),
        (42.0, "42"),
        (1 / 3, "0.333333"),
        (np.float32(1e10), "1e+10"),
        (np.int8(3), "3"),
        ("text", "text"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (np.array([]), "[]"),
        (np.array(2.5), "2.5"),
        ([1, (True, None)], "list(1, list(true, nil))"),
        ({"a": 1}, "dict(list(a, 1))"),
        (1 + 2j, "complex(1, 2)"),
    ],
)
def test_values_as_physl_prints_them(value, text) -> None:
    assert spelled(value) == text


def test_examples(physl, tmp_path) -> None:
    folder = Path(__file__).resolve().parents[2] / "examples" / "physl"
    assert physl("-p", str(folder / "factorial.physl"), "10")[1] == "3628800\n"
    assert physl("-p", str(folder / "fibonacci.physl"), "50")[1] == "12586269025\n"
    assert physl("-p", "-t", str(folder / "mul2add.physlrules"), "-c", "3 * 4")[1] == "7\n"
    data = tmp_path / "data.csv"
    data.write_text("4,2,no,yes\n1.0,2.0,1\n-1.0,-2.0,0\n2.0,1.0,1\n-2.0,-1.0,0\n")
    status, out, err = physl("-p", str(folder / "lra.physl"), f'"{data}"', "0.1", "100")
    assert (status, out, err) == (0, "[1.73111, 1.73111]\n", "")
