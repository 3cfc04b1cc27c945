"""How long the numbers take to come down to one by halving and tripling."""

import numpy as np

KINDS = ("integer and boolean work",)
STYLE = "loops"
SIZES = {"tiny": (20,), "small": (2_000,), "large": (30_000,)}


def initialize(rng, n):
    return (n,)


def run(most):
    lengths = np.zeros(most, dtype=np.int32)
    for start in range(1, most):
        n = start
        steps = 0
        while n != 1:
            if n % 2 == 0:
                n //= 2
            else:
                n = 3 * n + 1
            steps += 1
        lengths[start] = steps
    return lengths
