"""Area solvers: factorisations and linear systems.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import array

AREA = Area("solvers")
primitive = AREA.primitive
LinAlgError = np.linalg.LinAlgError


def _matrix(a: Any) -> np.ndarray:
    a = array(a).astype(float)
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise LinAlgError("a square matrix is wanted")
    return a


def _system(a: Any, b: Any) -> tuple[np.ndarray, np.ndarray]:
    a, b = _matrix(a), array(b).astype(float)
    if b.ndim not in (1, 2) or len(b) != len(a):
        raise ValueError("the right side does not fit the matrix")
    return a, b


@primitive()
def lu(a):
    """list(L, U, P) with P @ L @ U = a."""
    u = array(a).astype(float)
    if u.ndim != 2:
        raise LinAlgError("a matrix is wanted")
    n, m = u.shape
    lower, order = np.eye(n, min(n, m)), np.arange(n)
    for k in range(min(n, m)):
        pivot = k + int(np.argmax(np.abs(u[k:, k])))
        if pivot != k:
            u[[k, pivot]] = u[[pivot, k]]
            order[[k, pivot]] = order[[pivot, k]]
            lower[[k, pivot], :k] = lower[[pivot, k], :k]
        if u[k, k] != 0.0:
            lower[k + 1 :, k] = u[k + 1 :, k] / u[k, k]
            u[k + 1 :] -= np.outer(lower[k + 1 :, k], u[k])
            u[k + 1 :, k] = 0.0
    return [lower, u[: min(n, m)], np.eye(n)[:, order]]


@primitive()
def linear_solver_lu(a, b):
    """x with a @ x = b."""
    return np.linalg.solve(*_system(a, b))


def _symmetric(a: np.ndarray, uplo: Any) -> np.ndarray:
    """The matrix that one triangle says."""
    if uplo not in ("L", "U"):
        raise ValueError("uplo must be 'L' or 'U'")
    half = np.tril(a) if uplo == "L" else np.triu(a)
    return half + half.T - np.diag(np.diag(a))


@primitive()
def linear_solver_ldlt(a, b, uplo="L"):
    """x with a @ x = b for a symmetric matrix, of which one triangle is read."""
    a, b = _system(a, b)
    return np.linalg.solve(_symmetric(a, uplo), b)


@primitive()
def linear_solver_cholesky(a, b, uplo="L"):
    """x with a @ x = b for a symmetric positive definite matrix, of which one triangle is read."""
    a, b = _system(a, b)
    factor = np.linalg.cholesky(_symmetric(a, uplo))
    return np.linalg.solve(factor.T, np.linalg.solve(factor, b))


# --- iterations ----------------------------------------------------------------------------------
_TOLERANCE = 1e-12
Step = Callable[[np.ndarray], np.ndarray]


def _none(a: np.ndarray) -> Step:
    return lambda r: r


def _jacobi(a: np.ndarray) -> Step:
    d = np.diag(a)
    if (d == 0).any():
        raise LinAlgError("an element of the diagonal is zero")
    return lambda r: r / d


def _ssor(a: np.ndarray) -> Step:
    """Symmetric successive over-relaxation with the factor 1: symmetric Gauss-Seidel."""
    lower, upper, d = np.tril(a), np.triu(a), np.diag(a)
    if (d == 0).any():
        raise LinAlgError("an element of the diagonal is zero")
    return lambda r: np.linalg.solve(upper, d * np.linalg.solve(lower, r))


def _incomplete_cholesky(a: np.ndarray) -> Step:
    """Cholesky's factor where the matrix has elements."""
    factor = np.tril(a).copy()
    for k in range(len(a)):
        if factor[k, k] <= 0:
            raise LinAlgError("Matrix is not positive definite")
        factor[k, k] = np.sqrt(factor[k, k])
        factor[k + 1 :, k] /= factor[k, k]
        for j in range(k + 1, len(a)):
            keep = factor[j:, j] != 0
            factor[j:, j] -= np.where(keep, factor[j:, k] * factor[j, k], 0.0)
    return lambda r: np.linalg.solve(factor.T, np.linalg.solve(factor, r))


def _inverse(a: np.ndarray) -> Step:
    inverse = np.linalg.inv(a)
    return lambda r: inverse @ r


def _by_qr(a: np.ndarray) -> Step:
    q, r = np.linalg.qr(a)
    return lambda v: np.linalg.solve(r, q.T @ v)


def _by_cholesky(a: np.ndarray) -> Step:
    factor = np.linalg.cholesky(a)
    return lambda r: np.linalg.solve(factor.T, np.linalg.solve(factor, r))


