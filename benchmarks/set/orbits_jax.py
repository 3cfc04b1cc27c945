"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def acceleration(position):
    square = jnp.sum(position * position)
    radius = jnp.sqrt(square)
    flat = 0.01 * (5.0 * position[2] ** 2 / square - 1.0)
    return -position / radius**3 * (1.0 - flat / square)


@partial(jax.jit, static_argnames=("steps",))
def run(position, velocity, step, steps):
    def advance(state, _):
        x, v = state
        k1, l1 = acceleration(x), v
        k2, l2 = acceleration(x + 0.5 * step * l1), v + 0.5 * step * k1
        k3, l3 = acceleration(x + 0.5 * step * l2), v + 0.5 * step * k2
        k4, l4 = acceleration(x + step * l3), v + step * k3
        x = x + step / 6.0 * (l1 + 2 * l2 + 2 * l3 + l4)
        return (x, v + step / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4)), x

    return jax.lax.scan(advance, (position, velocity), None, length=steps)[1]
