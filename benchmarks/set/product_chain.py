"""A chain of matrix products with scalings and a sum."""

KINDS = ("chains of matrix products",)
STYLE = "arrays"
SIZES = {"tiny": (6, 7, 8), "small": (100, 110, 120), "large": (900, 1_000, 1_100)}


def initialize(rng, n, m, k):
    return 1.5, 0.7, rng.random((n, k)), rng.random((k, m)), rng.random((m, k)), rng.random((n, k))


def run(alpha, beta, a, b, c, d):
    return alpha * a @ b @ c + beta * d
