"""Prints the requirements of pyproject.toml, one a line: to build, to run, and of the extras that are named.

SPDX-License-Identifier: BSL-1.0
"""

import sys
from pathlib import Path

try:
    import tomllib
except ImportError:  # Python 3.10
    from pip._vendor import tomli as tomllib

pyproject = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
project = pyproject["project"]
wanted = ["cmake>=3.25", "ninja>=1.11", *pyproject["build-system"]["requires"], *project["dependencies"]]
for extra in sys.argv[1:]:
    wanted += project["optional-dependencies"][extra]
print("\n".join(dict.fromkeys(wanted)))
