"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("steps",))
def run(mass, start, velocity, step, steps):
    def advance(_, state):
        position, velocity = state
        d = position[None, :, :] - position[:, None, :]
        square = (d * d).sum(axis=2) + 0.01
        weight = mass / (square * jnp.sqrt(square))
        velocity = velocity + step * (weight[:, :, None] * d).sum(axis=1)
        return position + step * velocity, velocity

    return jax.lax.fori_loop(0, steps, advance, (start, velocity))
