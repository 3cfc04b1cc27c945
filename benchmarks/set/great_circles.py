"""Distances on the globe from angles: a long formula of sines and roots."""

import numpy as np

KINDS = ("long element-wise formulas",)
STYLE = "arrays"
SIZES = {"tiny": (20,), "small": (8_000,), "large": (3_000_000,)}


def initialize(rng, n):
    return rng.uniform(-90, 90, n), rng.uniform(-180, 180, n), rng.uniform(-90, 90, n), rng.uniform(-180, 180, n)


def run(lat1, lon1, lat2, lon2):
    lat1, lon1, lat2, lon2 = np.radians(lat1), np.radians(lon1), np.radians(lat2), np.radians(lon2)
    h = np.sin((lat2 - lat1) / 2.0) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2.0) ** 2
    return 2.0 * 6371.0 * np.arctan2(np.sqrt(h), np.sqrt(1.0 - h))
