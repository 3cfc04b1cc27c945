"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("paths", "steps"))
def run(seed, price, strike, drift, volatility, paths, steps):
    def step(_, state):
        bits, value, mean = state
        bits = bits ^ ((bits << 13) & 0xFFFFFFFF)
        bits = bits ^ (bits >> 17)
        bits = bits ^ ((bits << 5) & 0xFFFFFFFF)
        value = value * (1.0 + drift + volatility * (2.0 * (bits / 4294967296.0) - 1.0))
        return bits, value, mean + value

    def path(bits, _):
        bits, _, mean = jax.lax.fori_loop(0, steps, step, (bits, jnp.float64(price), jnp.float64(0.0)))
        return bits, jnp.maximum(mean / steps - strike, 0.0)

    return jax.lax.scan(path, jnp.int64(seed), None, length=paths)[1]
