"""One peer on one workload in a process of its own; each line on its input asks for one timed run.

Usage: worker.py WORKLOAD PEER SIZE FILE. Answers are lines of JSON; FILE receives the result as npz.
SPDX-License-Identifier: BSL-1.0
"""

import importlib
import json
import sys
import time

import numpy as np


def arrays(result):
    """The result as NumPy arrays; also waits for a peer that computes asynchronously."""
    return [np.asarray(part) for part in (result if isinstance(result, tuple) else (result,))]


def say(**facts):
    print(json.dumps(facts), flush=True)


def main():
    workload, peer, size, file = sys.argv[1:]
    arguments = importlib.import_module(f"benchmarks.{workload}.workload").arguments(size)
    run = importlib.import_module(f"benchmarks.{workload}.{peer}").run
    if peer == "jax_":  # a JAX user's data is JAX's from the start
        import jax

        arguments = tuple(jax.device_put(a) if isinstance(a, np.ndarray) else a for a in arguments)

    start = time.perf_counter()
    result = arrays(run(*arguments))
    first = time.perf_counter() - start
    np.savez(file, *result)
    say(first=first)

    for _ in sys.stdin:
        start = time.perf_counter()
        arrays(run(*arguments))
        say(seconds=time.perf_counter() - start)

    if peer == "phylanx_":
        import phylanx

        say(array_copies=phylanx.counters().get("array_copies"))


if __name__ == "__main__":
    main()
