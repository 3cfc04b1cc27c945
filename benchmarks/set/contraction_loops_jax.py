"""As a JAX user writes it."""

import jax

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(tensor, matrix):
    return matrix.T @ tensor @ matrix
