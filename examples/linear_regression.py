"""Linear regression by gradient descent: the planted weights are recovered from noisy measurements.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options


def train(x, y, rate, iterations):
    w = np.zeros(x.shape[1])
    for _ in range(iterations):
        error = x @ w - y
        w -= rate * (x.T @ error) / len(y)
    return w


def main():
    chosen = options(__doc__.splitlines()[0])
    points, features = (2_000, 20) if chosen.small else (100_000, 50)
    rng = np.random.default_rng(0)
    x = rng.standard_normal((points, features))
    planted = rng.standard_normal(features)
    y = x @ planted + 0.1 * rng.standard_normal(points)

    w = compare(f"{points:,} x {features}, 50 iterations", train, (x, y, 0.3, 50), chosen.runs, 1e-9)
    expect("explained variance", 1 - np.var(x @ w - y) / np.var(y), at_least=0.99)


if __name__ == "__main__":
    main()
