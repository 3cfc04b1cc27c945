"""Means and deviations of a moving window, by cumulative sums, and how far each value lies outside."""

import numpy as np

KINDS = ("cumulative filters",)
STYLE = "arrays"
SIZES = {"tiny": (30, 5), "small": (10_000, 50), "large": (4_000_000, 200)}


def initialize(rng, n, window):
    return rng.random(n), window


def run(series, window):
    sums = np.concatenate((np.zeros(1), np.cumsum(series)))
    squares = np.concatenate((np.zeros(1), np.cumsum(series**2)))
    mean = (sums[window:] - sums[:-window]) / window
    variance = (squares[window:] - squares[:-window]) / window - mean**2
    deviation = np.sqrt(np.maximum(variance, 1e-12))
    score = (series[window - 1 :] - mean) / deviation
    return score, np.count_nonzero(np.abs(score) > 1.5)
