"""The fast Fourier transform written out: bits reversed, then butterflies of slices, stage after stage."""

import numpy as np

KINDS = ("FFT written out", "complex arithmetic")
STYLE = "arrays"
SIZES = {"tiny": (4,), "small": (12,), "large": (20,)}


def initialize(rng, bits):
    n = 2**bits
    return (rng.random(n) + 1j * rng.random(n),)


def run(signal):
    n = len(signal)
    order = np.zeros(1, dtype=np.int64)
    while len(order) < n:
        order = np.concatenate((2 * order, 2 * order + 1))
    x = signal[order]
    half = 1
    while half < n:
        turn = np.exp(-1j * np.pi * np.arange(half) / half)
        blocks = x.reshape(n // (2 * half), 2, half)
        even = blocks[:, 0, :]
        odd = turn * blocks[:, 1, :]
        x = np.concatenate((even + odd, even - odd), axis=1).reshape(n)
        half *= 2
    return x
