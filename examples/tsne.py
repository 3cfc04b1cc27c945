"""t-SNE: scikit-learn's handwritten digits drawn in a plane, neighbours side by side.

After van der Maaten and Hinton, Visualizing Data using t-SNE, Journal of Machine Learning Research 9 (2008), with one
width for all Gaussians.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options
from sklearn.datasets import load_digits


def embed(points, start, width, rate, iterations):
    squares = np.sum(points * points, axis=1)
    distances = np.maximum(squares[:, None] + squares[None, :] - 2 * (points @ points.T), 0)
    near = np.exp(-distances / (2 * width * width))
    np.fill_diagonal(near, 0)
    wanted = near / np.sum(near, axis=1)[:, None]
    wanted = (wanted + wanted.T) / (2 * len(points))
    y = start.copy()
    velocity = np.zeros_like(y)
    for step in range(iterations):
        lengths = np.sum(y * y, axis=1)
        close = 1 / (1 + lengths[:, None] + lengths[None, :] - 2 * (y @ y.T))
        np.fill_diagonal(close, 0)
        exaggeration = 4.0 if step < 50 else 1.0
        pull = (exaggeration * wanted - close / np.sum(close)) * close
        gradient = 4 * (np.sum(pull, axis=1)[:, None] * y - pull @ y)
        velocity = (0.5 if step < 50 else 0.8) * velocity - rate * gradient
        y = y + velocity
        y = y - np.mean(y, axis=0)
    return y


def main():
    chosen = options(__doc__.splitlines()[0])
    points, labels = load_digits(return_X_y=True)
    count, iterations = (200, 20) if chosen.small else (600, 150)
    points, labels = points[:count], labels[:count]
    start = 1e-2 * np.random.default_rng(0).standard_normal((count, 2))

    # Small differences grow from step to step: few steps are compared, many are looked at.
    compare(f"{count} digits, {iterations} iterations", embed, (points, start, 8.0, 20.0, iterations), chosen.runs, 1e-3)
    y = embed(points, start, 8.0, 20.0, 150)
    distances = ((y[:, None] - y[None]) ** 2).sum(axis=2) + np.diag(np.full(count, np.inf))
    expect("nearest neighbours of the same digit", np.mean(labels[distances.argmin(axis=1)] == labels), at_least=0.8)


if __name__ == "__main__":
    main()
