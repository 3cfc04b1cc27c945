"""Calls of what the prelude makes of NumPy's own inner loops: LAPACK, transforms, ufuncs without a row.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from tests.ops.prelude_cases import A, F, I, S, T, V, W, Z

H = S @ S.T + np.eye(4)
ZH = (S + 1j * S.T) @ (S - 1j * S.T).T
STACK = np.stack((S, H, 2 * S))
NAN = np.full((3, 3), np.nan)
I1, SINGULAR = I.astype(np.int8), np.ones((3, 3))
EDGES = np.linspace(0, 1, 6)
KINDS = [A, F, Z, Z.astype("F"), I, I > 0, A[::-1, ::2]]

_FACTORED = {
    "svd": [
        "u, s, v = np.linalg.svd(x); (u, s, v)",
        "u, s, v = np.linalg.svd(x, full_matrices=False); (u, s, v)",
        "np.linalg.svd(x, compute_uv=False)",
        "np.linalg.svd(x)[1]",
        "np.linalg.svd(x).Vh",
        "r = np.linalg.svd(x); (r.S, r[0], r.Vh)",
    ],
    "qr": [
        "q, r = np.linalg.qr(x); (q, r)",
        "q, r = np.linalg.qr(x, 'complete'); (q, r)",
        "q, r = np.linalg.qr(x.T, mode='complete'); (q, r)",
        "np.linalg.qr(x, mode='r')",
        "r = np.linalg.qr(x.T); (r.Q, r.R)",
    ],
    "ranks": [
        "np.linalg.matrix_rank(x)",
        "np.linalg.matrix_rank(x, 0.1)",
        "np.linalg.svdvals(x)",
        "np.linalg.cond(x)",
        "np.linalg.cond(x, -2)",
    ],
}
_SQUARE = {
    "eigh": [
        "w, v = np.linalg.eigh(x); (w, v)",
        "np.linalg.eigh(x, 'U').eigenvectors",
        "np.linalg.eigvalsh(x)",
        "np.linalg.eigvalsh(x, UPLO='u')",
    ],
    "eig": [
        "w, v = np.linalg.eig(x); (w, v)",
        "np.linalg.eig(x + 0 * x[..., ::-1, :]).eigenvectors",
        "np.linalg.eigvals(x)",
        "np.linalg.eigvals(x - 2 * np.tril(x))",
    ],
    "hermitian": [
        "u, s, v = np.linalg.svd(x, hermitian=True); ((u * s[..., None, :]) @ v, s)",
        "np.linalg.svd(x - 1, compute_uv=False, hermitian=True)",
        "np.linalg.matrix_rank(x, hermitian=True)",
    ],
    "slogdet": ["s, d = np.linalg.slogdet(x); (s, d)", "np.linalg.slogdet(x).logabsdet"],
    "cholesky": ["np.linalg.cholesky(x, upper=True)"],
}
_TRANSFORMS = ["fft", "ifft", "irfft", "hfft"], ["rfft", "ihfft"]
_WAYS = ["x", "x, axis=0", "x, 7", "x, n=3, axis=0, norm='ortho'", "x, norm='forward'"]
_ND = ["x", "x, axes=(0, 1)", "x, (3, 7), (-2, -1)", "x, norm='ortho'", "x, axes=(-1,)"]

#: subject -> (expression, arguments) or (statement; expression, arguments)
CASES: dict[str, list[tuple]] = {
    **{n: [(e, x) for e in calls for x in KINDS] for n, calls in _FACTORED.items()},
    **{
        n: [(e, x) for e in calls for x in (H, ZH, H.astype("f"), STACK @ STACK.mT, I[:, :4] @ I[:, :4].T)]
        for n, calls in _SQUARE.items()
    },
    "stacks": [(e, STACK) for calls in _FACTORED.values() for e in calls[:2]],
    "one transform": [
        (f"np.fft.{n}({way})", x)
        for i in (0, 1)
        for n in _TRANSFORMS[i]
        for way in _WAYS
        for x in (A, F, Z, Z.astype("F"), I1)
        if i == 0 or x.dtype.kind != "c"
    ],
    "transforms": [
        (f"np.fft.{n}({way})", x)
        for n in ("fft2", "ifft2", "fftn", "ifftn", "irfft2", "irfftn")
        for way in _ND
        for x in (A, T, Z.astype("F"))
    ],
    "real transforms": [(f"np.fft.{n}({way})", x) for n in ("rfft2", "rfftn") for way in _ND for x in (A, F, T)],
    "bad transforms": [
        (f"np.fft.{call}", A)
        for call in (
            "fft(x, 0)",
            "fft(x, axis=2)",
            "fft(x, 3, 2)",
            "ifft(x, norm='x')",
            "fft(x, norm='x')",
            "irfft(x, axis=5)",
            "fftn(x, axes=(0, 4))",
            "fft2(x, (3, 4, 5))",
            "irfft(x[:, :1])",
        )
    ],
    "lstsq": [
        ("np.linalg.lstsq(x, y)", S, V[:4]),
        ("q, r, k, s = np.linalg.lstsq(x, y); (q, r, k, s)", A.T, V[:5]),
        ("np.linalg.lstsq(x, y, rcond=None)[0]", A.T, A.T),
        ("np.linalg.lstsq(x, y, 0.5)", A.T.astype("f4"), F.T),
        ("np.linalg.lstsq(x, y)", Z.T, A.T),
        ("np.linalg.lstsq(x, y)", A, V),
        ("np.linalg.lstsq(x, y)", T, V),
        ("np.linalg.lstsq(x, y)", SINGULAR, V[:3]),
    ],
    "errors": [
        (call, x)
        for x in (V, A)
        for call in (
            "np.linalg.eigh(x)[0]",
            "np.linalg.eigvalsh(x)",
            "s, d = np.linalg.slogdet(x); s",
            "np.linalg.cond(x, 1)",
            "np.linalg.matrix_power(x, 2)",
        )
    ]
    + [
        ("np.linalg.svd(x)[1]", V),
        ("np.linalg.qr(x, mode='r')", V),
        ("np.linalg.pinv(x)", V),
        ("np.linalg.svd(x)[1]", NAN),
        ("np.linalg.eigvals(x)", NAN),
        ("w, v = np.linalg.eig(x); w", A),
        ("np.linalg.eigvalsh(x)", NAN),
        ("np.linalg.eigh(x, UPLO='k')[0]", S),
        ("np.linalg.lstsq(x, x)[0]", NAN),
        ("np.linalg.cholesky(x, upper=True)", -SINGULAR),
        ("np.linalg.cond(x)", A[:0]),
        ("np.linalg.cond(x)", NAN),
    ],
    "singular": [
        ("np.linalg.cond(x)", SINGULAR * 0),
        ("np.linalg.cond(x, 1)", SINGULAR),
        ("np.linalg.matrix_rank(x)", SINGULAR),
        ("s, d = np.linalg.slogdet(x); (s, d)", SINGULAR * 0),
    ],
    "empty": [
        (e, x)
        for x in (A[:0], A[:, :0])
        for e in ("u, s, v = np.linalg.svd(x); (u, s, v)", "q, r = np.linalg.qr(x); (q, r)", "np.linalg.matrix_rank(x)")
    ],
    "powers": [
        ("np.linalg.matrix_power(x, 0)", STACK),
        ("np.linalg.matrix_power(x, 1)", S),
        ("np.linalg.matrix_power(x, 5)", I[:, :4]),
        ("np.linalg.matrix_power(x, 12)", I[:, :4]),
    ],
    "matrix norms": [
        (f"np.linalg.{call}", x)
        for x in (A, T, F)
        for call in (
            "norm(x, 'nuc', (0, 1))",
            "norm(x, 2, (0, 1), True)",
            "norm(x, -2, (1, 0))",
            "norm(x, 'x', (0, 1))",
            "matrix_norm(x, ord=2)",
            "vector_norm(x, axis=0, ord=1)",
        )
    ],
    "ufuncs": [
        ("np.gcd(x, y)", I, 12),
        ("np.lcm(x, x)", I1),
        ("np.nextafter(x, y)", A, F),
        ("np.spacing(x)", F),
        ("m, e = np.frexp(x); (m, e)", A),
        ("np.ldexp(x, y)", A, I),
        ("np.bitwise_count(x)", I1),
        ("np.vecdot(x, x)", T),
        ("np.gcd(x, y)", I, I[:3]),
        ("np.vecdot(x, y)", A, V),
        ("np.gcd(x, 6)", 4),
        ("np.nextafter(x, 1)", 0.5),
        ("np.vecdot(x[0], x[1])", A),
    ],
    "ufuncs into arrays": [
        ("y = np.zeros_like(x); (np.gcd(x, 6, out=y), y)", I),
        ("y = np.zeros(x.shape); (np.gcd(x, 6, y), y)", I),
        ("y = np.zeros((2, x.shape[0])); (np.heaviside(x, 0.5, y), y)", V),
        ("y = np.ones_like(x); np.heaviside(x, 0.5, out=(y,), where=x > 0.5); y", A),
        ("y = np.ones_like(x); np.logaddexp(x, x[0], y, where=x[1] > 0.5); y", A),
        ("y = np.ones_like(x); z = np.ones_like(x); np.modf(3 * x, y, z, where=x > 0.5); (y, z)", A),
        ("y = np.ones_like(x); z = np.ones_like(x); np.divmod(x, 2, out=(y, z)); (y, z)", I),
        ("np.nextafter(x, y, out=x)", V.copy(), W),
        ("np.radians(x, dtype=np.float64)", F),
        ("np.nextafter(x, 3, dtype='f4')", F),
        ("np.gcd(x, 6, dtype=np.int64)", I1),
        ("y = np.zeros(3); np.heaviside(x, 0.5, out=y, where=True, dtype=None); y", V[:3]),
    ],
    "polynomials": [
        ("np.polysub(x, y)", V, W[:3]),
        ("np.polysub(x, y)", I[0], V),
        ("np.polyint(x)", V),
        ("np.polyint(x, 1, 3)", I[0]),
        ("np.polyfit(x, y, -1)", V, W),
        ("np.polyfit(x, y, 2)", V, W[:3]),
        ("np.polyfit(x, x, 2)", A),
        ("np.polydiv(x, y)", V, W[:3]),
        ("np.polydiv(x, y)", V[:2], W),
        ("np.polydiv(x, y)", np.array([1, 4, 5, 2]), np.array([1, 1])),
        ("np.polydiv(x, y)", Z[0], 2.0),
        ("np.poly(x)", V),
        ("np.poly(x)", I[0]),
        ("np.poly([1.5, 2, -1])",),
        ("np.poly(x)", F[0]),
        ("np.roots(x)", np.array([1.0, -6, 11, -6])),
        ("np.roots(x)", np.array([0, 0, 1, -6, 11, -6, 0, 0])),
        ("np.roots(x)", np.array([2.0, 1, 3, 4])),
        ("np.roots(x)", F[0]),
        ("np.roots(x)", Z[0]),
        ("np.roots(x)", A),
    ],
    "histogram2d": [
        (f"np.histogram2d({call})", x, y)
        for x, y in ((V, W), (I[0], V[:5]), (I[0], I[1]), (V, W[:3]))
        for call in (
            "x, y",
            "x, y, 4",
            "x, y, (3, 5)",
            "x, y, range=((0, 0.5), (0.2, 0.9))",
            "x, y, density=True",
            "x, y, weights=x",
            "x, y, 0",
        )
    ]
    + [("np.histogram2d(x, y, z)", V, W, EDGES), ("np.histogram2d(x, y, [z, 3])", V, W, EDGES)],
    "brackets": [
        ("np.r_[x, y]", V, W),
        ("np.r_[1, 2, 3]",),
        ("np.r_[1.5, x, 0:4]", V),
        ("np.r_[0:1:5j, 7]",),
        ("np.r_[0:1:0.25]",),
        ("np.r_[x, [1, 2]]", V),
        ("np.r_[x, 1]", F[0]),
        ("np.r_[x, 1.5]", I[0]),
        ("np.r_[x, y]", A, V),
        ("np.r_[x]", A),
        ("np.c_[x, y]", V, W),
        ("np.c_[x, y]", A, V[:4]),
        ("np.c_[x, 0:4]", A),
        ("np.c_[1, 2]",),
        ("np.c_[x, y]", V, A),
    ],
}
