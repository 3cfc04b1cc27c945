"""Logistic regression by gradient descent: the Wisconsin breast cancer data, and 200,000 generated points.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options
from sklearn.datasets import load_breast_cancer


def train(x, y, rate, iterations):
    w = np.zeros(x.shape[1])
    for _ in range(iterations):
        p = 1 / (1 + np.exp(-(x @ w)))
        w -= rate * (x.T @ (p - y)) / len(y)
    return w


def breast_cancer():
    x, y = load_breast_cancer(return_X_y=True)
    return (x - x.mean(axis=0)) / x.std(axis=0), y.astype(float)


def generated(points, features):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((points, features))
    truth = rng.standard_normal(features)
    y = (rng.random(points) < 1 / (1 + np.exp(-(x @ truth)))).astype(float)
    return x, y


def accuracy(x, y, w):
    return np.mean((x @ w > 0) == (y > 0.5))


def main():
    chosen = options(__doc__.splitlines()[0])

    x, y = breast_cancer()
    w = compare("breast cancer, 569 x 30, 1,000 iterations", train, (x, y, 0.1, 1000), chosen.runs, 1e-9)
    expect("accuracy", accuracy(x, y, w), at_least=0.95)

    points = 20_000 if chosen.small else 200_000
    x, y = generated(points, 100)
    title = f"generated, {points:,} x 100, 20 iterations"
    w = compare(title, train, (x, y, 1.0, 20), chosen.runs, 1e-9, explain=False)
    expect("accuracy", accuracy(x, y, w), at_least=0.9)


if __name__ == "__main__":
    main()
