"""The cost of a call from Python: a compiled function that adds two floats, and np.add on two 0-d arrays; prints JSON.

SPDX-License-Identifier: BSL-1.0
"""

import json
import statistics
import timeit

import numpy as np
from phylanx import Phylanx


@Phylanx
def add(a, b):
    return a + b


def main():
    zero_d = np.array(1.5), np.array(2.5)
    ways = {"phylanx": lambda: add(1.5, 2.5), "numpy": lambda: np.add(*zero_d)}
    times = {name: [] for name in ways}
    assert ways["phylanx"]() == ways["numpy"]() == 4.0
    calls = 20_000
    empty = min(timeit.repeat(lambda: None, number=calls, repeat=9)) / calls
    for _ in range(15):
        for name, way in ways.items():
            times[name].append(timeit.timeit(way, number=calls) / calls - empty)
    print(json.dumps({name: statistics.median(values) for name, values in times.items()}))


if __name__ == "__main__":
    main()
