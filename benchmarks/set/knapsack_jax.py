"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("limit",))
def run(weights, values, limit):
    places = jnp.arange(limit + 1)

    def item(best, this):
        weight, value = this
        with_it = jnp.where(places >= weight, jnp.roll(best, weight) + value, 0)
        return jnp.maximum(best, with_it), None

    return jax.lax.scan(item, jnp.zeros(limit + 1, dtype=jnp.int64), (weights, values))[0]
