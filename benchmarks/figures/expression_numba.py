"""As a Numba user writes it: the NumPy source with parallel=True, which fuses it."""

import numba
import numpy as np


@numba.njit(parallel=True)
def run(a, b, c):
    return np.sum(a * np.exp(-b) + c)
