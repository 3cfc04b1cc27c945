"""K-means on scikit-learn's handwritten digits."""

import numpy as np

SIZES = {"digits 1797x64, 10 groups, 30 iterations": (10, 30)}
TOLERANCE = 1e-9


def arguments(size):
    from sklearn.datasets import load_digits

    groups, iterations = SIZES[size]
    points, _ = load_digits(return_X_y=True)
    start = points[np.random.default_rng(1).choice(len(points), groups, replace=False)]
    return points, start, iterations
