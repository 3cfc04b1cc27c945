"""Energies of a lattice: a convolution of small matrices over momentum and frequency, in five loops."""

import numpy as np

KINDS = ("einsum-like contractions in loops", "many small matrices", "complex arithmetic")
STYLE = "arrays"
SIZES = {"tiny": (2, 3, 2, 2, 3), "small": (3, 5, 3, 3, 4), "large": (5, 12, 4, 10, 8)}


def initialize(rng, momenta, energies, shifts, atoms, orbitals):
    def field(*shape):
        return rng.random(shape) + 1j * rng.random(shape)

    neighbours = rng.integers(0, atoms, (atoms, 3))
    return (
        neighbours,
        field(momenta, energies, atoms, orbitals, orbitals),
        field(shifts, atoms, 3, orbitals, orbitals),
    )


def run(neighbours, waves, couplings):
    momenta, energies, atoms, _, _ = waves.shape
    shifts = couplings.shape[0]
    result = np.zeros_like(waves)
    for k in range(momenta):
        for e in range(energies):
            for s in range(min(shifts, e + 1)):
                for a in range(atoms):
                    for b in range(neighbours.shape[1]):
                        left = couplings[s, a, b] @ waves[k, e - s, neighbours[a, b]]
                        result[k, e, a] += left @ couplings[s, a, b].T
    return result
