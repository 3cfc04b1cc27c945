"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(matrix):
    n = matrix.shape[0]
    places = jnp.arange(n)

    def step(k, a):
        column = jnp.where(places > k, a[:, k] / a[k, k], 0.0)
        a = a.at[:, k].set(jnp.where(places > k, column, a[:, k]))
        return a - jnp.outer(column, jnp.where(places > k, a[k], 0.0))

    return jax.lax.fori_loop(0, n - 1, step, matrix)
