"""Runs one function plain and under Phylanx, compares the results, and prints times and what was converted.

SPDX-License-Identifier: BSL-1.0
"""

import argparse
import statistics
import sys
import time

import numpy as np
from phylanx import Phylanx


def options(description):
    """The command line that all examples share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--small", action="store_true", help="less data and fewer runs, for a quick check")
    parser.add_argument("--runs", type=int, default=0, help="timed runs of each (default: 5, small: 1)")
    chosen = parser.parse_args()
    chosen.runs = chosen.runs or (1 if chosen.small else 5)
    return chosen


def seconds_of(function, arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def greatest_difference(ours, theirs):
    """Over all arrays of two results of the same structure."""
    if isinstance(theirs, tuple):
        return max(greatest_difference(one, other) for one, other in zip(ours, theirs, strict=True))
    return float(np.max(np.abs(np.asarray(ours) - np.asarray(theirs))))


def compare(title, function, arguments, runs, tolerance, explain=True):
    """Both ways, timed; returns the converted function's result. Ends the program if the results differ."""
    converted = Phylanx(function)
    first, ours = seconds_of(converted, arguments)
    plain_times, converted_times = [], []
    for _ in range(runs):  # in turns, so that both see the same machine
        seconds, theirs = seconds_of(function, arguments)
        plain_times.append(seconds)
        seconds, ours = seconds_of(converted, arguments)
        converted_times.append(seconds)
    plain, native = statistics.median(plain_times), statistics.median(converted_times)
    difference = greatest_difference(ours, theirs)

    print(f"{title}")
    print(f"  NumPy                {plain * 1e3:10.2f} ms")
    print(f"  Phylanx              {native * 1e3:10.2f} ms   {plain / native:.2f} x as fast")
    print(f"  first call's extra   {max(first - native, 0) * 1e3:10.2f} ms")
    print(f"  greatest difference  {difference:10.2e}")
    if explain:
        print("  what was converted:")
        print("    " + str(converted.explain(*arguments)).replace("\n", "\n    "))
    if not difference <= tolerance:
        sys.exit(f"the results differ by {difference:.2e}; at most {tolerance:.0e} was expected")
    return ours


def expect(what, value, at_least):
    """Prints a share (an accuracy) in percent; ends the program if it is too small."""
    print(f"  {what}: {100 * value:.1f} %\n")
    if not value >= at_least:
        sys.exit(f"{what} is {100 * value:.1f} %; at least {100 * at_least:.0f} % was expected")
