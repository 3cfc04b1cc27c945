"""The most base pairs an RNA strand can fold into, over all spans."""

import numpy as np

KINDS = ("dynamic programming",)
STYLE = "loops"
SIZES = {"tiny": (12,), "small": (60,), "large": (170,)}


def initialize(rng, n):
    return (rng.integers(0, 4, n),)


def run(bases):
    n = len(bases)
    most = np.zeros((n, n), dtype=np.int64)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            best = max(most[i, j - 1], most[i + 1, j])
            if j - i > 3:
                pairs = 1 if bases[i] + bases[j] == 3 else 0
                best = max(best, most[i + 1, j - 1] + pairs)
            for k in range(i + 1, j):
                best = max(best, most[i, k] + most[k + 1, j])
            most[i, j] = best
    return most
