"""Factorizations and what is made of them: NumPy's own LAPACK loops, in double precision as NumPy has it.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import numpy as np

from phylanx.prelude import ask
from phylanx.prelude.registry import of


def stacked(a):
    a = np.asarray(a)
    if a.ndim < 2:
        message = ask.text(a.ndim, "-dimensional array given. Array must be at least two-dimensional")
        ask.fail("LinAlgError", message)
    return a


def matrices(a):
    """In the dtype that LAPACK works in."""
    a = stacked(a)
    if ask.kind(a) in ("f", "c") and ask.itemsize(a) == 2:
        ask.refuse("float16")
    if ask.kind(a) == "c":
        return a if ask.itemsize(a) == 16 else a.astype(np.complex128)
    return a if ask.kind(a) == "f" and ask.itemsize(a) == 8 else a.astype(np.float64)


def square(a):
    a = matrices(a)
    n, m = a.shape[-2], a.shape[-1]
    ask.check(n == m, "LinAlgError", "Last 2 dimensions of the array must be square")
    return a


def is_narrow(a):
    return (ask.kind(a) == "f" and ask.itemsize(a) == 4) or (ask.kind(a) == "c" and ask.itemsize(a) == 8)


def narrowed(x):
    return x.astype(np.complex64) if ask.kind(x) == "c" else x.astype(np.float32)


def result(x, a):
    """x in the precision of the argument."""
    return narrowed(x) if is_narrow(a) else x


def is_upper(UPLO):
    where = ask.where_among(UPLO, ("L", "l", "U", "u"))
    if where < 0:
        raise ValueError("UPLO argument must be 'L' or 'U'")
    return where > 1


@of(np.linalg.eigh, fields="EighResult eigenvalues eigenvectors")
def eigh(a, UPLO="L"):
    a = np.asarray(a)
    upper = is_upper(UPLO)
    x = square(a)
    if upper:
        w, v = ask.ufunc(np.linalg._umath_linalg.eigh_up, "Eigenvalues did not converge", x)
    else:
        w, v = ask.ufunc(np.linalg._umath_linalg.eigh_lo, "Eigenvalues did not converge", x)
    return result(w, a), result(v, a)


@of(np.linalg.eigvalsh)
def eigvalsh(a, UPLO="L"):
    a = np.asarray(a)
    upper = is_upper(UPLO)
    x = square(a)
    if upper:
        w = ask.ufunc(np.linalg._umath_linalg.eigvalsh_up, "Eigenvalues did not converge", x)
    else:
        w = ask.ufunc(np.linalg._umath_linalg.eigvalsh_lo, "Eigenvalues did not converge", x)
    return result(w, a)


def finite(a):
    ask.check(np.all(np.isfinite(a)), "LinAlgError", "Array must not contain infs or NaNs")


@of(np.linalg.eig, fields="EigResult eigenvalues eigenvectors")
def eig(a):
    a = np.asarray(a)
    x = square(a)
    finite(a)
    w, v = ask.ufunc(np.linalg._umath_linalg.eig, "Eigenvalues did not converge", x)
    if ask.kind(a) != "c" and np.all(np.imag(w) == 0):
        return result(np.real(w), a), result(np.real(v), a)
    return result(w, a), result(v, a)


@of(np.linalg.eigvals)
def eigvals(a):
    a = np.asarray(a)
    x = square(a)
    finite(a)
    w = ask.ufunc(np.linalg._umath_linalg.eigvals, "Eigenvalues did not converge", x)
    if ask.kind(a) != "c" and np.all(np.imag(w) == 0):
        return result(np.real(w), a)
    return result(w, a)


@of(np.linalg.slogdet, fields="SlogdetResult sign logabsdet")
def slogdet(a):
    a = np.asarray(a)
    sign, logabsdet = ask.ufunc(np.linalg._umath_linalg.slogdet, "", square(a))
    return result(sign, a), result(logabsdet, a)


@of(np.linalg.cholesky, after_op=True)
def cholesky(a, *, upper=False):
    a = np.asarray(a)
    x = square(a)
    if ask.known(upper):
        factor = ask.ufunc(np.linalg._umath_linalg.cholesky_up, "Matrix is not positive definite", x)
    else:
        factor = ask.ufunc(np.linalg._umath_linalg.cholesky_lo, "Matrix is not positive definite", x)
    return result(factor, a)


def singular_values(a):
    x = matrices(a)
    p = min(x.shape[-2], x.shape[-1])
    return result(ask.ufunc(np.linalg._umath_linalg.svd, "SVD did not converge", x, p), a)


@of(np.linalg.svdvals)
def svdvals(x):
    return singular_values(np.asarray(x))


def thin_svd(a):
    x = matrices(a)
    p = min(x.shape[-2], x.shape[-1])
    u, s, vh = ask.ufunc(np.linalg._umath_linalg.svd_s, "SVD did not converge", x, p)
    return result(u, a), result(s, a), result(vh, a)


def hermitian_values(a):
    return np.abs(eigvalsh(a))


def hermitian_svd(a):
    s, u = eigh(a)
    order = np.flip(np.argsort(np.abs(s), axis=-1), -1)
    s = np.take_along_axis(s, order, axis=-1)
    u = np.take_along_axis(u, np.expand_dims(order, -2), axis=-1)
    vh = np.conj(np.swapaxes(u * np.expand_dims(np.sign(s), -2), -1, -2))
    return u, np.abs(s), vh


@of(np.linalg.svd, fields="SVDResult U S Vh")
def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    a = np.asarray(a)
    if ask.known(hermitian):
        if ask.known(compute_uv):
            return hermitian_svd(a)
        return np.flip(np.sort(hermitian_values(a), axis=-1), -1)
    if not ask.known(compute_uv):
        return singular_values(a)
    if not ask.known(full_matrices):
        return thin_svd(a)
    x = matrices(a)
    p = min(x.shape[-2], x.shape[-1])
    u, s, vh = ask.ufunc(np.linalg._umath_linalg.svd_f, "SVD did not converge", x, p)
    return result(u, a), result(s, a), result(vh, a)


@of(np.linalg.qr, fields="QRResult Q R")
def qr(a, mode="reduced"):
    a = np.asarray(a)
    way = ask.where_among(mode, ("reduced", "complete", "r"))
    if way < 0:
        ask.refuse("this mode of qr")
    x = matrices(a)
    m, n = x.shape[-2], x.shape[-1]
    least = min(m, n)
    x, tau = ask.ufunc_changing(
        np.linalg._umath_linalg.qr_r_raw, "Incorrect argument found while performing QR factorization", x, least
    )
    if way == 2:
        return result(np.triu(x[..., :least, :]), a)
    if way == 1 and m > n:
        q = ask.ufunc(
            np.linalg._umath_linalg.qr_complete, "Incorrect argument found while performing QR factorization", x, tau
        )
        return result(q, a), result(np.triu(x), a)
    q = ask.ufunc(
        np.linalg._umath_linalg.qr_reduced, "Incorrect argument found while performing QR factorization", x, tau
    )
    return result(q, a), result(np.triu(x[..., :least, :]), a)


@of(np.linalg.lstsq)
def lstsq(a, b, rcond=None):
    a, b = np.asarray(a), np.asarray(b)
    flat = b.ndim == 1
    if a.ndim != 2 or b.ndim > 2 or b.ndim < 1:
        message = ask.text(b.ndim if a.ndim == 2 else a.ndim, "-dimensional array given. ")
        ask.fail("LinAlgError", ask.text(message, "Array must be two-dimensional"))
    x, y = matrices(a), matrices(np.expand_dims(b, 1) if flat else b)
    if ask.kind(y) != ask.kind(x):
        x, y = x.astype(np.complex128), y.astype(np.complex128)
    m, n = x.shape[0], x.shape[1]
    ask.check(m == y.shape[0], "LinAlgError", "Incompatible dimensions")
    ask.assume(y.shape[1] > 0 and m > 0 and n > 0)
    limit = 2.220446049250313e-16 * max(n, m) if rcond is None else float(rcond)
    least = min(m, n)
    z, residuals, rank, s = ask.ufunc(
        np.linalg._umath_linalg.lstsq, "SVD did not converge in Linear Least Squares", x, y, limit, least
    )
    if flat:
        z = z[:, 0]
    if rank != n or m <= n:
        residuals = residuals[:0]
    if is_narrow(a) and is_narrow(b):
        return narrowed(z), narrowed(residuals), rank, narrowed(s)
    return z, residuals, rank, s


@of(np.linalg.pinv)
def pinv(a, rcond=None, hermitian=False):
    if np.asarray(a).ndim < 2:
        ask.refuse("what is no matrix")
    a = stacked(a)
    if ask.kind(a) not in ("f", "c"):
        a = a.astype(np.float64)
    limit = 1e-15 if rcond is None else rcond
    if not ask.is_scalar(limit) or (ask.kind(limit) == "f" and ask.itemsize(limit) != 8):
        ask.refuse("limits of this kind")
    ask.assume(a.shape[-1] > 0 and a.shape[-2] > 0)
    c = np.conj(a)
    u, s, vh = hermitian_svd(c) if ask.known(hermitian) else thin_svd(c)
    large = s > np.max(s, axis=-1, keepdims=True).astype(np.float64) * limit
    inverse = np.where(large, 1.0 / np.where(large, s, 1), 0)
    return np.matmul(np.swapaxes(vh, -1, -2), np.expand_dims(inverse, -1) * np.swapaxes(u, -1, -2))


@of(np.linalg.matrix_rank)
def matrix_rank(A, tol=None, hermitian=False):
    a = np.asarray(A)
    if a.ndim < 2 or not (tol is None or ask.is_scalar(tol)):
        ask.refuse("the rank of this")
    s = hermitian_values(a) if ask.known(hermitian) else singular_values(a)
    if tol is None:
        eps = 2.220446049250313e-16 if ask.itemsize(s) == 8 else 1.1920928955078125e-07
        least = np.max(s, axis=-1, keepdims=True, initial=0)
        limit = least * (max(a.shape[-2], a.shape[-1]) * eps)
        return np.count_nonzero(s > limit, axis=-1)
    return np.count_nonzero(s.astype(np.float64) > tol, axis=-1)


@of(np.linalg.cond)
def cond(x, p=None):
    x = np.asarray(x)
    if x.ndim < 2:
        ask.refuse("the condition of this")
    ask.check(x.shape[-1] > 0 and x.shape[-2] > 0, "LinAlgError", "cond is not defined on empty arrays")
    if p is None or (not ask.is_text(p) and (ask.known(p) == 2 or ask.known(p) == -2)):
        s = singular_values(x)
        with np.errstate(all="ignore"):
            if p is None or p == 2:
                ratio = s[..., 0] / s[..., -1]
            else:
                ratio = s[..., -1] / s[..., 0]
    else:
        a = square(x)
        with np.errstate(all="ignore"):
            inverse = ask.ufunc(np.linalg._umath_linalg.inv, "", a)
            ratio = np.linalg.norm(x, p, axis=(-2, -1)) * np.linalg.norm(inverse, p, axis=(-2, -1))
        ratio = ratio.astype(np.float32 if is_narrow(x) else np.float64)
    singular = np.isnan(ratio) & ~np.any(np.isnan(x), axis=(-2, -1))
    return np.where(singular, np.inf, ratio)[()]
