"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("steps",))
def run(a, x, steps):
    def step(_, x):
        x = a.T @ (a @ x)
        return x / jnp.sqrt(jnp.sum(x * x))

    return jax.lax.fori_loop(0, steps, step, x)
