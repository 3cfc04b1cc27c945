"""The command `phylanx`.

SPDX-License-Identifier: BSL-1.0
"""

import json

import pytest

from phylanx import cli, physl_command

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


def test_versions(capsys):
    for command, name in ((cli, "phylanx"), (physl_command, "physl")):
        with pytest.raises(SystemExit) as ended:
            command.main(["--version"])
        assert ended.value.code == 0 and capsys.readouterr().out.startswith(name)


def test_ops_are_listed(capsys):
    assert cli.main(["info", "--ops"]) == 0
    assert all(line.endswith("]") for line in capsys.readouterr().out.splitlines())


def test_what_the_file_prints_is_not_in_the_list(file, capsys):
    file.write_text("print('hello')\n" + file.read_text())
    assert cli.main(["check", "--format", "json", str(file)]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


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
    assert "executors\n  tbb\n  executor 'hpx' is not in this build\n" in out


def test_cache(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PHYLANX_CACHE_DIR", str(tmp_path))
    (tmp_path / "entry").write_bytes(b"x" * 2**20)
    assert cli.main(["cache"]) == 0
    assert capsys.readouterr().out == f"{tmp_path}: 1 files, 1.0 MiB\n"
    assert cli.main(["cache", "clear"]) == 0
    assert not list(tmp_path.iterdir())
