"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("steps",))
def run(points, centres, steps):
    def step(_, state):
        centres, _ = state
        distances = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        nearest = distances.argmin(axis=1)
        member = jax.nn.one_hot(nearest, len(centres), dtype=points.dtype)
        counts = member.sum(axis=0)[:, None]
        return jnp.where(counts > 0, (member.T @ points) / jnp.maximum(counts, 1), centres), nearest

    return jax.lax.fori_loop(0, steps, step, (centres, jnp.zeros(len(points), dtype=jnp.int64)))
