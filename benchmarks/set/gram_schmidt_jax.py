"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(matrix):
    columns = matrix.shape[1]
    places = jnp.arange(columns)

    def step(k, state):
        a, q, r = state
        length = jnp.sqrt(jnp.sum(a[:, k] ** 2))
        direction = a[:, k] / length
        row = jnp.where(places > k, direction @ a, 0.0)
        a = a - direction[:, None] * row
        return a, q.at[:, k].set(direction), r.at[k].set(row.at[k].set(length))

    start = matrix, jnp.zeros_like(matrix), jnp.zeros((columns, columns))
    return jax.lax.fori_loop(0, columns, step, start)[1:]
