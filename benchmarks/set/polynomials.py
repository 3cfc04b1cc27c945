"""A series of Chebyshev's polynomials at many points by their recurrence, summed with coefficients."""

import numpy as np

KINDS = ("long element-wise formulas",)
STYLE = "arrays"
SIZES = {"tiny": (10, 5), "small": (5_000, 80), "large": (2_500_000, 12)}


def initialize(rng, points, terms):
    return rng.uniform(-1, 1, points), rng.standard_normal(terms)


def run(x, coefficients):
    before = np.ones_like(x)
    now = x
    total = coefficients[0] + coefficients[1] * x
    for k in range(2, len(coefficients)):
        before, now = now, 2.0 * x * now - before
        total += coefficients[k] * now
    return total


def traffic(points, terms):
    return 16 * points
