"""A satellite around a flattened planet: Runge and Kutta's steps on arrays of three elements."""

import numpy as np

KINDS = ("tiny arrays in hot loops",)
STYLE = "arrays"
SIZES = {"tiny": (5,), "small": (1_000,), "large": (8_000,)}


def initialize(rng, steps):
    return np.array([1.0, 0.1, 0.0]), np.array([0.0, 0.9, 0.3]), 0.002, steps


def acceleration(position):
    square = np.sum(position * position)
    radius = np.sqrt(square)
    flat = 0.01 * (5.0 * position[2] ** 2 / square - 1.0)
    return -position / radius**3 * (1.0 - flat / square)


def run(position, velocity, step, steps):
    x = position.copy()
    v = velocity.copy()
    path = np.zeros((steps, 3))
    for i in range(steps):
        k1 = acceleration(x)
        l1 = v
        k2 = acceleration(x + 0.5 * step * l1)
        l2 = v + 0.5 * step * k1
        k3 = acceleration(x + 0.5 * step * l2)
        l3 = v + 0.5 * step * k2
        k4 = acceleration(x + step * l3)
        l4 = v + step * k3
        x = x + step / 6.0 * (l1 + 2 * l2 + 2 * l3 + l4)
        v = v + step / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4)
        path[i] = x
    return path
