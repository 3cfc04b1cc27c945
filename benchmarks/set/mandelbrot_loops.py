"""Mandelbrot's set: point by point, each until it leaves."""

import numpy as np

KINDS = ("Mandelbrot", "complex arithmetic")
STYLE = "loops"
SIZES = {"tiny": (8, 6, 10), "small": (120, 90, 30), "large": (900, 600, 10)}


def initialize(rng, width, height, most):
    return -2.0, 0.6, -1.2, 1.2, width, height, most


def run(left, right, bottom, top, width, height, most):
    image = np.zeros((height, width), dtype=np.int32)
    for row in range(height):
        for column in range(width):
            c = complex(left + (right - left) * column / width, bottom + (top - bottom) * row / height)
            z = 0j
            n = 0
            while n < most and z.real * z.real + z.imag * z.imag < 4.0:
                z = z * z + c
                n += 1
            image[row, column] = n
    return image
