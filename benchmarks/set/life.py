"""The game of life on a torus-free board: neighbours counted in small integers, rules in booleans."""

import numpy as np

KINDS = ("integer and boolean work", "2-d stencil")
STYLE = "arrays"
SIZES = {"tiny": (9, 8, 4), "small": (120, 110, 200), "large": (2_500, 2_000, 5)}


def initialize(rng, rows, columns, steps):
    return (rng.random((rows, columns)) < 0.4).astype(np.uint8), steps


def run(start, steps):
    board = start.copy()
    for _ in range(steps):
        around = (
            board[:-2, :-2]
            + board[:-2, 1:-1]
            + board[:-2, 2:]
            + board[1:-1, :-2]
            + board[1:-1, 2:]
            + board[2:, :-2]
            + board[2:, 1:-1]
            + board[2:, 2:]
        )
        alive = board[1:-1, 1:-1] == 1
        board[1:-1, 1:-1] = (around == 3) | (alive & (around == 2))
    return board


def traffic(rows, columns, steps):
    return 2 * rows * columns * steps
