"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def source_of(u, v, density, step, h):
    ux = (u[1:-1, 2:] - u[1:-1, :-2]) / (2 * h)
    vy = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2 * h)
    uy = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2 * h)
    vx = (v[1:-1, 2:] - v[1:-1, :-2]) / (2 * h)
    return jnp.zeros_like(u).at[1:-1, 1:-1].set(density * ((ux + vy) / step - ux**2 - 2 * uy * vx - vy**2))


def moved(a, u, v, push, c, d):
    inner = a[1:-1, 1:-1]
    around = a[1:-1, 2:] + a[1:-1, :-2] + a[2:, 1:-1] + a[:-2, 1:-1] - 4 * inner
    across = c * u[1:-1, 1:-1] * (inner - a[1:-1, :-2])
    return a.at[1:-1, 1:-1].set(inner - across - c * v[1:-1, 1:-1] * (inner - a[:-2, 1:-1]) - push + d * around)


@partial(jax.jit, static_argnames=("n", "steps", "sweeps"))
def run(n, step, h, density, viscosity, steps, sweeps):
    c = step / h
    d = viscosity * step / h**2

    def sweep(b):
        def one(_, p):
            inner = 0.25 * (p[1:-1, 2:] + p[1:-1, :-2] + p[2:, 1:-1] + p[:-2, 1:-1] - h * h * b[1:-1, 1:-1])
            p = p.at[1:-1, 1:-1].set(inner)
            p = p.at[:, -1].set(p[:, -2])
            p = p.at[0].set(p[1])
            p = p.at[:, 0].set(p[:, 1])
            return p.at[-1].set(0.0)

        return one

    def advance(_, state):
        u, v, p = state
        p = jax.lax.fori_loop(0, sweeps, sweep(source_of(u, v, density, step, h)), p)
        k = c / (2 * density)
        un = moved(u, u, v, k * (p[1:-1, 2:] - p[1:-1, :-2]), c, d)
        vn = moved(v, u, v, k * (p[2:, 1:-1] - p[:-2, 1:-1]), c, d)
        un = un.at[0].set(0.0).at[:, 0].set(0.0).at[:, -1].set(0.0).at[-1].set(1.0)
        return un, vn.at[0].set(0.0).at[-1].set(0.0).at[:, 0].set(0.0).at[:, -1].set(0.0), p

    zeros = jnp.zeros((n, n))
    return jax.lax.fori_loop(0, steps, advance, (zeros, zeros, zeros))
