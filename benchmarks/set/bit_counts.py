"""Hamming distances of fingerprints: exclusive or, bits counted by masks and shifts, the nearest for each."""

import numpy as np

KINDS = ("integer and boolean work", "bit-twiddling over bytes")
STYLE = "arrays"
SIZES = {"tiny": (6, 8), "small": (120, 150), "large": (1_500, 2_000)}


def initialize(rng, n, m):
    return rng.integers(0, 2**63, n, dtype=np.uint64), rng.integers(0, 2**63, m, dtype=np.uint64)


def run(first, second):
    x = first[:, None] ^ second[None, :]
    x = x - ((x >> 1) & 0x5555555555555555)
    x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333)
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F
    x = x + (x >> 8)
    x = x + (x >> 16)
    bits = (x + (x >> 32)) & 0x7F
    return bits.argmin(axis=1), bits.min(axis=1)
