"""What one array statement on small arrays costs inside a compiled loop: nanoseconds for Phylanx, NumPy, Numba in turns.

Usage: python benchmarks/statements.py [--only TEXT] [--rounds N] [--peers phylanx,numpy,numba] [--json PATH] [--markdown]

SPDX-License-Identifier: BSL-1.0
"""

import argparse
import importlib.util
import json
import math
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

N = 10  # elements of a small array
KEPT = 8  # rows that the statements walk over, so that no round is like the one before

# i walks over rows; a, b, c: rows of N numbers; q, p: KEPT matrices N x N (q well conditioned); m: one of them; s: symmetric
# positive matrices; g, h: 4 x 4 matrices; out: a number a row; at: indices; yes: a mask; x: a carried vector.
STATEMENTS = {
    # elementwise
    "elementwise": "x = 0.99 * x + 0.01 * (a[i] - x * x)",
    "row store": "c[i] = 2.0 * a[i] + b[i]",
    "row in place": "c[i] -= 0.1 * a[i]",
    "slice store": "c[i, 1:-1] = a[i, 2:] - 2.0 * a[i, 1:-1] + a[i, :-2]",
    "column in place": "m[:, i] -= 1e-9 * a[i]",
    "outer update": "m[1:, 1:] -= 1e-9 * np.outer(a[i, 1:], b[i, 1:])",
    "exp": "c[i] = np.exp(a[i])",
    "where": "c[i] = np.where(a[i] > 0.5, a[i], b[i])",
    # reductions
    "sum": "out[i] = np.sum(a[i])",
    "sum of products": "out[i] = np.sum(a[i] * b[i])",
    "max": "out[i] = a[i].max()",
    "mean": "out[i] = a[i].mean()",
    "sum axis 0": "c[i] = q[i].sum(axis=0)",
    "sum axis 1": "c[i] = q[i].sum(axis=1)",
    "max axis 1": "c[i] = q[i].max(axis=1)",
    "norm": "out[i] = np.linalg.norm(a[i])",
    "distance": "out[i] = np.sqrt(np.sum((a[i] - b[i]) ** 2))",
    "argmax": "out[i] = np.argmax(a[i])",
    "softmax": "c[i] = softmax(a[i])",
    # products
    "dot": "out[i] = np.dot(a[i], b[i])",
    "dot of slices": "out[i] = a[i, :7] @ b[i, :7]",
    "dot of columns": "out[i] = np.dot(m[:, i], m[:, i])",
    "matrix @ vector": "c[i] = m @ a[i]",
    "transposed @ vector": "c[i] = m.T @ a[i]",
    "vector @ matrix": "c[i] = a[i] @ m",
    "corner @ vector": "c[i, :7] = m[:7, :7] @ a[i, :7]",
    "matrix @ matrix": "p[i] = q[i] @ m",
    "4 x 4 @ 4 x 4": "h[i] = g[i] @ g[i - 1]",
    "transposed @ matrix": "p[i] = q[i].T @ q[i]",
    # linear algebra
    "solve": "c[i] = np.linalg.solve(q[i], a[i])",
    "solve 4 x 4": "c[i, :4] = np.linalg.solve(g[i], a[i, :4])",
    "inverse": "p[i] = np.linalg.inv(q[i])",
    "inverse 4 x 4": "h[i] = np.linalg.inv(g[i])",
    "determinant 4 x 4": "out[i] = np.linalg.det(g[i])",
    "cholesky": "p[i] = np.linalg.cholesky(s[i])",
    # memory
    "copy": "x = a[i].copy()",
    "zeros": "x = np.zeros(N)",
    "zeros, filled": "x = np.zeros(N)\n        x[2:5] = a[i, 2:5]",
    "transposed copy": "p[i] = q[i].T",
    "concatenate": "x = np.concatenate((a[i, :5], b[i, :5]))",
    "take": "x = a[i][at]",
    "take rows": "p[i] = m[at]",
    "put": "c[i][at] = a[i]",
    "mask": "out[i] = a[i][yes].sum()",
    "arange": "x = a[i] * np.arange(N)",
    "eye": "p[i] = q[i] + 0.1 * np.eye(N)",
    "cumsum": "c[i] = np.cumsum(a[i])",
    "sort": "c[i] = np.sort(a[i])",
}

PROGRAM = """import numpy as np

N = {n}


def softmax(v):
    e = np.exp(v - v.max())
    return e / e.sum()

"""
FUNCTION = """
def f{number}(rounds, a, b, c, q, p, m, s, g, h, out, at, yes, x):
    for k in range(rounds):
        i = k & {last}
        {statement}
    return x
"""
DIRECTORY = tempfile.TemporaryDirectory()


