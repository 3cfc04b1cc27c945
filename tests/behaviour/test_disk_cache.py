"""The cache on disk: used, private, and never trusted.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import os
import pickle
import random
import stat
import sys
from pathlib import Path

import pytest

from tests.programs import check_python, run_python

SOURCE = """
    import sys

    @Phylanx
    def f(x, n):
        for i in range(n):
            x = np.exp(-x) * 2 + i
        return x.sum(), x[::2]

    @Phylanx
    def g(a):
        return a @ a.T + 1

    x = np.linspace(0, 1, 1001)
    for function, args in ((f, (x, 3)), (f, (x.astype(np.float32), 2)), (g, (np.ones((4, 5)),))):
        got, wanted = function(*args), function.__wrapped__(*args)
        for a, b in zip(got, wanted):
            np.testing.assert_allclose(a, b, rtol=1e-5)
    print("good", *sorted(phylanx.counters().items()))
"""


def run(folder: Path, cache: Path, **environment: str) -> str:
    """Runs the program, always the same file, and checks that it is right."""
    out = check_python(folder, SOURCE, PHYLANX_CACHE_DIR=str(cache), **environment)
    assert out.startswith("good"), out
    (folder / "script_0.py").unlink()
    return out


def files(cache: Path) -> list[Path]:
    return sorted(p for p in cache.rglob("*") if p.is_file())


def contents(cache: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in files(cache)}


@pytest.fixture
def filled(tmp_path, cache_folder):
    run(tmp_path, cache_folder)
    assert len(files(cache_folder)) >= 3
    return cache_folder


def test_the_second_process_reads_what_the_first_wrote(tmp_path, filled) -> None:
    before = {p.name: p.stat().st_ino for p in files(filled)}
    run(tmp_path, filled)
    assert {p.name: p.stat().st_ino for p in files(filled)} == before


def test_the_folder_is_the_owners_only(filled) -> None:
    assert stat.S_IMODE(filled.stat().st_mode) == 0o700
    for path in files(filled):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        assert path.stat().st_uid == os.geteuid()


def test_umask_does_not_open_the_folder(tmp_path, cache_folder) -> None:
    old = os.umask(0)
    try:
        run(tmp_path, cache_folder)
    finally:
        os.umask(old)
    assert stat.S_IMODE(cache_folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(p.stat().st_mode) & 0o077 == 0 for p in files(cache_folder))


def test_a_folder_that_others_can_write_is_not_used(tmp_path, filled) -> None:
    wanted = contents(filled)
    for path in files(filled):
        path.write_bytes(b"poison")
    filled.chmod(0o777)
    run(tmp_path, filled)
    assert all(p.read_bytes() == b"poison" for p in files(filled))
    filled.chmod(0o700)
    run(tmp_path, filled)
    assert set(contents(filled)) == set(wanted)


def test_a_file_that_others_can_write_is_not_read(tmp_path, filled) -> None:
    for path in files(filled):
        path.chmod(0o666)
    before = {p.name: p.stat().st_ino for p in files(filled)}
    run(tmp_path, filled)
    after = {p.name: p.stat().st_ino for p in files(filled)}
    assert all(after[name] != inode for name, inode in before.items())


def test_symbolic_links_are_not_followed(tmp_path, filled) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in files(filled):
        target = elsewhere / path.name
        path.rename(target)
        path.symlink_to(target)
    run(tmp_path, filled)
    assert not any(p.is_symlink() for p in files(filled))


# --- damage ---------------------------------------------------------------------------------------
def damaged_copies(data: bytes) -> dict[str, bytes]:
    """Truncated at many lengths, and with one byte flipped at many places."""
    rng = random.Random(1)
    n = len(data)
    cuts = {0, 1, 7, 8, 16, 40, 64, 100, 200, n // 4, n // 2, n - 100, n - 8, n - 1}
    made = {f"cut at {c}": data[:c] for c in sorted(cuts) if 0 <= c < n}
    places = [*range(0, 120, 9), *(rng.randrange(n) for _ in range(8)), n - 1]
    for place in places:
        if place < n:
            changed = bytearray(data)
            changed[place] ^= 1 << rng.randrange(8)
            made[f"byte {place}"] = bytes(changed)
    made["longer"] = data + b"\0"
    made["twice"] = data + data
    return made


def rounds() -> list[int]:
    return list(range(12))


@pytest.mark.parametrize("part", rounds())
def test_damaged_files_are_ignored_and_written_again(tmp_path, filled, part) -> None:
    """Each round damages every file in another way."""
    good = contents(filled)
    ways = {name: list(damaged_copies(data).items()) for name, data in good.items()}
    steps = max(len(w) for w in ways.values())
    for step in range(part, steps, len(rounds())):
        for name, all_ways in ways.items():
            (filled / name).write_bytes(all_ways[step % len(all_ways)][1])
        run(tmp_path, filled)
        assert contents(filled) == good, [w[step % len(w)][0] for w in ways.values()]


def test_foreign_files_are_ignored_and_written_again(tmp_path, filled) -> None:
    good = contents(filled)
    marker = tmp_path / "executed"

    class Poison:
        def __reduce__(self):
            return os.mkdir, (str(marker),)

    poisons = [
        pickle.dumps(Poison()),
        f"__import__('os').mkdir({str(marker)!r})\n".encode(),
        f"#!/bin/sh\nmkdir {marker}\n".encode(),
        Path(sys.executable).resolve().read_bytes()[:4096],
        b"",
        os.urandom(5000),
    ]
    for poison in poisons:
        for name, data in good.items():
            (filled / name).write_bytes(poison)
            (filled / "stranger.phx").write_bytes(data)
        run(tmp_path, filled)
        assert not marker.exists()
        assert {n: d for n, d in contents(filled).items() if n in good} == good


def test_files_exchanged_for_each_other(tmp_path, filled) -> None:
    """A sound file under another's name is not that other's."""
    good = contents(filled)
    names = list(good)
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        (filled / name).write_bytes(good[other])
    run(tmp_path, filled)
    assert contents(filled) == good


def test_a_folder_instead_of_a_file(tmp_path, filled) -> None:
    for path in files(filled):
        path.unlink()
        path.mkdir()
    run(tmp_path, filled)


def test_a_pipe_instead_of_a_file(tmp_path, filled) -> None:
    for path in files(filled):
        path.unlink()
        os.mkfifo(path)
    run(tmp_path, filled)


# --- where it cannot be ---------------------------------------------------------------------------
def test_without_a_usable_folder(tmp_path) -> None:
    a_file = tmp_path / "file"
    a_file.write_text("not a folder")
    for folder in (a_file, a_file / "below", Path("/proc/nothing/here"), Path("/dev/null")):
        run(tmp_path, folder)
    assert a_file.read_text() == "not a folder"


def test_the_users_folder_is_the_default(tmp_path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = run_python(tmp_path, SOURCE, PHYLANX_CACHE_DIR="", XDG_CACHE_HOME="", HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert files(home / ".cache" / "phylanx")
    done = run_python(
        tmp_path, SOURCE, PHYLANX_CACHE_DIR="", XDG_CACHE_HOME=str(tmp_path / "xdg"), HOME=str(home)
    )
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "xdg" / "phylanx")


def test_switched_off(tmp_path, cache_folder) -> None:
    run(tmp_path, cache_folder, PHYLANX_CACHE="0")
    assert not cache_folder.exists() or not files(cache_folder)
    source = "@Phylanx(cache=False)\ndef f(x):\n    return x + 1\n\nassert f(2) == 3\n"
    check_python(tmp_path, source, PHYLANX_CACHE_DIR=str(cache_folder))
    assert not cache_folder.exists() or not files(cache_folder)


def test_processes_write_at_the_same_time(tmp_path, cache_folder) -> None:
    from concurrent.futures import ThreadPoolExecutor

    folders = []
    for i in range(4):
        folders.append(tmp_path / f"user_{i}")
        folders[-1].mkdir()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda f: run(f, cache_folder), folders))
    assert not [p for p in files(cache_folder) if p.suffix == ".tmp"]


def test_a_changed_source_is_not_the_old_one(tmp_path, cache_folder) -> None:
    for sign, wanted in (("+", 5), ("-", 1), ("*", 6), ("+", 5)):
        source = f"@Phylanx\ndef f(x, y):\n    return x {sign} y\n\nprint(f(3, 2))\n"
        out = check_python(tmp_path, source, PHYLANX_CACHE_DIR=str(cache_folder))
        assert out == f"{wanted}\n"
        (tmp_path / "script_0.py").unlink()


def test_a_changed_helper_of_another_file_is_seen(tmp_path, cache_folder) -> None:
    """What a compiled function contains of other files is part of its key by content."""
    for number in (1, 2, 1):
        (tmp_path / "other_file.py").write_text(f"def helper(x):\n    return x + {number}\n")
        source = f"""
            import sys
            sys.dont_write_bytecode = True
            sys.path.insert(0, {str(tmp_path)!r})
            from other_file import helper

            @Phylanx
            def f(x):
                return helper(x) * 10

            print(f(1))
        """
        out = check_python(tmp_path, source, PHYLANX_CACHE_DIR=str(cache_folder))
        assert out == f"{(1 + number) * 10}\n"
        (tmp_path / "script_0.py").unlink()


def test_options_that_change_code_are_part_of_the_key(tmp_path, cache_folder) -> None:
    source = """
        @Phylanx(fastmath={})
        def f(x):
            return (x + 1e16) - 1e16

        print(f(np.ones(3)).tolist())
    """
    for _ in range(2):
        for fast in (True, False):
            check_python(tmp_path, source.format(fast), PHYLANX_CACHE_DIR=str(cache_folder))
    out = check_python(tmp_path, source.format(False), PHYLANX_CACHE_DIR=str(cache_folder))
    assert out == "[0.0, 0.0, 0.0]\n"
