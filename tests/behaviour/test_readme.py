"""The README's example prints what it says, its other lines run, and its commands exist.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import re
import subprocess
import sys

from tests.programs import ROOT, ending_with_us

TEXT = (ROOT / "README.md").read_text()
EXAMPLE, FURTHER = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def run(folder, source: str) -> str:
    path = folder / "example.py"
    path.write_text(source)
    command = ending_with_us(sys.executable, "-W", "error", str(path))
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_example_prints_what_it_says(tmp_path) -> None:
    printed = re.search(r"It prints\n\n```\n(.*?)```", TEXT, re.DOTALL)
    assert printed is not None
    assert run(tmp_path, EXAMPLE) == printed[1]


def test_the_example_has_ten_lines() -> None:
    code = [line for line in EXAMPLE.splitlines() if line.strip() and not line.startswith(("import", "from"))]
    assert len(code) <= 10


def test_the_further_lines_run(tmp_path) -> None:
    assert "result" in run(
        tmp_path,
        f"import phylanx\nfrom phylanx import Phylanx\n{EXAMPLE}"
        f"y = (x @ [1.0, -2.0, 3.0] > 0).astype(float)\n{FURTHER}\n"
        "assert np.array_equal(future.result(), train(x, y, 0.5, 100))\n"
        "assert 'define' in train.physl\nprint('result', train.explain(x, y, 0.5, 100))\n",
    )


def test_the_commands_exist() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = set(re.findall(r"(?:`|^ +)make ([a-z-]+)", TEXT, re.MULTILINE))
    assert {"demo", "test"} <= named <= set(targets)


def test_the_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert target.startswith("http") or (ROOT / target).exists(), target