def arguments():
    rng = np.random.default_rng(1)
    a, b, c = (rng.random((KEPT, N)) for _ in range(3))
    q, p = rng.random((KEPT, N, N)) + N * np.eye(N), np.zeros((KEPT, N, N))
    s = q + q.transpose(0, 2, 1)
    g = rng.random((KEPT, 4, 4)) + 2 * np.eye(4)
    return (a, b, c, q, p, rng.random((N, N)), s, g, g.copy(), np.zeros(KEPT), rng.permutation(N), rng.random(N) > 0.5, rng.random(N))


def functions(names, peer):
    """The functions of the statements as the peer's users decorate them."""
    text = PROGRAM.format(n=N)
    for number, name in enumerate(names):
        text += FUNCTION.format(number=number, last=KEPT - 1, statement=STATEMENTS[name])
    path = Path(DIRECTORY.name) / f"statements_{peer}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    if peer == "numba":
        import numba

        module.softmax = numba.njit(module.softmax)
        decorate = numba.njit
    elif peer == "phylanx":
        import phylanx

        decorate = phylanx.Phylanx
    else:
        decorate = lambda f: f  # noqa: E731
    return {name: decorate(getattr(module, f"f{number}")) for number, name in enumerate(names)}


def results(function, rounds):
    given = arguments()
    return [np.array(x) for x in (function(rounds, *given), *given)]


def agree(peer, name, function, reference):
    """Checks the peer's results; None where it cannot run the statement."""
    try:
        got = results(function, 3 * KEPT)
    except Exception as error:  # a peer's refusals have no common class
        print(f"  {peer} refuses '{name}': {type(error).__name__}: {str(error).splitlines()[0]}", file=sys.stderr)
        return None
    for have, want in zip(got, reference, strict=True):
        np.testing.assert_allclose(have, want, rtol=1e-9, atol=1e-12, err_msg=f"{peer}: {name}")
    return function


def seconds(function, rounds, given):
    begin = time.process_time()
    function(rounds, *given)
    return time.process_time() - begin


def measure(peers, name, turns):
    """Least nanoseconds of processor time a round for each peer: other work on the machine counts little then."""
    given = {peer: arguments() for peer in peers}
    rounds, least = {}, dict.fromkeys(peers, math.inf)
    for peer, function in peers.items():
        seconds(function, 64, given[peer])
        took = min(seconds(function, 512, given[peer]) for _ in range(3)) / 512
        rounds[peer] = max(64, min(200_000, int(0.01 / took)))
    for _ in range(turns):
        for peer, function in peers.items():
            took = seconds(function, rounds[peer], given[peer]) / rounds[peer]
            least[peer] = min(least[peer], took)
    return {peer: 1e9 * value for peer, value in least.items()}


def mean_ratio(rows, peer):
    logs = [math.log(row[peer] / row["phylanx"]) for row in rows.values() if peer in row and "phylanx" in row]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan


def print_table(rows, peers, markdown):
    others = [peer for peer in peers if peer != "phylanx"]
    heads = ["statement", *(f"{peer} ns" for peer in peers), *(f"{peer} / phylanx" for peer in others)]
    lines = []
    for name, row in rows.items():
        cells = [f"{row[peer]:.0f}" if peer in row else "-" for peer in peers]
        cells += [f"{row[peer] / row['phylanx']:.2f}" if peer in row and "phylanx" in row else "-" for peer in others]
        lines.append([name, *cells])
    lines.append(["geometric mean", *[""] * len(peers), *(f"{mean_ratio(rows, peer):.2f}" for peer in others)])
    if markdown:
        print("| " + " | ".join(heads) + " |\n|" + " --- |" * len(heads))
        print("\n".join("| " + " | ".join(line) + " |" for line in lines))
        return
    for line in [heads, *lines]:
        print(f"{line[0]:22s}" + "".join(f"{cell:>18s}" for cell in line[1:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="a part of the statements' names; several with commas")
    parser.add_argument("--rounds", type=int, default=15, help="turns of each peer")
    parser.add_argument("--peers", default="phylanx,numpy,numba")
    parser.add_argument("--json", help="writes the nanoseconds there")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    names = [name for name in STATEMENTS if any(part in name for part in options.only.split(","))]
    peers = options.peers.split(",")
    plain = functions(names, "numpy")
    made = {peer: plain if peer == "numpy" else functions(names, peer) for peer in peers}
    rows = {}
    for name in names:
        reference = results(plain[name], 3 * KEPT)
        able = {peer: agree(peer, name, made[peer][name], reference) for peer in peers}
        rows[name] = measure({peer: function for peer, function in able.items() if function}, name, options.rounds)
    print_table(rows, peers, options.markdown)
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
