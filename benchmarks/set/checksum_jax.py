"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(message):
    def bit(_, remainder):
        return jnp.where(remainder & 1, (remainder >> 1) ^ 0xEDB88320, remainder >> 1)

    table = jax.lax.fori_loop(0, 8, bit, jnp.arange(256, dtype=jnp.int64))

    def byte(i, check):
        return (check >> 8) ^ table[(check ^ message[i]) & 0xFF]

    return jax.lax.fori_loop(0, len(message), byte, jnp.int64(0xFFFFFFFF)) ^ 0xFFFFFFFF
