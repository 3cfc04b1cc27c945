"""The examples convert as a whole: nothing of them is called in Python.

SPDX-License-Identifier: BSL-1.0
"""

import ast
from pathlib import Path

import pytest

from phylanx.frontend import convert
from tests.programs import load

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FUNCTIONS = {
    "als": "factorize",
    "kmeans": "cluster",
    "logistic_regression": "train",
    "neural_network": "train",
    "linear_regression": "train",
    "gauss": "solve",
    "lu": "factorize",
    "topics": "sample",
    "random_forest": "grow",
}


@pytest.mark.parametrize(("example", "name"), FUNCTIONS.items())
def test_an_example_converts_fully(example, name, tmp_path):
    """Its functions alone: the example's own imports need more than the front end."""
    path = EXAMPLES / f"{example}.py"
    tree = ast.parse(path.read_text())
    kept = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    copy = tmp_path / f"{example}_functions.py"
    copy.write_text("import numpy as np\n" + "\n".join(ast.unparse(n) for n in kept))
    conversion = convert(getattr(load(copy, copy.stem), name))
    assert not conversion.findings and not conversion.foreign and not conversion.exprs
    assert not conversion.extra
