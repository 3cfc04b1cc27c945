"""Moments of the resolvent of a polynomial matrix on a circle: a complex solve at each point."""

import numpy as np

KINDS = ("complex arithmetic with solves",)
STYLE = "arrays"
SIZES = {"tiny": (5, 2, 4), "small": (40, 8, 24), "large": (260, 40, 24)}


def initialize(rng, n, probes, points):
    def square():
        return (rng.random((n, n)) + 1j * rng.random((n, n))) / n

    return square(), square(), square(), rng.random((n, probes)) + 0j, 1.5, points


def run(a0, a1, a2, probe, radius, points):
    zeroth = np.zeros_like(probe)
    first = np.zeros_like(probe)
    for k in range(points):
        z = radius * np.exp(2j * np.pi * (k + 0.5) / points)
        system = a0 + z * a1 + z**2 * a2 - np.eye(a0.shape[0])
        x = np.linalg.solve(system, probe) * (z / points)
        zeroth += x
        first += z * x
    return zeroth, first
