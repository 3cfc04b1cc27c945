"""The commands `phylanx` and `physl`.

SPDX-License-Identifier: BSL-1.0
"""

import json

import numpy as np
import pytest

from phylanx import cli, physl_command
from tests.frontend import fake_core

SOURCE = """
from phylanx import Phylanx


@Phylanx
def good(x):
    return x + 1


@Phylanx
def printing(x):
    print(x)
    return x


class A:
    @Phylanx
    def method(self, x):
        with x:
            return x


def plain(x):
    return len(str(x))
"""

pytestmark = pytest.mark.usefixtures("fake")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "checked_program.py"
    path.write_text(SOURCE)
    return path


def test_check_as_text(file, capsys):
    assert cli.main(["check", str(file)]) == 0
    out = capsys.readouterr().out
    assert f"{file}:12:5: note: PHX120 'print' is called in Python\n      print(x)" in out
    assert f"{file}:19:9: warning: PHX104 'with' cannot be compiled" in out
    assert out.endswith("3 functions, 2 findings\n")
    assert cli.main(["check", "--strict", str(file)]) == 1


def test_check_as_json(file, capsys):
    assert cli.main(["check", "--format", "json", "--all", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(f["lineno"], f["code"], f["severity"]) for f in found] == [
        (12, "PHX120", "note"),
        (19, "PHX104", "warning"),
        (24, "PHX120", "note"),
    ]
    assert set(found[0]) == set(
        "filename lineno col_offset code reason advice severity function".split()
    )


def test_check_as_sarif(file, capsys):
    assert cli.main(["check", "--format", "sarif", str(file)]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    first = run["results"][0]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert (first["ruleId"], first["level"]) == ("PHX120", "note")
    assert region == {"startLine": 12, "startColumn": 5}


def test_check_of_a_file_that_fails(tmp_path, capsys):
    path = tmp_path / "broken_program.py"
    path.write_text("1 / 0\n")
    assert cli.main(["check", str(path)]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert cli.main(["check", str(tmp_path / "none.py")]) == 2


def test_info(capsys):
    assert cli.main(["info"]) == 0
    out = capsys.readouterr().out
    assert "phylanx " in out and "threads = 2" in out


def test_cache(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PHYLANX_CACHE_DIR", str(tmp_path))
    (tmp_path / "entry").write_bytes(b"x" * 2**20)
    assert cli.main(["cache"]) == 0
    assert capsys.readouterr().out == f"{tmp_path}: 1 files, 1.0 MiB\n"
    assert cli.main(["cache", "clear"]) == 0
    assert not list(tmp_path.iterdir())


# --- physl ---------------------------------------------------------------------------------------
def test_physl_runs_code_and_files(tmp_path, capsys):
    assert physl_command.main(["--print", "--code", "1 + 2"]) == 0
    assert capsys.readouterr().out == "3\n"
    script = tmp_path / "script.physl"
    script.write_text("list(1, 2.5)\n")
    assert physl_command.main(["--print", str(script)]) == 0
    assert capsys.readouterr().out == "list(1, 2.5)\n"


def test_physl_prints_nil_only_when_told(capsys):
    physl_command.main(["-c", "nil"])
    assert capsys.readouterr().out == ""
    physl_command.main(["-p", "-c", "nil"])
    assert capsys.readouterr().out == "nil\n"


def test_physl_prints_the_text(capsys):
    assert physl_command.main(["--print-code", "--dry-run", "-c", "1 + 2"]) == 0
    assert capsys.readouterr().out == "1 + 2\n"


def test_physl_reports_bad_text(capsys):
    assert physl_command.main(["-c", "f(1, 2"]) == 1
    err = capsys.readouterr().err
    assert err == "<code>:1:7: expected ')'\n  f(1, 2\n        ^\n"


def test_physl_reports_refusals_and_run_time_errors(monkeypatch, capsys):
    def refuse(text, file, args):
        raise fake_core.Refused("name 'g' is not defined", 2, 4)

    monkeypatch.setattr(fake_core, "run_physl", refuse)
    assert physl_command.main(["-c", "1\n    g(1)"]) == 1
    assert capsys.readouterr().err == "<code>:2:5: name 'g' is not defined\n      g(1)\n      ^\n"

    def fail(text, file, args):
        exec(compile("\n1 / 0", file, "exec"))

    monkeypatch.setattr(fake_core, "run_physl", fail)
    assert physl_command.main(["-c", "1\n1 / 0"]) == 1
    assert capsys.readouterr().err == "<code>:2: ZeroDivisionError: division by zero\n  1 / 0\n"


def test_physl_without_a_file(tmp_path, capsys):
    assert physl_command.main([str(tmp_path / "none.physl")]) == 1
    assert "No such file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        physl_command.main([])


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
def test_values_as_physl_prints_them(value, text):
    assert physl_command.spelled(value) == text
