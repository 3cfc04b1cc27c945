"""Upwind transport of a profile by a varying wind, in explicit loops."""

import numpy as np

KINDS = ("1-d stencil",)
STYLE = "loops"
SIZES = {"tiny": (40, 5), "small": (2_000, 150), "large": (1_500_000, 2)}


def initialize(rng, points, steps):
    return rng.random(points), rng.uniform(-1, 1, points), 0.5, steps


def run(profile, wind, courant, steps):
    points = len(profile)
    now = profile.copy()
    after = np.zeros(points)
    for _ in range(steps):
        for i in range(points):
            left = now[i - 1] if i > 0 else now[points - 1]
            right = now[i + 1] if i < points - 1 else now[0]
            if wind[i] > 0:
                after[i] = now[i] - courant * wind[i] * (now[i] - left)
            else:
                after[i] = now[i] - courant * wind[i] * (right - now[i])
        now, after = after, now
    return now
