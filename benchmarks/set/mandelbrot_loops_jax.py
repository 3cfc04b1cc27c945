"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("width", "height", "most"))
def run(left, right, bottom, top, width, height, most):
    x = left + (right - left) * jnp.arange(width) / width
    y = bottom + (top - bottom) * jnp.arange(height) / height
    c = x + 1j * y[:, None]

    def step(_, state):
        z, n = state
        inside = z.real * z.real + z.imag * z.imag < 4.0
        return jnp.where(inside, z * z + c, z), n + inside

    return jax.lax.fori_loop(0, most, step, (jnp.zeros_like(c), jnp.zeros(c.shape, dtype=jnp.int32)))[1]
