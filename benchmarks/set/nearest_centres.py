"""K-means: each point to its nearest centre, centres to the mean of their points."""

import numpy as np

KINDS = ("k-means",)
STYLE = "arrays"
SIZES = {"tiny": (20, 3, 4, 3), "small": (600, 4, 6, 30), "large": (60_000, 8, 12, 5)}


def initialize(rng, points, dimensions, groups, steps):
    data = rng.random((points, dimensions))
    return data, data[:groups].copy(), steps


def run(points, centres, steps):
    centres = centres.copy()
    nearest = np.zeros(len(points), dtype=np.int64)
    for _ in range(steps):
        distances = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        nearest = distances.argmin(axis=1)
        for group in range(len(centres)):
            members = points[nearest == group]
            if len(members) > 0:
                centres[group] = members.mean(axis=0)
    return centres, nearest
