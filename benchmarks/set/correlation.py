"""The correlation matrix, columns standardized first, its upper triangle row by row."""

import numpy as np

KINDS = ("correlation and covariance",)
STYLE = "arrays"
SIZES = {"tiny": (12, 5), "small": (200, 80), "large": (10_000, 200)}


def initialize(rng, points, variables):
    return (rng.random((points, variables)),)


def run(data):
    points, variables = data.shape
    spread = np.std(data, axis=0)
    spread[spread <= 0.1] = 1.0
    scaled = (data - np.mean(data, axis=0)) / (np.sqrt(points) * spread)
    result = np.eye(variables)
    for i in range(variables - 1):
        result[i, i + 1 :] = scaled[:, i] @ scaled[:, i + 1 :]
        result[i + 1 :, i] = result[i, i + 1 :]
    return result
