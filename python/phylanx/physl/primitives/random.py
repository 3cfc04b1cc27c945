"""Area matrixops: random numbers, one generator for the process.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import cast, integer, integers, is_array, is_list, number

AREA = Area("matrixops")
primitive = AREA.primitive


class _Source:
    def __init__(self) -> None:
        self.reseed(int(np.random.SeedSequence().generate_state(1)[0]))

    def reseed(self, seed: int) -> None:
        self.seed = seed
        self.numbers = np.random.default_rng(seed)


SOURCE = _Source()


def _truncated_normal(g: np.random.Generator, mean: float, deviation: float, size: Any) -> Any:
    """Normal within two deviations: what lies outside is drawn again."""
    found = np.asarray(g.normal(mean, deviation, size))
    for _ in range(100):
        outside = np.abs(found - mean) > 2 * deviation
        if not outside.any():
            break
        found = np.where(outside, g.normal(mean, deviation, size), found)
    return found


#: name -> default parameters, how to draw
_DISTRIBUTIONS: dict[str, tuple[tuple, Callable]] = {
    "uniform": ((0.0, 1.0), lambda g, a, b, n: g.uniform(a, b, n)),
    "uniform_int": ((0, 2**31 - 1), lambda g, a, b, n: g.integers(a, b, n, endpoint=True)),
    "bernoulli": ((0.5,), lambda g, p, n: g.random(n) < p),
    "binomial": ((1, 0.5), lambda g, t, p, n: g.binomial(int(t), p, n)),
    "negative_binomial": ((1, 0.5), lambda g, k, p, n: g.negative_binomial(k, p, n)),
    "geometric": ((0.5,), lambda g, p, n: g.geometric(p, n) - 1),
    "poisson": ((1.0,), lambda g, m, n: g.poisson(m, n)),
    "exponential": ((1.0,), lambda g, rate, n: g.exponential(1.0 / rate, n)),
    "gamma": ((1.0, 1.0), lambda g, a, b, n: g.gamma(a, b, n)),
    "weibull": ((1.0, 1.0), lambda g, a, b, n: b * g.weibull(a, n)),
    "extreme_value": ((0.0, 1.0), lambda g, a, b, n: g.gumbel(a, b, n)),
    "normal": ((0.0, 1.0), lambda g, m, s, n: g.normal(m, s, n)),
    "truncated_normal": ((0.0, 1.0), _truncated_normal),
    "lognormal": ((0.0, 1.0), lambda g, m, s, n: g.lognormal(m, s, n)),
    "chi_squared": ((1.0,), lambda g, k, n: g.chisquare(k, n)),
    "cauchy": ((0.0, 1.0), lambda g, a, b, n: a + b * g.standard_cauchy(n)),
    "fisher_f": ((1.0, 1.0), lambda g, a, b, n: g.f(a, b, n)),
    "student_t": ((1.0,), lambda g, k, n: g.standard_t(k, n)),
}


@primitive()
def random(size, dist=None, dtype=None):
    """Random numbers of a distribution: a name, or a list of a name and parameters."""
    name, *given = [dist or "normal"] if not is_list(dist) else dist
    if name not in _DISTRIBUTIONS:
        raise ValueError(f"there is no distribution '{name}'")
    defaults, draw = _DISTRIBUTIONS[name]
    if len(given) > len(defaults):
        raise TypeError(f"the distribution '{name}' has {len(defaults)} parameters")
    parameters = [number(p, "a parameter") for p in given] + list(defaults[len(given) :])
    shape = None if size is None else integers(size, "size")
    return cast(draw(SOURCE.numbers, *parameters, shape), dtype)


@primitive()
def random_sample(size=None):
    """Uniform in [0, 1)."""
    return SOURCE.numbers.random(None if size is None else integers(size, "size"))


@primitive()
def random_integers(low, high=None, size=None):
    """Integers from low (1) to high, both included."""
    low = integer(low, "low")
    low, high = (1, low) if high is None else (low, integer(high, "high"))
    return SOURCE.numbers.integers(low, high, None if size is None else integers(size, "size"), endpoint=True)


@primitive()
def randn(*dims):
    """Of the standard normal distribution."""
    return SOURCE.numbers.standard_normal(integers(list(dims), "an extent") if dims else None)


@primitive()
def set_seed(n):
    """Starts the random numbers anew."""
    SOURCE.reseed(integer(n, "the seed"))


@primitive()
def get_seed():
    """The seed of the random numbers."""
    return SOURCE.seed


def shuffled(x: Any) -> Any:
    """The rows or items in a random order."""
    if not is_array(x) and not is_list(x):
        raise TypeError("an array or a list is wanted")
    order = SOURCE.numbers.permutation(len(x))
    return x[order] if is_array(x) else [x[int(i)] for i in order]


@primitive("shuffle")
def shuffle(x):
    """Brings the rows of an array or the items of a list into a random order, in place."""
    x[:] = shuffled(x)
    return x
