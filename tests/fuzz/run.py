"""The fuzzer's command: `python -m tests.fuzz.run --count 20000 --seed 1 --jobs 2`.

Programs run in processes of their own, a batch each, so that a crash or a hang names its program. A program may take
so much of the processor's time, which a busy machine does not spend; one that waits for what never comes is ended by the
clock.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.execute import MODES, check, write_module
from tests.fuzz.generate import Program, generate
from tests.fuzz.shrink import shrink
from tests.programs import ending_with_us

BATCH = 100
PER_FILE = 20
BUSY_SECONDS = 60  # of the processors, for a program
MEMORY = 6 << 30  # bytes of addresses, for a process of programs: some double their arrays again and again
SECONDS = 1800  # by the clock, for a program: the machine may stand still for others meanwhile


@dataclass
class Failure:
    seed: int
    text: str


# --- in the worker's process ------------------------------------------------------------
def work(first: int, count: int, modes: tuple[str, ...], folder: Path) -> None:
    """Checks programs and tells about each on stdout: its seed before, a JSON line after."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    for start in range(first, first + count, PER_FILE):
        seeds = list(range(start, min(start + PER_FILE, first + count)))
        programs = [generate(seed) for seed in seeds]
        module = write_module(programs, folder, f"fuzz_{start}_{os.getpid()}")
        for i, program in enumerate(programs):
            print(f"seed {program.seed}", flush=True)
            limit_time()
            plain, fast = getattr(module, f"main_{i}"), getattr(module, f"fast_{i}")
            found = check(program, plain, fast, modes)
            if found:
                print(json.dumps({"seed": program.seed, "text": found}), flush=True)
    print("end", flush=True)


def limit_time() -> None:
    """From here on the process has the time of a program; then it ends, and tells where it is."""
    faulthandler.register(signal.SIGPROF, chain=True)  # the signal's own effect is the end
    signal.setitimer(signal.ITIMER_PROF, BUSY_SECONDS)
    faulthandler.dump_traceback_later(SECONDS, exit=True)


class TooLong(BaseException):
    """A smaller program does not end: its counter is gone, say."""


def _too_long(*_: object) -> None:
    raise TooLong


def shrink_here(seed: int, modes: tuple[str, ...], folder: Path, seconds: float) -> str:
    """The smallest program that differs like that of the seed; for those that end no process."""
    original = generate(seed)
    count = 0

    def text_of(source: str) -> str:
        nonlocal count
        count += 1
        program = Program(seed, original.exact, original.parameters, source)
        module = write_module([program], folder, f"smaller_{count}_{os.getpid()}")
        signal.alarm(4)
        try:
            return check(program, module.main_0, module.fast_0, modes)
        except TooLong:
            return ""
        finally:
            signal.alarm(0)

    signal.signal(signal.SIGALRM, _too_long)
    kind = _kind(text_of(original.source))
    return shrink(original.source, lambda s: _kind(text_of(s)) == kind, seconds)


def work_on_source(path: Path, modes: tuple[str, ...], folder: Path) -> None:
    """Checks the one program of a file that holds its seed and source."""
    told = json.loads(path.read_text())
    original = generate(told["seed"])
    program = Program(original.seed, original.exact, original.parameters, told["source"])
    module = write_module([program], folder, f"one_{os.getpid()}")
    limit_time()
    print(json.dumps({"text": check(program, module.main_0, module.fast_0, modes)}), flush=True)


# --- in the controlling process ------------------------------------------------------------
def start_worker(*arguments: str, seconds: float | None = None) -> tuple[str, str]:
    """What the worker printed, and how it ended where it did not end well."""
    command = ending_with_us(sys.executable, "-X", "faulthandler", "-m", "tests.fuzz.run", *arguments)
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            out, told = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, told = process.communicate()
            return out, f"hangs: nothing for {seconds:.0f} s"
    if process.returncode:
        lines = [line for line in told.splitlines() if line.strip()]
        if process.returncode == -signal.SIGPROF or "Timeout (" in told:
            stack = [line.strip() for line in lines if line.startswith("  File")]
            return out, f"hangs: {' < '.join(stack[:4])}"
        return out, f"exit status {process.returncode}: {' | '.join(lines[:2] + lines[-1:])}"
    return out, ""


