"""Peers side by side in one session: a process for each, turns in rounds, results checked against NumPy's."""

import json
import os
import select
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks import peers
from benchmarks.peers import OURS, PEERS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REFERENCE = "numpy"


class Failed(Exception):
    """A peer that did not answer in time or ended with an error."""


def environment(**changes):
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, **changes}


def progress(text):
    print(text, file=sys.stderr, flush=True)


def json_of(command, limit, **changes):
    """The last line that a command prints, read as JSON."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit, env=environment(**changes), cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"no result after {limit} s") from None
    except OSError as error:
        raise Failed(str(error)) from None
    if done.returncode != 0:
        raise Failed((done.stderr.strip() or "no message").splitlines()[-1])
    return json.loads(done.stdout.strip().splitlines()[-1])


class Peer:
    """A process that runs one program in one peer's way, and waits to be asked."""

    def __init__(self, program, name, folder, limit, **changes):
        self.name, self.limit = name, limit
        way, environs = PEERS[name]
        self.folder = folder / f"{program.replace('/', '-')}-{name.replace(' ', '-').replace(',', '')}"
        self.folder.mkdir(exist_ok=True)
        self.errors = open(self.folder / "errors.txt", "w+")
        caches = {
            "PHYLANX_CACHE_DIR": str(self.folder / "cache"),
            "DACE_CONFIG": str(self.folder / "dace.conf"),
        }
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), program, way],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            cwd=self.folder,
            env=environment(**{**caches, **environs, **changes}),
        )
        self.answer(limit)

    def answer(self, limit):
        ready, _, _ = select.select([self.process.stdout], [], [], limit)
        if not ready:
            self.close()
            raise Failed(f"no answer after {limit:g} s")
        line = self.process.stdout.readline()
        if not line:
            raise Failed(self.last_words())
        return json.loads(line)

    def ask(self, *words, limit=None):
        try:
            self.process.stdin.write("\t".join(words) + "\n")
            self.process.stdin.flush()
        except OSError:
            raise Failed(self.last_words()) from None
        return self.answer(limit or self.limit)

    def last_words(self):
        code = self.process.wait()
        self.errors.seek(0)
        lines = [line for line in self.errors.read().strip().splitlines() if line.strip()]
        errors = [line for line in lines if "Error" in line or "Refused" in line]
        text = (errors or lines or ["no message"])[-1].strip()[:300]
        return f"signal {-code}: {text}" if code < 0 else text

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.errors.close()


def same_result(file, reference, tolerance, strict=False):
    """Equal to NumPy's up to the tolerance, relative to the greatest magnitude; whole numbers exactly.
    strict: of the same dtypes too."""
    with np.load(file) as ours, np.load(reference) as theirs:
        for name in theirs.files:
            if name not in ours.files or not same_array(ours[name], theirs[name], tolerance, strict):
                return False
    return True


def same_array(one, other, tolerance, strict):
    if one.shape != other.shape or (strict and one.dtype != other.dtype):
        return False
    if other.dtype.kind in "biu" or not other.size:
        return bool(np.array_equal(one, other))
    if not np.array_equal(np.isfinite(one), np.isfinite(other)):
        return False
    one, other = one[np.isfinite(other)], other[np.isfinite(other)]
    return not other.size or bool(np.max(np.abs(one - other)) <= tolerance * np.max(np.abs(other)))


def chosen_peers(program, names):
    """The peers that have something of their own to run."""
    module = peers.program_of(program)
    for name in names:
        way, environs = PEERS[name]
        if environs and way in ("numpy", "numba") and not peers.needs_blas(module):
            continue  # the same program as with BLAS's own threads
        if way == "numba_loops" and not peers.has_variant(program, way):
            continue
        if way == "numba_parallel" and peers.has_variant(program, "numba"):
            continue
        yield name


class Comparison:
    """All peers on one program."""

    def __init__(self, program, names, folder, limit):
        self.program, self.folder, self.limit = program, folder, limit
        self.module = peers.program_of(program)
        self.tolerance = getattr(self.module, "TOLERANCE", 1e-9)
        self.failures, self.peers = {}, []
        for name in chosen_peers(program, names):
            try:
                self.peers.append(Peer(program, name, folder, limit))
            except Failed as error:
                self.fail(name, error)

    def fail(self, name, error):
        self.failures[name] = str(error)
        progress(f"    {name}: {error}")

    def measure(self, size, rounds):
        """Facts of each peer at one size: median seconds, the first call, whether the result is right."""
        results, firsts, times = {}, {}, {}
        for peer in list(self.peers):
            try:
                file = peer.folder / "result.npz"
                firsts[peer.name] = peer.ask("size", size, str(file))["first"]
                times[peer.name] = []
            except Failed as error:
                self.drop(peer, error)
        for turn in range(rounds):
            shift = turn % max(len(self.peers), 1)
            for peer in self.peers[shift:] + self.peers[:shift]:
                self.one_turn(peer, times[peer.name])
        reference = next((p for p in self.peers if p.name.startswith(REFERENCE)), None)
        for peer in list(self.peers):
            try:
                facts = peer.ask("facts")
            except Failed as error:
                self.drop(peer, error)
                continue
            right = reference and same_result(
                peer.folder / "result.npz", reference.folder / "result.npz", self.tolerance, peer.name == OURS
            )
            results[peer.name] = {
                "seconds": statistics.median(times[peer.name]),
                "best": min(times[peer.name]),
                "runs": len(times[peer.name]),
                "first": firsts[peer.name],
                "right": bool(right),
                **facts,
            }
        results.update((name, {"error": text}) for name, text in self.failures.items())
        return results

    def one_turn(self, peer, times):
        try:
            times.append(peer.ask("run")["seconds"])
            for _ in range(min(2, int(0.2 / max(times[-1], 1e-6)))):
                times.append(peer.ask("run")["seconds"])
        except Failed as error:
            self.drop(peer, error)
        time.sleep(0.05)  # workers that spin before they sleep shall not disturb the next peer

    def drop(self, peer, error):
        self.fail(peer.name, error)
        peer.close()
        self.peers = [p for p in self.peers if p is not peer]

    def close(self):
        for peer in self.peers:
            peer.close()


def usable(results, name):
    return name in results and results[name].get("right", False)


def triad(limit):
    """Bytes a second of a triad on this machine, at this time."""
    return json_of([str(ROOT / "build/editable/bench_triad")], limit)["bytes_per_second"]
