"""A cyclic redundancy check over bytes: the table of remainders first, then byte after byte."""

import numpy as np

KINDS = ("bit-twiddling over bytes",)
STYLE = "loops"
SIZES = {"tiny": (50,), "small": (40_000,), "large": (2_000_000,)}


def initialize(rng, n):
    return (rng.integers(0, 256, n, dtype=np.uint8),)


def run(message):
    table = np.zeros(256, dtype=np.int64)
    for byte in range(256):
        remainder = byte
        for _ in range(8):
            if remainder & 1:
                remainder = (remainder >> 1) ^ 0xEDB88320
            else:
                remainder >>= 1
        table[byte] = remainder
    check = 0xFFFFFFFF
    for i in range(len(message)):
        check = (check >> 8) ^ table[(check ^ int(message[i])) & 0xFF]
    return check ^ 0xFFFFFFFF
