"""Times one thing that only a fresh process can show, and prints it as JSON. Usage: startup.py numpy|import|first-call

SPDX-License-Identifier: BSL-1.0
"""

import json
import sys
import time


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def import_numpy():
    import numpy  # noqa: F401


def import_phylanx():
    from phylanx import Phylanx  # noqa: F401 (a bare `import phylanx` loads next to nothing)


def main():
    what = sys.argv[1]
    seconds = seconds_of(import_numpy)
    if what != "numpy":
        seconds = seconds_of(import_phylanx)
    if what == "first-call":  # everything from the decorator to the result, on the small logistic regression
        from phylanx import Phylanx

        from benchmarks import peers

        program = peers.program_of("figures/logistic_regression")
        x, y, rate, _ = peers.arguments_of(program, "569x30, 1000 iterations")
        seconds = seconds_of(lambda: Phylanx(program.run)(x, y, rate, 10))
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
