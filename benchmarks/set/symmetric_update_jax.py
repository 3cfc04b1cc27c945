"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(alpha, beta, start, a, b):
    change = alpha * (b @ a.T + a @ b.T)
    return jnp.where(jnp.tri(len(start), dtype=bool), beta * start + change, start)