def run_batch(first: int, count: int, modes: tuple[str, ...]) -> Iterator[Failure]:
    """Checks all the batch's programs; after one that ends its process, in a new process."""
    last = first + count
    while first < last:
        out, ending = start_worker(
            "--work", f"{first},{last - first}", "--modes", ",".join(modes)
        )
        seed = first
        for line in out.splitlines():
            if line.startswith("seed "):
                seed = int(line[5:])
            elif line.startswith("{"):
                told = json.loads(line)
                yield Failure(told["seed"], told["text"])
        if not ending and out.endswith("end\n"):
            return
        yield Failure(seed, ending or "the process ended early")
        first = seed + 1


def smallest(failure: Failure, modes: tuple[str, ...], seconds: float) -> str:
    """The shrunken source of a failing program."""
    kind = _kind(failure.text)
    if not kind.startswith(("exit status", "hangs")):
        out, ending = start_worker(
            "--smaller", str(failure.seed), "--modes", ",".join(modes), "--shrink", str(seconds),
            seconds=seconds + 30,
        )  # fmt: skip
        if not ending:
            return out
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.json"

        def fails(source: str) -> bool:
            path.write_text(json.dumps({"seed": failure.seed, "source": source}))
            out, ending = start_worker(
                "--source", str(path), "--modes", ",".join(modes), seconds=20
            )
            text = ending or (json.loads(out.splitlines()[-1])["text"] if out else "")
            return bool(text) and _kind(text) == kind

        source = generate(failure.seed).source
        return shrink(source, fails, seconds) if fails(source) else source


def _kind(text: str) -> str:
    """A crash, a hang, a difference of results, an error of that class ..."""
    if not text:
        return ""
    if text.startswith(("exit status", "hangs")):
        return text.split(":")[0]
    text = text.partition("] ")[2]
    words = text.replace("(", " ").split()
    return " ".join(words[:2]) if words and words[0] in ("error", "value", "raised") else "differs"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000, help="how many programs")
    parser.add_argument("--seed", type=int, default=None, help="of the first program")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    parser.add_argument("--modes", default=",".join(MODES), help=f"some of {','.join(MODES)}")
    parser.add_argument(
        "--shrink", type=float, default=60, help="seconds to make one smaller; 0: no"
    )
    parser.add_argument("--most", type=int, default=10, help="failures after which it ends")
    parser.add_argument("--show", action="store_true", help="print the program of --seed")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--source", help=argparse.SUPPRESS)
    parser.add_argument("--smaller", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    modes = tuple(chosen.modes.split(","))
    with tempfile.TemporaryDirectory(prefix="phylanx-fuzz-") as folder:
        os.environ.setdefault("PHYLANX_CACHE", "0")
        if chosen.work:
            first, count = map(int, chosen.work.split(","))
            work(first, count, modes, Path(folder))
            return 0
        if chosen.smaller is not None:
            print(shrink_here(chosen.smaller, modes, Path(folder), chosen.shrink), end="")
            return 0
        if chosen.source:
            work_on_source(Path(chosen.source), modes, Path(folder))
            return 0
    seed = time.time_ns() // 1000 % 10**9 if chosen.seed is None else chosen.seed
    if chosen.show:
        program = generate(seed)
        print(program.parameters, "exact" if program.exact else "rough", program.source, sep="\n")
        return 0
    return control(seed, chosen.count, chosen.jobs, modes, chosen.shrink, chosen.most)


def control(
    seed: int, count: int, jobs: int, modes: tuple[str, ...], seconds: float, most: int
) -> int:
    print(f"{count} programs from --seed {seed}, modes: {', '.join(modes)}", flush=True)
    begin, failures = time.monotonic(), 0
    batches = [(f, min(BATCH, seed + count - f)) for f in range(seed, seed + count, BATCH)]
    stopped = False

    def one(batch: tuple[int, int]) -> list[Failure]:
        return [] if stopped else list(run_batch(*batch, modes))

    with ThreadPoolExecutor(jobs) as pool:
        for done, found in enumerate(pool.map(one, batches), 1):
            for failure in found:
                failures += 1
                report(failure, modes, seconds)
            if failures >= most:
                stopped = True
                break
            if done % 10 == 0:
                rate = done * BATCH / (time.monotonic() - begin)
                print(f"{done * BATCH} programs, {failures} failures, {rate:.0f}/s", flush=True)
    print(f"{failures} failures in {time.monotonic() - begin:.0f} s", flush=True)
    return 1 if failures else 0


def report(failure: Failure, modes: tuple[str, ...], seconds: float) -> None:
    print(f"\n--- seed {failure.seed}: {failure.text}")
    source = smallest(failure, modes, seconds) if seconds else generate(failure.seed).source
    program = generate(failure.seed)
    print(", ".join(f"{p.name}: {p.dtype}{p.shape or ''}" for p in program.parameters))
    print(source, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
