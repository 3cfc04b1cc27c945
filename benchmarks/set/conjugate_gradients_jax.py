"""As a JAX user writes it."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


@jax.jit
def run(a, b, small, most):
    def goes_on(state):
        return (state[3] > small) & (state[4] < most)

    def step(state):
        x, r, p, square, steps = state
        ap = a @ p
        alpha = square / (p @ ap)
        x, r = x + alpha * p, r - alpha * ap
        new = r @ r
        return x, r, r + (new / square) * p, new, steps + 1

    x, _, _, _, steps = jax.lax.while_loop(goes_on, step, (jnp.zeros_like(b), b, b, b @ b, 0))
    return x, steps
