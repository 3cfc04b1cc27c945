"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def laplacian(f):
    return jnp.roll(f, 1, 0) + jnp.roll(f, -1, 0) + jnp.roll(f, 1, 1) + jnp.roll(f, -1, 1) - 4 * f


@partial(jax.jit, static_argnames=("steps",))
def run(u, v, du, dv, feed, kill, steps):
    def step(_, state):
        u, v = state
        reaction = u * v * v
        u = u + du * laplacian(u) - reaction + feed * (1 - u)
        return u, v + dv * laplacian(v) + reaction - (feed + kill) * v

    return jax.lax.fori_loop(0, steps, step, (u, v))
