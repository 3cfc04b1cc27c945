"""The median of three by three pixels, sorted by insertion, pixel by pixel."""

import numpy as np

KINDS = ("image filters", "integer and boolean work")
STYLE = "loops"
SIZES = {"tiny": (7, 8), "small": (50, 45), "large": (420, 400)}


def initialize(rng, rows, columns):
    return (rng.integers(0, 256, (rows, columns), dtype=np.uint8),)


def run(image):
    rows, columns = image.shape
    result = image.copy()
    window = np.zeros(9, dtype=np.uint8)
    for i in range(1, rows - 1):
        for j in range(1, columns - 1):
            count = 0
            for di in range(-1, 2):
                for dj in range(-1, 2):
                    value = image[i + di, j + dj]
                    k = count
                    while k > 0 and window[k - 1] > value:
                        window[k] = window[k - 1]
                        k -= 1
                    window[k] = value
                    count += 1
            result[i, j] = window[4]
    return result
