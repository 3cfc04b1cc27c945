"""Principal components of scikit-learn's handwritten digits, by subspace iteration.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options
from sklearn.datasets import load_digits


def components(points, start, iterations):
    """The directions of greatest variance as orthonormal columns, and the variance along each."""
    centered = points - points.mean(axis=0)
    covariance = centered.T @ centered / (len(points) - 1)
    basis = start
    for _ in range(iterations):
        basis, _ = np.linalg.qr(covariance @ basis)
    variances = np.sum(basis * (covariance @ basis), axis=0)
    return basis, variances


def main():
    chosen = options(__doc__.splitlines()[0])
    points, _ = load_digits(return_X_y=True)
    start = np.random.default_rng(0).standard_normal((64, 20))
    iterations = 20 if chosen.small else 200

    title = f"digits, 1,797 x 64, 20 components, {iterations} iterations"
    _, variances = compare(title, components, (points, start, iterations), chosen.runs, 1e-7)
    expect("variance explained", variances.sum() / points.var(axis=0, ddof=1).sum(), at_least=0.85)


if __name__ == "__main__":
    main()
