"""Two chemicals that diffuse and react (Gray and Scott's model) on a periodic square."""

import numpy as np

KINDS = ("2-d stencil", "long element-wise formulas")
STYLE = "arrays"
SIZES = {"tiny": (10, 5), "small": (128, 300), "large": (1_500, 4)}


def initialize(rng, n, steps):
    u = np.ones((n, n)) - 0.05 * rng.random((n, n))
    v = 0.3 * rng.random((n, n))
    return u, v, 0.16, 0.08, 0.035, 0.065, steps


def laplacian(f):
    return np.roll(f, 1, 0) + np.roll(f, -1, 0) + np.roll(f, 1, 1) + np.roll(f, -1, 1) - 4 * f


def run(u, v, du, dv, feed, kill, steps):
    for _ in range(steps):
        reaction = u * v * v
        u = u + du * laplacian(u) - reaction + feed * (1 - u)
        v = v + dv * laplacian(v) + reaction - (feed + kill) * v
    return u, v