def _conjugate_gradient(a: np.ndarray, b: np.ndarray, precondition: Step) -> np.ndarray:
    x, r = np.zeros_like(b), b.copy()
    z = precondition(r)
    p, rho, small = z.copy(), r @ z, _TOLERANCE * np.linalg.norm(b)
    for _ in range(10 * len(b)):
        if np.linalg.norm(r) <= small:
            break
        ap = a @ p
        alpha = rho / (p @ ap)
        x, r = x + alpha * p, r - alpha * ap
        z = precondition(r)
        rho, before = r @ z, rho
        p = z + rho / before * p
    return x


def _bicgstab(a: np.ndarray, b: np.ndarray, precondition: Step) -> np.ndarray:
    x, r = np.zeros_like(b), b.copy()
    shadow, p, small = r.copy(), r.copy(), _TOLERANCE * np.linalg.norm(b)
    rho = shadow @ r
    for _ in range(10 * len(b)):
        if np.linalg.norm(r) <= small:
            break
        y = precondition(p)
        v = a @ y
        alpha = rho / (shadow @ v)
        s = r - alpha * v
        z = precondition(s)
        t = a @ z
        omega = (t @ s) / (t @ t) if t.any() else 0.0
        x, r = x + alpha * y + omega * z, s - omega * t
        rho, before = shadow @ r, rho
        if before == 0.0 or omega == 0.0:
            break
        p = r + rho / before * alpha / omega * (p - omega * v)
    return x


def _krylov(a: np.ndarray, b: np.ndarray, precondition: Step) -> np.ndarray:
    """The residual made smallest over the space of b, a @ b, a @ a @ b ..."""
    size = float(np.linalg.norm(b))
    if size == 0.0:
        return np.zeros_like(b)
    n = len(b)
    basis, h = np.zeros((n, n + 1)), np.zeros((n + 1, n))
    basis[:, 0] = b / size
    steps = n
    for k in range(n):
        w = a @ basis[:, k]
        for _ in range(2):  # twice is enough
            part = basis[:, : k + 1].T @ w
            h[: k + 1, k] += part
            w = w - basis[:, : k + 1] @ part
        h[k + 1, k] = np.linalg.norm(w)
        if h[k + 1, k] <= _TOLERANCE * np.abs(h[: k + 1, k]).max():
            steps = k + 1
            break
        basis[:, k + 1] = w / h[k + 1, k]
    target = np.zeros(steps + 1)
    target[0] = size
    y = np.linalg.lstsq(h[: steps + 1, :steps], target, rcond=None)[0]
    return basis[:, :steps] @ y


def _iterative(name: str, method: Callable, preconditioner: Callable[[np.ndarray], Step], doc: str) -> None:
    def solve(a: Any, b: Any) -> np.ndarray:
        a, b = _system(a, b)
        if b.ndim != 1:
            raise ValueError("the right side must be a vector")
        x = method(a, b, preconditioner(a))
        if not np.linalg.norm(a @ x - b) <= 1e-6 * max(float(np.linalg.norm(b)), 1e-300):
            raise LinAlgError("the iteration does not converge")
        return x

    solve.__doc__ = f"x with a @ x = b by {doc}."
    AREA.add(f"iterative_solver_{name}", solve)


_iterative("conjugate_gradient", _conjugate_gradient, _none, "conjugate gradients")
_iterative("bicgstab", _bicgstab, _none, "stabilised biconjugate gradients")
_iterative("bicgstab_lu", _bicgstab, _inverse, "biconjugate gradients after LU")
_iterative("bicgstab_rq", _bicgstab, _by_qr, "biconjugate gradients after RQ")
_iterative("bicgstab_qr", _bicgstab, _by_qr, "biconjugate gradients after QR")
_iterative("bicgstab_cholesky", _bicgstab, _by_cholesky, "biconjugate gradients after Cholesky")
_iterative("cg_jacobi", _conjugate_gradient, _jacobi, "conjugate gradients after Jacobi")
_iterative("cg_ssor", _conjugate_gradient, _ssor, "conjugate gradients after SSOR")
_iterative("cg_incompleteCholesky", _conjugate_gradient, _incomplete_cholesky, "gradients after incomplete Cholesky")
_iterative("cg_symmetric_gauss_seidel", _conjugate_gradient, _ssor, "gradients after symmetric Gauss-Seidel")
_iterative("lanczos", _krylov, _none, "Lanczos' process")
_iterative("arnoldi", _krylov, _none, "Arnoldi's process")
_iterative("gmres", _krylov, _none, "the smallest residual")
