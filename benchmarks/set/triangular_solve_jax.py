"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(lower, right):
    n = len(right)

    def forward(i, x):
        return x.at[i].set((right[i] - lower[i] @ x) / lower[i, i])

    x = jax.lax.fori_loop(0, n, forward, jnp.zeros(n))

    def backward(k, y):
        i = n - 1 - k
        return y.at[i].set((x[i] - lower[:, i] @ y) / lower[i, i])

    return jax.lax.fori_loop(0, n, backward, jnp.zeros(n))
