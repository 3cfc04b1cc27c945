"""The best local alignment of two sequences: a table filled entry by entry."""

import numpy as np

KINDS = ("dynamic programming",)
STYLE = "loops"
SIZES = {"tiny": (12, 9), "small": (220, 200), "large": (1_500, 1_000)}


def initialize(rng, n, m):
    return rng.integers(0, 4, n), rng.integers(0, 4, m), 3, -2, 4


def run(first, second, match, mismatch, gap):
    n = len(first)
    m = len(second)
    table = np.zeros((n + 1, m + 1), dtype=np.int64)
    best = 0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            score = match if first[i - 1] == second[j - 1] else mismatch
            value = max(0, table[i - 1, j - 1] + score, table[i - 1, j] - gap, table[i, j - 1] - gap)
            table[i, j] = value
            if value > best:
                best = value
    return best, table
