"""sum(a * exp(-b) + c): one pass over three large arrays; compared with what a triad reaches."""

import numpy as np

SIZES = {"20 million doubles": 20_000_000}
TOLERANCE = 1e-10  # relative, as for all
BYTES_PER_ELEMENT = 24  # a, b and c are read once


def arguments(size):
    rng = np.random.default_rng(0)
    return tuple(rng.random(SIZES[size]) for _ in range(3))
