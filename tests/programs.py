"""Writes Python source into files and imports it: decorated functions need a file.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

HEAD = "import math\n\nimport numpy as np\n\nimport phylanx\nfrom phylanx import Phylanx\n\n\n"
ROOT = Path(__file__).resolve().parents[1]


class Programs:
    """Modules made of source text, each in a file of its own in one folder."""

    _numbers = itertools.count(1)  # of the process: a file is never written twice

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def module(self, source: str, name: str = "", head: bool = True) -> ModuleType:
        """Imports the source; imports of numpy, math and phylanx are put before it."""
        name = name or f"program_{os.getpid()}_{next(self._numbers)}"
        path = self.folder / f"{name}.py"
        path.write_text((HEAD if head else "") + textwrap.dedent(source))
        return load(path, name)

    def __call__(self, source: str, name: str = "") -> Any:
        """The last function that the source defines, or the one of that name."""
        module = self.module(source)
        if not name:
            defined = [
                line.split()[1].partition("(")[0]
                for line in textwrap.dedent(source).splitlines()
                if line.startswith(("def ", "async def "))
            ]
            name = defined[-1]
        return getattr(module, name)


def load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def ending_with_us(*command: str) -> list[str]:
    """The command as one that does not outlive this process, even where that is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--", *command] if setpriv else list(command)


def run_python(
    folder: Path, source: str, *arguments: str, timeout: float = 120, **environment: str
) -> subprocess.CompletedProcess:
    """Runs the source as a script of its own file in a fresh process."""
    count = len(list(folder.glob("script_*.py")))
    path = folder / f"script_{count}.py"
    path.write_text(HEAD + textwrap.dedent(source))
    return subprocess.run(
        ending_with_us(sys.executable, str(path), *arguments),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=ROOT,
    )


def check_python(folder: Path, source: str, *arguments: str, **keywords: Any) -> str:
    """As run_python; what it printed, after a check that it ended well."""
    done = run_python(folder, source, *arguments, **keywords)
    assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout
