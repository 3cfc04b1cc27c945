"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("steps",))
def run(real, imaginary, steps):
    a = real[None, :] + jnp.zeros((len(imaginary), 1))
    b = imaginary[:, None] + jnp.zeros((1, len(real)))

    def step(_, state):
        x, y, count = state
        xx, yy = x * x, y * y
        inside = xx + yy <= 4.0
        return jnp.where(inside, xx - yy + a, x), jnp.where(inside, 2.0 * x * y + b, y), count + inside

    start = jnp.zeros_like(a), jnp.zeros_like(a), jnp.zeros(a.shape, dtype=jnp.int32)
    return jax.lax.fori_loop(0, steps, step, start)[2]
