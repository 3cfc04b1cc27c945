"""Functions that stay calls into Python, but whose results have types that the arguments tell.

The rules themselves are in src/sema/lower_typed.cpp; what they cannot tell stays a Python object.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import sys

import numpy as np

#: Distributions by how many numbers come before the size: random(size), normal(loc, scale, size) ...
_FLOATS = (
    "random standard_normal standard_exponential standard_cauchy",
    "exponential chisquare pareto power rayleigh standard_gamma standard_t weibull",
    "normal uniform lognormal gamma beta f gumbel laplace logistic noncentral_chisquare vonmises wald",
    "noncentral_f triangular",
)
_INTS = ("", "poisson geometric logseries zipf", "binomial negative_binomial", "hypergeometric")
_SHARED = {
    name: f"random:{count}:{kind}"
    for names_by_count, kind in ((_FLOATS, "float"), (_INTS, "old_int"))
    for count, names in enumerate(names_by_count)
    for name in names.split()
} | {"permutation": "permutation", "choice": "choice"}
_GENERATOR = _SHARED | {"integers": "random:2:int"}
_LEGACY = _SHARED | {
    "rand": "random:*:float",
    "randn": "random:*:float",
    "random_sample": "random:0:float",
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
