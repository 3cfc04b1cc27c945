"""A symmetric matrix changed by products of two others, its lower triangle row by row."""

KINDS = ("symmetric updates",)
STYLE = "arrays"
SIZES = {"tiny": (8, 5), "small": (120, 80), "large": (700, 400)}


def initialize(rng, n, k):
    return 1.5, 1.2, rng.random((n, n)), rng.random((n, k)), rng.random((n, k))


def run(alpha, beta, start, a, b):
    c = start.copy()
    for i in range(c.shape[0]):
        c[i, : i + 1] *= beta
        for k in range(a.shape[1]):
            c[i, : i + 1] += alpha * (a[: i + 1, k] * b[i, k] + b[: i + 1, k] * a[i, k])
    return c
