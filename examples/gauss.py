"""Gauss's elimination with partial pivoting, written out: solves a dense system of equations.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options


def solve(matrix, side):
    a = matrix.copy()
    b = side.copy()
    n = len(b)
    for k in range(n):
        pivot = k + np.argmax(np.abs(a[k:, k]))
        if pivot != k:
            for j in range(n):
                a[k, j], a[pivot, j] = a[pivot, j], a[k, j]
            b[k], b[pivot] = b[pivot], b[k]
        for i in range(k + 1, n):
            factor = a[i, k] / a[k, k]
            a[i, k:] -= factor * a[k, k:]
            b[i] -= factor * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return x


def main():
    chosen = options(__doc__.splitlines()[0])
    n = 40 if chosen.small else 300
    rng = np.random.default_rng(0)
    matrix, planted = rng.standard_normal((n, n)), rng.standard_normal(n)

    x = compare(f"{n} equations", solve, (matrix, matrix @ planted), chosen.runs, 1e-8)
    expect("unknowns found to 6 digits", np.mean(np.abs(x - planted) < 1e-6), at_least=1)


if __name__ == "__main__":
    main()
