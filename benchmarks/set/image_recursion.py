"""A recursive filter over the rows of an image, all columns at once, in both directions, then over the columns."""

KINDS = ("recursive filters", "image filters")
STYLE = "arrays"
SIZES = {"tiny": (7, 8), "small": (150, 160), "large": (2_000, 2_000)}


def initialize(rng, rows, columns):
    return rng.random((rows, columns)), 0.35


def run(image, keep):
    rows, columns = image.shape
    down = image.copy()
    for i in range(1, rows):
        down[i] = keep * down[i - 1] + (1 - keep) * image[i]
    for i in range(rows - 2, -1, -1):
        down[i] = keep * down[i + 1] + (1 - keep) * down[i]
    across = down.copy()
    for j in range(1, columns):
        across[:, j] = keep * across[:, j - 1] + (1 - keep) * down[:, j]
    for j in range(columns - 2, -1, -1):
        across[:, j] = keep * across[:, j + 1] + (1 - keep) * across[:, j]
    return across
