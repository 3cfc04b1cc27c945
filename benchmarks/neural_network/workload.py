"""A two-layer neural network on scikit-learn's handwritten digits, full-batch gradient descent."""

import numpy as np

SIZES = {"digits 1500x64, 64 hidden, 200 iterations": (64, 200)}
TOLERANCE = 1e-7


def arguments(size):
    from sklearn.datasets import load_digits

    hidden, iterations = SIZES[size]
    x, labels = load_digits(return_X_y=True)
    x, y = x[:1500] / 16, np.eye(10)[labels[:1500]]
    rng = np.random.default_rng(1)
    w1 = rng.standard_normal((64, hidden)) / 8
    w2 = rng.standard_normal((hidden, 10)) / np.sqrt(hidden)
    return x, y, w1, np.zeros(hidden), w2, np.zeros(10), 1.0, iterations
