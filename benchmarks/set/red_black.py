"""Relaxation in two colours: strided slices of one grid, each colour from the other."""

KINDS = ("Gauss-Seidel loops", "2-d stencil")
STYLE = "arrays"
SIZES = {"tiny": (10, 3), "small": (130, 400), "large": (2_402, 6)}


def initialize(rng, n, sweeps):
    return rng.random((n, n)), rng.random((n, n)), 1.7, sweeps


def run(start, source, over, sweeps):
    u = start.copy()
    for _ in range(sweeps):
        for first, second in ((1, 1), (2, 2), (1, 2), (2, 1)):
            here = u[first:-1:2, second:-1:2]
            up = u[first - 1 : -2 : 2, second:-1:2]
            down = u[first + 1 :: 2, second:-1:2]
            left = u[first:-1:2, second - 1 : -2 : 2]
            right = u[first:-1:2, second + 1 :: 2]
            here += over * (0.25 * (up + down + left + right - source[first:-1:2, second:-1:2]) - here)
    return u
