"""QR factorization by Householder's reflections, written out.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options


def factorize(matrix):
    """Orthogonal q and upper triangular r with q @ r = matrix."""
    rows, columns = matrix.shape
    r = matrix.copy()
    q = np.eye(rows)
    for k in range(columns):
        v = r[k:, k].copy()
        v[0] += np.sqrt(v @ v) if v[0] >= 0 else -np.sqrt(v @ v)
        v /= np.sqrt(v @ v)
        r[k:, k:] -= 2 * np.outer(v, v @ r[k:, k:])
        q[:, k:] -= 2 * np.outer(q[:, k:] @ v, v)
    return q, np.triu(r)


def main():
    chosen = options(__doc__.splitlines()[0])
    n = 40 if chosen.small else 250
    matrix = np.random.default_rng(0).standard_normal((n, n))

    q, r = compare(f"{n} x {n}", factorize, (matrix,), chosen.runs, 1e-9)
    expect("elements of q @ r that are the matrix's", np.mean(np.abs(q @ r - matrix) < 1e-9), at_least=1)


if __name__ == "__main__":
    main()
