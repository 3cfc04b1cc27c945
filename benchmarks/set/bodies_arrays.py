"""Bodies that attract each other: all pairs at once by broadcasting, leapfrog steps, energies at the end."""

import numpy as np

KINDS = ("n-body",)
STYLE = "arrays"
SIZES = {"tiny": (5, 3), "small": (100, 60), "large": (1_200, 4)}


def initialize(rng, bodies, steps):
    mass = rng.uniform(0.5, 1.5, (bodies, 1))
    return mass, rng.standard_normal((bodies, 3)), 0.1 * rng.standard_normal((bodies, 3)), 0.01, 0.1, steps


def acceleration(position, mass, softening):
    x = position[:, 0:1]
    y = position[:, 1:2]
    z = position[:, 2:3]
    dx = x.T - x
    dy = y.T - y
    dz = z.T - z
    inverse = (dx**2 + dy**2 + dz**2 + softening**2) ** -1.5
    return np.hstack(((dx * inverse) @ mass, (dy * inverse) @ mass, (dz * inverse) @ mass))


def run(mass, position, velocity, step, softening, steps):
    position = position.copy()
    velocity = velocity - np.mean(mass * velocity, axis=0) / np.mean(mass)
    kinetic = np.zeros(steps + 1)
    kinetic[0] = 0.5 * np.sum(mass * velocity**2)
    pull = acceleration(position, mass, softening)
    for i in range(steps):
        velocity += pull * step / 2.0
        position += velocity * step
        pull = acceleration(position, mass, softening)
        velocity += pull * step / 2.0
        kinetic[i + 1] = 0.5 * np.sum(mass * velocity**2)
    return position, kinetic
