"""As a JAX user writes it: array code with one-hot membership, jit over a fori_loop."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnums=2)
def run(points, centers, iterations):
    def step(_, state):
        centers, _ = state
        distances = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
        nearest = jnp.argmin(distances, axis=1)
        member = jax.nn.one_hot(nearest, len(centers), dtype=points.dtype)
        sizes = jnp.maximum(member.sum(axis=0), 1)
        return (member.T @ points) / sizes[:, None], nearest

    start = centers, jnp.zeros(len(points), jnp.int64)
    return jax.lax.fori_loop(0, iterations, step, start)
