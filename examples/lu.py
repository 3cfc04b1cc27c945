"""LU factorization without pivoting, element by element, as Doolittle wrote it.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options


def factorize(matrix):
    """Both factors in one array: the lower one's diagonal is 1 and not stored."""
    a = matrix.copy()
    n = len(a)
    for i in range(n):
        for j in range(i):
            for k in range(j):
                a[i, j] -= a[i, k] * a[k, j]
            a[i, j] /= a[j, j]
        for j in range(i, n):
            for k in range(i):
                a[i, j] -= a[i, k] * a[k, j]
    return a


def main():
    chosen = options(__doc__.splitlines()[0])
    n = 30 if chosen.small else 100
    matrix = np.random.default_rng(0).random((n, n)) + n * np.eye(n)

    a = compare(f"{n} x {n}", factorize, (matrix,), chosen.runs, 1e-9)
    product = (np.tril(a, -1) + np.eye(n)) @ np.triu(a)
    expect("elements of the product that are the matrix's", np.mean(np.abs(product - matrix) < 1e-9), at_least=1)


if __name__ == "__main__":
    main()
