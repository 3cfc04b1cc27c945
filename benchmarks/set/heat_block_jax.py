"""As a JAX user writes it."""

from functools import partial

import jax

jax.config.update("jax_enable_x64", True)


@partial(jax.jit, static_argnames=("steps",))
def run(block, rate, steps):
    def step(_, a):
        middle = a[1:-1, 1:-1, 1:-1]
        around = a[2:, 1:-1, 1:-1] + a[:-2, 1:-1, 1:-1] + a[1:-1, 2:, 1:-1] + a[1:-1, :-2, 1:-1]
        around = around + a[1:-1, 1:-1, 2:] + a[1:-1, 1:-1, :-2]
        return a.at[1:-1, 1:-1, 1:-1].set(middle + rate * (around - 6 * middle))

    return jax.lax.fori_loop(0, steps, step, block)
