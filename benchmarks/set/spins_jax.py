"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(start, chances, coupling):
    n = start.shape[0]
    colours = (jnp.arange(n)[:, None] + jnp.arange(n)[None, :]) % 2

    def sweep(spins, both):
        for colour in range(2):
            around = jnp.roll(spins, -1, 0) + jnp.roll(spins, 1, 0) + jnp.roll(spins, -1, 1) + jnp.roll(spins, 1, 1)
            flips = (both[colour] < jnp.exp(-coupling * (2 * spins * around))) & (colours == colour)
            spins = jnp.where(flips, -spins, spins)
        return spins, -jnp.mean(spins * jnp.roll(spins, 1, axis=0))

    return jax.lax.scan(sweep, start, chances)
