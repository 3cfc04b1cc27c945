"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("length", "height", "most"))
def run(length, height, step, force, viscosity, small, most):
    h = 2.0 / (height - 1)

    def goes_on(state):
        return (state[1] > small) & (state[2] < most)

    def advance(state):
        before, _, steps = state
        left, right = jnp.roll(before, 1, axis=1), jnp.roll(before, -1, axis=1)
        middle = before[1:-1]
        bend = right[1:-1] + left[1:-1] + before[2:] + before[:-2] - 4 * middle
        new = middle + step * (force - middle * (middle - left[1:-1]) / h) + 0.2 * viscosity * bend
        u = before.at[1:-1].set(new)
        total = jnp.sum(u)
        return u, (total - jnp.sum(before)) / jnp.maximum(total, 1e-30), steps + 1

    u, _, steps = jax.lax.while_loop(goes_on, advance, (jnp.zeros((height, length)), 1.0, 0))
    return u, steps
