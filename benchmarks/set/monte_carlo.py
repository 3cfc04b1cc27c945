"""The price of an option whose path is drawn by a generator written out: shifts and exclusive ors."""

import numpy as np

KINDS = ("Monte Carlo", "bit-twiddling over bytes")
STYLE = "loops"
SIZES = {"tiny": (5, 4), "small": (300, 40), "large": (20_000, 20)}


def initialize(rng, paths, steps):
    return 88_172_645, 100.0, 105.0, 0.0003, 0.01, paths, steps


def run(seed, price, strike, drift, volatility, paths, steps):
    state = seed
    payoffs = np.zeros(paths)
    for path in range(paths):
        value = price
        mean = 0.0
        for _ in range(steps):
            state ^= (state << 13) & 0xFFFFFFFF
            state ^= state >> 17
            state ^= (state << 5) & 0xFFFFFFFF
            chance = state / 4294967296.0
            value *= 1.0 + drift + volatility * (2.0 * chance - 1.0)
            mean += value
        payoffs[path] = max(mean / steps - strike, 0.0)
    return payoffs
