"""The covariance matrix of observations in rows."""

KINDS = ("correlation and covariance",)
STYLE = "arrays"
SIZES = {"tiny": (12, 5), "small": (300, 60), "large": (40_000, 120)}


def initialize(rng, points, variables):
    return (rng.random((points, variables)),)


def run(data):
    centred = data - data.mean(axis=0)
    return centred.T @ centred / (data.shape[0] - 1)
