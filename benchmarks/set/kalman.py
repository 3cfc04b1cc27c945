"""Kalman's filter: a state of four, two measurements a step, small products and a solve each time."""

import numpy as np

KINDS = ("tiny arrays in hot loops", "many small matrices")
STYLE = "arrays"
SIZES = {"tiny": (6,), "small": (400,), "large": (6_000,)}


def initialize(rng, steps):
    move = np.eye(4)
    move[0, 2] = move[1, 3] = 0.1
    return move, np.eye(2, 4), 0.01 * np.eye(4), 0.5 * np.eye(2), rng.standard_normal((steps, 2)).cumsum(axis=0)


def run(move, see, noise, error, measured):
    steps = measured.shape[0]
    state = np.zeros(4)
    spread = np.eye(4)
    path = np.zeros((steps, 4))
    for k in range(steps):
        state = move @ state
        spread = move @ spread @ move.T + noise
        innovation = measured[k] - see @ state
        total = see @ spread @ see.T + error
        gain = np.linalg.solve(total, see @ spread).T
        state = state + gain @ innovation
        spread = spread - gain @ see @ spread
        path[k] = state
    return path
