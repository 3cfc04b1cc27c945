"""As a JAX user writes it."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def acceleration(position, mass, softening):
    x, y, z = position[:, 0:1], position[:, 1:2], position[:, 2:3]
    dx, dy, dz = x.T - x, y.T - y, z.T - z
    inverse = (dx**2 + dy**2 + dz**2 + softening**2) ** -1.5
    return jnp.hstack(((dx * inverse) @ mass, (dy * inverse) @ mass, (dz * inverse) @ mass))


@partial(jax.jit, static_argnames=("steps",))
def run(mass, position, velocity, step, softening, steps):
    velocity = velocity - jnp.mean(mass * velocity, axis=0) / jnp.mean(mass)
    kinetic = jnp.zeros(steps + 1).at[0].set(0.5 * jnp.sum(mass * velocity**2))

    def advance(i, state):
        position, velocity, pull, kinetic = state
        velocity = velocity + pull * step / 2.0
        position = position + velocity * step
        pull = acceleration(position, mass, softening)
        velocity = velocity + pull * step / 2.0
        return position, velocity, pull, kinetic.at[i + 1].set(0.5 * jnp.sum(mass * velocity**2))

    start = position, velocity, acceleration(position, mass, softening), kinetic
    position, _, _, kinetic = jax.lax.fori_loop(0, steps, advance, start)
    return position, kinetic
