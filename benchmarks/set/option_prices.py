"""European calls and puts by Black and Scholes, the normal distribution by a polynomial."""

import numpy as np

KINDS = ("Black-Scholes", "long element-wise formulas")
STYLE = "arrays"
SIZES = {"tiny": (20,), "small": (8_000,), "large": (2_500_000,)}


def initialize(rng, n):
    return rng.uniform(10, 50, n), rng.uniform(10, 50, n), rng.uniform(0.1, 2, n), 0.03, 0.25


def normal(x):
    t = 1.0 / (1.0 + 0.2316419 * np.abs(x))
    tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail = tail * np.exp(-0.5 * x * x) * 0.3989422804014327
    return np.where(x >= 0.0, 1.0 - tail, tail)


def run(price, strike, years, rate, volatility):
    spread = volatility * np.sqrt(years)
    d1 = (np.log(price / strike) + (rate + 0.5 * volatility**2) * years) / spread
    d2 = d1 - spread
    discounted = strike * np.exp(-rate * years)
    call = price * normal(d1) - discounted * normal(d2)
    put = call - price + discounted
    return call, put


def traffic(n):
    return 40 * n
