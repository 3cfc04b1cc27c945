"""A short run of the fuzzer; the long one is `python -m tests.fuzz.run --count 20000`.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast

import numpy as np
import pytest

from tests.fuzz.execute import MODES, Wobbly, check_once, with_copies
from tests.fuzz.generate import Program, generate
from tests.fuzz.run import Failure, run_batch, smallest
from tests.fuzz.shrink import shrink

BATCHES, PROGRAMS = 5, 30


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_programs(seed: int, batch: int) -> None:
    first = seed * 1000 + batch * PROGRAMS
    failures = list(run_batch(first, PROGRAMS, tuple(MODES)))
    shown = [f"python -m tests.fuzz.run --count 1 --seed {f.seed}: {f.text}" for f in failures[:5]]
    if failures:
        shown += ["", smallest(failures[0], tuple(MODES), 20)]
    assert not failures, "\n".join([f"{len(failures)} failures", *shown])


# --- the fuzzer itself ----------------------------------------------------------------------------
def test_programs_are_the_same_for_a_seed() -> None:
    assert generate(5) == generate(5)
    assert generate(5).source != generate(6).source


def test_most_programs_run() -> None:
    good = 0
    for seed in range(100):
        program = generate(seed)
        space: dict = {"np": np}
        exec(program.source, space)
        with np.errstate(all="ignore"):
            try:
                space["main"](*program.arguments(0))
                good += 1
            except Exception:  # noqa: S110, B110 - some programs are to fail
                pass
    assert good > 85


def _functions(program: Program) -> dict:
    space: dict = {"np": np}
    exec(program.source, space)
    return space


@pytest.mark.filterwarnings("ignore")
def test_a_wrong_result_is_found() -> None:
    found = 0
    for seed in range(60):
        program = generate(seed)
        wrong = Program(
            seed, program.exact, program.parameters, program.source.replace(" + ", " - ")
        )
        if wrong.source != program.source:
            plain, other = _functions(program)["main"], _functions(wrong)["main"]
            found += bool(check_once(program, plain, other, program.arguments(0)))
    assert found > 10


@pytest.mark.filterwarnings("ignore")
def test_stores_that_overlap_are_as_if_copied() -> None:
    program = Program(0, True, (), "def main(a):\n    a[:, -1] = a[1]\n    return a[0]\n")
    plain = _functions(program)["main"]
    a = np.arange(9, dtype=np.int8).reshape(3, 3)
    with_copies(program, plain)(a)
    assert a.tolist() == [[0, 1, 3], [3, 4, 4], [6, 7, 5]]


def test_rounding_is_no_difference() -> None:
    for seed in range(200):
        program = generate(seed)
        if not program.exact:
            plain, off = _functions(program), _functions(program)
            off["np"] = Wobbly(99)
            assert not check_once(program, plain["main"], off["main"], program.arguments(0))


def test_shrinking() -> None:
    source = generate(3).source + "    x = 1\n    bad = a @ (a + 1)\n    return bad\n"
    small = shrink(source, lambda s: "@" in s and "bad" in s)
    assert len(ast.parse(small).body) == 1
    assert len(small.splitlines()) <= 3


def test_failures_have_kinds() -> None:
    failure = Failure(1, "exit status -11: Fatal Python error")
    assert failure.text.startswith("exit status")
