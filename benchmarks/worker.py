"""One peer on one program in a process of its own; each line on its input asks for something, each answer is JSON.

Usage: worker.py PROGRAM WAY. Input: `size SIZE FILE` makes the arguments, calls once and writes the result as npz;
`run` gives the median of some timed runs; `facts` gives what the peer counts in one run; `memory SIZE SMALLER` the peak of memory.
"""

import json
import os
import statistics
import sys
import time

import numpy as np

from benchmarks import peers


def arrays(result):
    """The result as NumPy arrays; also waits for a peer that computes asynchronously."""
    return [np.asarray(part) for part in (result if isinstance(result, tuple | list) else (result,))]


ANSWERS = os.fdopen(os.dup(1), "w")  # what a peer prints while it compiles goes elsewhere


def say(**facts):
    print(json.dumps(facts), file=ANSWERS, flush=True)


class Worker:
    def __init__(self, name, way):
        self.name, self.way = name, way
        self.program = peers.program_of(name)
        self.function = peers.load(name, way)
        self.given, self.writes = (), False

    def prepare(self, size):
        self.given = self.original = ()
        given = peers.arguments_of(self.program, size)
        if self.way == "jax":  # a JAX user's data is JAX's from the start
            import jax

            jax.config.update("jax_enable_x64", True)
            given = tuple(jax.device_put(a) if isinstance(a, np.ndarray) else a for a in given)
        self.given = given

    def arguments(self):
        """The arguments of one run: copies, where the program writes into them."""
        if not self.writes:
            return self.given
        return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in self.given)

    def first(self, file):
        original = tuple(a.copy() if isinstance(a, np.ndarray) else a for a in self.given)
        start = time.perf_counter()
        if self.function is None:
            self.function = peers.function_of(self.name, self.way, self.given, os.getcwd())
        result = arrays(self.function(*self.given))
        first = time.perf_counter() - start
        written = [a for a in self.given if isinstance(a, np.ndarray)]
        before = [a for a in original if isinstance(a, np.ndarray)]
        self.writes = not all(map(np.array_equal, written, before))
        np.savez(file, *result, *(written if self.writes else ()))
        self.given = original
        return first

    def once(self):
        given = self.arguments()
        start = time.perf_counter()
        arrays(self.function(*given))
        return time.perf_counter() - start

    def run(self):
        """The median of what fits into a tenth of a second: a single run finds cold caches and sleeping threads."""
        times, end = [], time.perf_counter() + 0.1
        while not times or time.perf_counter() < end:
            times.append(self.once())
        return statistics.median(times)

    def facts(self):
        if self.way != peers.OURS:
            return {}
        import phylanx

        before = phylanx.counters()
        self.once()
        after = phylanx.counters()
        names = ("array_copies", "foreign_calls", "python_runs")
        return {name: after[name] - before[name] for name in names if name in after}

    def memory(self, size, smaller):
        """Bytes at the peak of a run, beyond what was there before it and the results; compiled before."""
        self.prepare(smaller)
        self.first(os.devnull)
        self.prepare(size)
        given = self.arguments()
        before = resident("VmRSS")
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        result = arrays(self.function(*given))
        peak = resident("VmHWM")
        lent = {id(a) for a in given}
        return max(0, peak - before - sum(a.nbytes for a in result if id(a) not in lent))


def resident(what):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(what + ":"))


def main():
    os.dup2(2, 1)
    worker = Worker(*sys.argv[1:])
    say(ready=True)
    for line in sys.stdin:
        verb, *words = line.rstrip("\n").split("\t")
        if verb == "size":
            worker.prepare(words[0])
            say(first=worker.first(words[1]))
        elif verb == "run":
            say(seconds=worker.run())
        elif verb == "facts":
            say(**worker.facts())
        elif verb == "memory":
            say(bytes=worker.memory(*words))


if __name__ == "__main__":
    main()
