"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(matrix):
    n = matrix.shape[0]
    places = jnp.arange(n)

    def step(j, lower):
        column = matrix[:, j] - lower @ lower[j]
        column = jnp.where(places >= j, column / jnp.sqrt(column[j]), 0.0)
        return lower.at[:, j].set(column)

    return jax.lax.fori_loop(0, n, step, jnp.zeros_like(matrix))
