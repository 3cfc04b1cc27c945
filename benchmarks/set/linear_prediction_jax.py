"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(correlation):
    n = len(correlation)
    places = jnp.arange(n)

    def step(k, state):
        y, alpha, beta = state
        beta = beta * (1.0 - alpha * alpha)
        reversed_ = jnp.where(places < k, y[(k - 1 - places) % n], 0.0)
        alpha = -(correlation[k] + correlation @ reversed_) / beta
        return (y + alpha * reversed_).at[k].set(alpha), alpha, beta

    start = jnp.zeros(n).at[0].set(-correlation[0]), -correlation[0], jnp.float64(1.0)
    return jax.lax.fori_loop(1, n, step, start)[0]
