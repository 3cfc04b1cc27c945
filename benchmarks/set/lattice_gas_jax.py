"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


SHIFTS = ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1))
WEIGHTS = (4 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 36, 1 / 36, 1 / 36, 1 / 36)


@partial(jax.jit, static_argnames=("steps",))
def run(start, rate, steps):
    def step(_, populations):
        populations = jnp.stack([jnp.roll(p, s, axis=(0, 1)) for p, s in zip(populations, SHIFTS, strict=True)])
        density = populations.sum(axis=0)
        ux = sum(s[0] * p for p, s in zip(populations, SHIFTS, strict=True)) / density
        uy = sum(s[1] * p for p, s in zip(populations, SHIFTS, strict=True)) / density
        square = 1.5 * (ux**2 + uy**2)
        along = [3.0 * (s[0] * ux + s[1] * uy) for s in SHIFTS]
        equal = [w * density * (1.0 + a + 0.5 * a**2 - square) for w, a in zip(WEIGHTS, along, strict=True)]
        return populations + rate * (jnp.stack(equal) - populations)

    return jax.lax.fori_loop(0, steps, step, start)
