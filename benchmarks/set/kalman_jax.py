"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(move, see, noise, error, measured):
    def step(carried, seen):
        state, spread = carried
        state = move @ state
        spread = move @ spread @ move.T + noise
        gain = jnp.linalg.solve(see @ spread @ see.T + error, see @ spread).T
        state = state + gain @ (seen - see @ state)
        return (state, spread - gain @ see @ spread), state

    return jax.lax.scan(step, (jnp.zeros(4), jnp.eye(4)), measured)[1]
