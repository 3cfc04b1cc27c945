"""Functions that stay calls into Python, but whose results have types that the arguments tell.

The rules themselves are in src/sema/lower_typed.cpp; what they cannot tell stays a Python object.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import sys

import numpy as np

#: numbers that come before the size: random(size), normal(loc, scale, size) ...
_GENERATOR = {
    "random": "random:0:float",
    "standard_normal": "random:0:float",
    "standard_exponential": "random:0:float",
    "exponential": "random:1:float",
    "normal": "random:2:float",
    "uniform": "random:2:float",
    "lognormal": "random:2:float",
    "gamma": "random:2:float",
    "beta": "random:2:float",
    "poisson": "random:1:old_int",
    "binomial": "random:2:old_int",
    "integers": "random:2:int",
}
_LEGACY = {
    "rand": "random:*:float",
    "randn": "random:*:float",
    "random": "random:0:float",
    "random_sample": "random:0:float",
    "standard_normal": "random:0:float",
    "exponential": "random:1:float",
    "normal": "random:2:float",
    "uniform": "random:2:float",
    "randint": "random:2:old_int",
}


@functools.cache
def _by_identity() -> dict[int, tuple[object, str]]:
    return {id(f := getattr(np.random, name)): (f, rule) for name, rule in _LEGACY.items()}


def result_rule(value: object) -> str | None:
    """The rule for a function's result."""
    if "numpy.random" not in sys.modules:  # takes longer to load than a conversion; who calls it has loaded it
        return None
    function, rule = _by_identity().get(id(value), (None, ""))
    return rule if function is value and rule else None


def generator_rule(name: str) -> str | None:
    """The rule for a method of numpy.random.Generator."""
    return _GENERATOR.get(name)
