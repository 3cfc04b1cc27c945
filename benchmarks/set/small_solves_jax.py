"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(matrices, rights):
    turned = matrices.transpose(0, 2, 1)
    normal = turned @ matrices + 0.1 * jnp.eye(rights.shape[1])
    return jnp.linalg.solve(normal, turned @ rights[:, :, None])[:, :, 0]
