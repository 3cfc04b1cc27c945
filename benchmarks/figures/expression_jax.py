"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(a, b, c):
    return jnp.sum(a * jnp.exp(-b) + c)
