"""Spins on a lattice at a temperature: half of them at once, flipped where chance allows."""

import numpy as np

KINDS = ("Monte Carlo", "integer and boolean work")
STYLE = "arrays"
SIZES = {"tiny": (6, 3), "small": (64, 60), "large": (1_000, 3)}


def initialize(rng, n, sweeps):
    return rng.choice(np.array([-1, 1]), (n, n)), rng.random((sweeps, 2, n, n)), 0.6


def run(start, chances, coupling):
    spins = start.copy()
    n = spins.shape[0]
    rows = np.arange(n)[:, None]
    columns = np.arange(n)[None, :]
    energies = np.zeros(len(chances))
    for sweep in range(len(chances)):
        for colour in range(2):
            above = np.concatenate((spins[1:], spins[:1]))
            below = np.concatenate((spins[-1:], spins[:-1]))
            left = np.concatenate((spins[:, 1:], spins[:, :1]), axis=1)
            right = np.concatenate((spins[:, -1:], spins[:, :-1]), axis=1)
            cost = 2 * spins * (above + below + left + right)
            flips = (chances[sweep, colour] < np.exp(-coupling * cost)) & ((rows + columns) % 2 == colour)
            spins = np.where(flips, -spins, spins)
        energies[sweep] = -np.mean(spins * np.roll(spins, 1, axis=0))
    return spins, energies
