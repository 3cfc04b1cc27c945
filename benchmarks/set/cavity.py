"""Flow in a cavity under a moving lid: momentum by upwind differences, pressure by repeated Poisson sweeps."""

import numpy as np

KINDS = ("flow solvers", "2-d stencil")
STYLE = "arrays"
SIZES = {"tiny": (9, 2, 3), "small": (61, 20, 50), "large": (1_001, 1, 6)}


def initialize(rng, n, steps, sweeps):
    h = 2.0 / (n - 1)
    return n, 0.05 * h, h, 1.0, 0.1, steps, sweeps


def source_of(u, v, density, step, h):
    ux = (u[1:-1, 2:] - u[1:-1, :-2]) / (2 * h)
    vy = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2 * h)
    uy = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2 * h)
    vx = (v[1:-1, 2:] - v[1:-1, :-2]) / (2 * h)
    b = np.zeros_like(u)
    b[1:-1, 1:-1] = density * ((ux + vy) / step - ux**2 - 2 * uy * vx - vy**2)
    return b


def settle_pressure(p, b, h, sweeps):
    for _ in range(sweeps):
        last = p.copy()
        p[1:-1, 1:-1] = 0.25 * (
            last[1:-1, 2:] + last[1:-1, :-2] + last[2:, 1:-1] + last[:-2, 1:-1] - h * h * b[1:-1, 1:-1]
        )
        p[:, -1] = p[:, -2]
        p[0, :] = p[1, :]
        p[:, 0] = p[:, 1]
        p[-1, :] = 0.0


def run(n, step, h, density, viscosity, steps, sweeps):
    u = np.zeros((n, n))
    v = np.zeros((n, n))
    p = np.zeros((n, n))
    c = step / h
    d = viscosity * step / h**2
    for _ in range(steps):
        settle_pressure(p, source_of(u, v, density, step, h), h, sweeps)
        un = u.copy()
        vn = v.copy()
        inner = un[1:-1, 1:-1]
        u[1:-1, 1:-1] = (
            inner
            - c * inner * (inner - un[1:-1, :-2])
            - c * vn[1:-1, 1:-1] * (inner - un[:-2, 1:-1])
            - c / (2 * density) * (p[1:-1, 2:] - p[1:-1, :-2])
            + d * (un[1:-1, 2:] + un[1:-1, :-2] + un[2:, 1:-1] + un[:-2, 1:-1] - 4 * inner)
        )
        inner = vn[1:-1, 1:-1]
        v[1:-1, 1:-1] = (
            inner
            - c * un[1:-1, 1:-1] * (inner - vn[1:-1, :-2])
            - c * inner * (inner - vn[:-2, 1:-1])
            - c / (2 * density) * (p[2:, 1:-1] - p[:-2, 1:-1])
            + d * (vn[1:-1, 2:] + vn[1:-1, :-2] + vn[2:, 1:-1] + vn[:-2, 1:-1] - 4 * inner)
        )
        u[0, :] = 0.0
        u[:, 0] = 0.0
        u[:, -1] = 0.0
        u[-1, :] = 1.0
        v[0, :] = 0.0
        v[-1, :] = 0.0
        v[:, 0] = 0.0
        v[:, -1] = 0.0
    return u, v, p
