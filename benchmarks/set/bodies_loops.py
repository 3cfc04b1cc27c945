"""Bodies that attract each other: forces pair by pair in loops."""

import numpy as np

KINDS = ("n-body",)
STYLE = "loops"
SIZES = {"tiny": (5, 3), "small": (60, 20), "large": (700, 1)}


def initialize(rng, bodies, steps):
    return rng.uniform(0.5, 1.5, bodies), rng.standard_normal((bodies, 3)), np.zeros((bodies, 3)), 0.01, steps


def run(mass, start, velocity, step, steps):
    position = start.copy()
    velocity = velocity.copy()
    bodies = len(mass)
    for _ in range(steps):
        for i in range(bodies):
            ax = 0.0
            ay = 0.0
            az = 0.0
            for j in range(bodies):
                if i != j:
                    dx = position[j, 0] - position[i, 0]
                    dy = position[j, 1] - position[i, 1]
                    dz = position[j, 2] - position[i, 2]
                    square = dx * dx + dy * dy + dz * dz + 0.01
                    weight = mass[j] / (square * np.sqrt(square))
                    ax += weight * dx
                    ay += weight * dy
                    az += weight * dz
            velocity[i, 0] += step * ax
            velocity[i, 1] += step * ay
            velocity[i, 2] += step * az
        for i in range(bodies):
            for d in range(3):
                position[i, d] += step * velocity[i, d]
    return position, velocity
