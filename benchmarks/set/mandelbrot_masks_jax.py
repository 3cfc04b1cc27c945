"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("width", "height", "steps"))
def run(left, right, bottom, top, width, height, steps):
    x = jnp.linspace(left, right, width)
    y = jnp.linspace(bottom, top, height)
    c = x + y[:, None] * 1j

    def step(n, state):
        z, count = state
        inside = jnp.abs(z) < 2.0
        return jnp.where(inside, z**2 + c, z), jnp.where(inside, n, count)

    _, count = jax.lax.fori_loop(0, steps, step, (jnp.zeros_like(c), jnp.zeros(c.shape, dtype=jnp.int64)))
    return jnp.where(count == steps - 1, 0, count)
