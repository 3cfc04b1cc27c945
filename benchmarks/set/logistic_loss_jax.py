"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("steps",))
def run(x, y, rate, penalty, steps):
    points = x.shape[0]

    def step(i, state):
        weights, bias, losses = state
        score = x @ weights + bias
        error = jax.nn.sigmoid(score) - y
        loss = jnp.mean(jnp.logaddexp(0.0, score) - y * score) + penalty * jnp.sum(weights**2)
        weights = weights - rate * (x.T @ error / points + 2.0 * penalty * weights)
        return weights, bias - rate * jnp.mean(error), losses.at[i].set(loss)

    return jax.lax.fori_loop(0, steps, step, (jnp.zeros(x.shape[1]), jnp.float64(0.0), jnp.zeros(steps)))
