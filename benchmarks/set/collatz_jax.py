"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("most",))
def run(most):
    def length(start):
        def step(state):
            n, steps = state
            return jnp.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

        return jax.lax.while_loop(lambda state: state[0] > 1, step, (start, jnp.int32(0)))[1]

    return jax.vmap(length)(jnp.arange(most, dtype=jnp.int64))
