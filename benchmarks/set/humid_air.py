"""The dew point and the heat index of weather records, by their usual approximations and cases."""

import numpy as np

KINDS = ("long element-wise formulas",)
STYLE = "arrays"
SIZES = {"tiny": (20,), "small": (10_000,), "large": (3_000_000,)}


def initialize(rng, n):
    return rng.uniform(-10, 45, n), rng.uniform(5, 100, n)


def run(celsius, humidity):
    gamma = np.log(humidity / 100.0) + 17.62 * celsius / (243.12 + celsius)
    dew = 243.12 * gamma / (17.62 - gamma)
    t = celsius * 1.8 + 32.0
    simple = 0.5 * (t + 61.0 + (t - 68.0) * 1.2 + humidity * 0.094)
    full = (
        -42.379
        + 2.04901523 * t
        + 10.14333127 * humidity
        - 0.22475541 * t * humidity
        - 6.83783e-3 * t**2
        - 5.481717e-2 * humidity**2
        + 1.22874e-3 * t**2 * humidity
        + 8.5282e-4 * t * humidity**2
        - 1.99e-6 * t**2 * humidity**2
    )
    index = np.where((simple + t) / 2 >= 80.0, full, simple)
    return dew, np.clip((index - 32.0) / 1.8, -50.0, 80.0)


def traffic(n):
    return 32 * n
