"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("bins",))
def run(values, weights, bins):
    low, high = values.min(), values.max()
    where = jnp.minimum(((values - low) * (bins / (high - low))).astype(jnp.int64), bins - 1)
    return jnp.zeros(bins, dtype=jnp.int64).at[where].add(1), jnp.zeros(bins).at[where].add(weights)
