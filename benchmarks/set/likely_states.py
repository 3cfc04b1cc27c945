"""The most likely states behind observations (Viterbi): a maximum over all states at each time, then back."""

import numpy as np

KINDS = ("dynamic programming", "tiny arrays in hot loops")
STYLE = "arrays"
SIZES = {"tiny": (6, 3, 4), "small": (500, 8, 10), "large": (3_000, 150, 20)}


def initialize(rng, times, states, signs):
    change = np.log(rng.dirichlet(np.ones(states), states))
    show = np.log(rng.dirichlet(np.ones(signs), states))
    return change, show, rng.integers(0, signs, times)


def run(change, show, seen):
    times = len(seen)
    states = change.shape[0]
    score = show[:, seen[0]] - np.log(states)
    back = np.zeros((times, states), dtype=np.int64)
    for t in range(1, times):
        options = score[:, np.newaxis] + change
        back[t] = np.argmax(options, axis=0)
        score = np.max(options, axis=0) + show[:, seen[t]]
    path = np.zeros(times, dtype=np.int64)
    path[-1] = np.argmax(score)
    for t in range(times - 2, -1, -1):
        path[t] = back[t + 1, path[t + 1]]
    return path
