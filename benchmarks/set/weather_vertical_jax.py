"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(field, mixing, step):
    levels = jnp.moveaxis(field, 2, 0)
    weights = step * jnp.moveaxis(mixing, 2, 0)
    diagonal = 1.0 + weights[0]
    first = -weights[0] / diagonal, levels[0] / diagonal

    def down(above, this):
        factor, result = above
        lower, upper, value = this
        divisor = 1.0 / (1.0 + lower + upper + lower * factor)
        made = -upper * divisor, (value + lower * result) * divisor
        return made, made

    last, (factors, results) = jax.lax.scan(down, first, (weights[:-1], weights[1:], levels[1:]))
    factors = jnp.concatenate((first[0][None], factors[:-1]))
    partial = jnp.concatenate((first[1][None], results[:-1]))

    def up(below, this):
        factor, result = this
        made = result - factor * below
        return made, made

    _, solved = jax.lax.scan(up, last[1], (factors, partial), reverse=True)
    return jnp.moveaxis(jnp.concatenate((solved, last[1][None])), 0, 2)
