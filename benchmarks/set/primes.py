"""Primes by crossing out multiples in a table of flags."""

import numpy as np

KINDS = ("integer and boolean work",)
STYLE = "arrays"
SIZES = {"tiny": (100,), "small": (60_000,), "large": (20_000_000,)}


def initialize(rng, n):
    return (n,)


def run(n):
    prime = np.ones(n + 1, dtype=np.bool_)
    prime[:2] = False
    for k in range(2, int(n**0.5) + 1):
        if prime[k]:
            prime[k * k :: k] = False
    return np.flatnonzero(prime)
