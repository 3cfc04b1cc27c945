"""Calls of the rows that are neither element-wise nor reductions: (expression, shapes of x and y).

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

V, M, T = (7,), (4, 5), (2, 3, 4)
SQUARE = (4, 4)

#: row -> [(expression, shape of x, shape of y)]; x and y have the dtype of the test.
TEMPLATES: dict[str, list[tuple[str, tuple, tuple]]] = {
    # views
    "transpose": [
        ("np.transpose(x)", M, V),
        ("x.T", M, V),
        ("x.T", V, V),
        ("x.transpose()", T, V),
        ("np.transpose(x, (2, 0, 1))", T, V),
        ("x.transpose(1, 0, 2)", T, V),
        ("x.transpose((1, 0))", M, V),
        ("np.transpose(x, (-1, 0, 1))", T, V),
    ],
    "broadcast_to": [
        ("np.broadcast_to(x, (3, 7))", V, V),
        ("np.broadcast_to(x, y.shape)", (1, 5), M),
        ("np.broadcast_to(x, (2, 2)) + 1", (), V),
    ],
    "diagonal": [
        ("np.diagonal(x)", M, V),
        ("x.diagonal(1)", M, V),
        ("x.diagonal(offset=-2)", M, V),
        ("np.diagonal(x, 0, 1, 2)", T, V),
        ("np.diagonal(x, 9)", M, V),
    ],
    "reshape": [
        ("np.reshape(x, (5, 4))", M, V),
        ("x.reshape(-1)", M, V),
        ("x.reshape(2, -1)", M, V),
        ("x.reshape((2, 2, 5))", M, V),
        ("x.T.reshape(20)", M, V),
        ("x[:, ::2].reshape(-1)", M, V),
        ("x.reshape(1, 1)", (), V),
        ("x.reshape(())", (1,), V),
        ("x.reshape(0, 3)", (3, 0), V),
        ("x.reshape(len(y), -1)", (7, 2), V),
        ("x.reshape([4, 5])", (20,), V),
    ],
    "ravel": [
        ("np.ravel(x)", M, V),
        ("x.ravel()", T, V),
        ("x.T.ravel()", M, V),
        ("np.ravel(x)", (), V),
    ],
    "flatten": [("x.flatten()", M, V), ("x.T.flatten()", M, V), ("x.flatten()", (), V)],
    "expand_dims": [
        ("np.expand_dims(x, 0)", M, V),
        ("np.expand_dims(x, -1)", V, V),
        ("np.expand_dims(x, 1)", T, V),
        ("x[:, None]", V, V),
        ("x[None, ..., None]", M, V),
    ],
    "squeeze": [
        ("np.squeeze(x, axis=0)", (1, 5), V),
        ("x.squeeze(axis=1)", (4, 1, 3), V),
        ("np.squeeze(x, axis=(0, 2))", (1, 3, 1), V),
        ("np.squeeze(x)", (1, 3, 1), V),
    ],
    "swapaxes": [("np.swapaxes(x, 0, 1)", M, V), ("x.swapaxes(0, -1)", T, V)],
    "moveaxis": [("np.moveaxis(x, 0, -1)", T, V), ("np.moveaxis(x, 2, 0)", T, V)],
    # creation
    "zeros": [
        ("np.zeros(3, x.dtype)", V, V),
        ("np.zeros(x.shape)", M, V),
        ("np.zeros((2, 3), dtype=np.int32)", V, V),
        ("np.zeros(())", V, V),
        ("np.zeros((len(x), 0))", V, V),
    ],
    "empty": [
        ("np.empty((3, 4)).shape", V, V),
        ("np.empty(len(x), np.float32).dtype == np.float32", V, V),
    ],
    "full": [
        ("np.full(3, 2)", V, V),
        ("np.full((2, 2), 1.5)", V, V),
        ("np.full(x.shape, x[0])", V, V),
        ("np.full(2, 3, dtype=np.float32)", V, V),
        ("np.full(3, True)", V, V),
    ],
    "ones": [
        ("np.ones(3)", V, V),
        ("np.ones(x.shape, np.int64)", M, V),
        ("np.ones((2, 3), dtype=bool)", V, V),
    ],
    "arange": [
        ("np.arange(5)", V, V),
        ("np.arange(2, 9)", V, V),
        ("np.arange(9, 2, -3)", V, V),
        ("np.arange(0.0, 1.0, 0.1)", V, V),
        ("np.arange(3, dtype=np.float32)", V, V),
        ("np.arange(5, 2)", V, V),
        ("np.arange(len(x)) * 2", V, V),
        ("np.arange(1.5)", V, V),
    ],
    "linspace": [
        ("np.linspace(0.0, 1.0)", V, V),
        ("np.linspace(1, 2, 7)", V, V),
        ("np.linspace(0, 1, 1)", V, V),
        ("np.linspace(0, 10, 5, endpoint=False)", V, V),
        ("np.linspace(3.0, -3.0, 11)", V, V),
        ("np.linspace(0, 1, 0)", V, V),
        ("np.linspace(0, 9, 4, dtype=np.int64)", V, V),
    ],
    "eye": [
        ("np.eye(3)", V, V),
        ("np.eye(3, 4)", V, V),
        ("np.eye(4, k=-1)", V, V),
        ("np.eye(2, dtype=np.int32)", V, V),
        ("np.eye(3, 5, 2)", V, V),
    ],
    "identity": [("np.identity(3)", V, V), ("np.identity(2, dtype=np.float32)", V, V)],
    "zeros_like": [
        ("np.zeros_like(x)", M, V),
        ("np.zeros_like(x, dtype=np.float32)", M, V),
        ("np.zeros_like(x)", (), V),
    ],
    "ones_like": [("np.ones_like(x)", M, V), ("np.ones_like(x, dtype=np.int8)", T, V)],
    "empty_like": [("np.empty_like(x).shape", M, V)],
    "full_like": [
        ("np.full_like(x, 1)", M, V),
        ("np.full_like(x, 1.5, dtype=np.float64)", V, V),
        ("np.full_like(x, True)", V, V),
    ],
    "copy": [
        ("np.copy(x)", M, V),
        ("x.copy()", T, V),
        ("x.T.copy()", M, V),
        ("x[::-1].copy()", V, V),
    ],
    "array": [
        ("np.array(x)", M, V),
        ("np.array([1, 2, 3])", V, V),
        ("np.array([1.5, 2, 3])", V, V),
        ("np.array([[1, 2], [3, 4]])", V, V),
        ("np.array(2.5)", V, V),
        ("np.array([x[0], x[1]])", V, V),
        ("np.array([1, 2], dtype=np.float32)", V, V),
        ("np.array([True, False])", V, V),
    ],
    "asarray": [
        ("np.asarray(x)", M, V),
        ("np.asarray(x, dtype=np.float64)", V, V),
        ("np.ascontiguousarray(x.T)", M, V),
        ("np.asarray(3)", V, V),
    ],
    "astype": [],  # test_casts
    # products
    "matmul": [
        ("x @ y", (7,), (7,)),
        ("x @ y", (4, 7), (7,)),
        ("x @ y", (4,), (4, 5)),
        ("x @ y", (4, 7), (7, 3)),
        ("np.matmul(x, y)", (2, 4, 7), (7, 3)),
        ("np.matmul(x, y)", (2, 4, 7), (2, 7, 3)),
        ("np.matmul(x, y)", (1, 4, 7), (5, 7, 3)),
        ("x @ y", (2, 4, 7), (7,)),
        ("x @ y", (7,), (2, 7, 3)),
        ("x @ y", (0, 4), (4, 3)),
        ("x @ y", (4, 0), (0, 3)),
        ("x @ y", (1, 1), (1, 1)),
        ("x.T @ y", (7, 4), (7, 3)),
        ("x @ y.T", (4, 7), (3, 7)),
        ("x[::2] @ y[:, ::-1]", (8, 7), (7, 3)),
        ("x @ y", (0,), (0,)),
        ("x @ y", (33, 65), (65, 17)),
        ("x.T @ x", (9, 4), V),
        ("x @ x.T", (9, 4), V),
    ],
    "dot": [
        ("np.dot(x, y)", (7,), (7,)),
        ("x.dot(y)", (4, 7), (7, 3)),
        ("np.dot(x, y)", (), (7,)),
        ("np.dot(x, y)", (2, 4, 7), (7,)),
        ("np.dot(x, y)", (4, 7), (7,)),
        ("np.dot(x, y)", (), ()),
        ("np.dot(x, 2)", V, V),
    ],
    "inner": [
        ("np.inner(x, y)", (7,), (7,)),
        ("np.inner(x, y)", (4, 7), (7,)),
        ("np.inner(x, y)", (4, 7), (3, 7)),
    ],
    "outer": [("np.outer(x, y)", (4,), (7,)), ("np.outer(x, y)", (2, 3), (4,))],
    "trace": [("np.trace(x)", M, V), ("x.trace()", SQUARE, V)],
    # order and search
    "concatenate": [
        ("np.concatenate((x, y))", V, (3,)),
        ("np.concatenate([x, y], axis=1)", M, (4, 2)),
        ("np.concatenate((x, x, y), axis=0)", M, (2, 5)),
        ("np.concatenate((x, y))", (0,), V),
    ],
    "stack": [
        ("np.stack((x, y))", V, V),
        ("np.stack([x, y], axis=1)", M, M),
        ("np.stack((x.max(), y[0]))", V, V),
        ("np.stack((x, y), axis=-1)", V, V),
    ],
    "vstack": [("np.vstack((x, y))", V, V), ("np.vstack((x, y))", M, (5,))],
    "hstack": [("np.hstack((x, y))", V, (3,)), ("np.hstack((x, y))", M, (4, 2))],
    "cumsum": [
        ("np.cumsum(x)", M, V),
        ("np.cumsum(x, axis=0)", M, V),
        ("x.cumsum(axis=1)", M, V),
        ("np.cumsum(x)", (0,), V),
    ],
    "cumprod": [("np.cumprod(x)", V, V), ("np.cumprod(x, axis=0)", M, V), ("x.cumprod(1)", M, V)],
    "sort": [
        ("np.sort(x)", (40,), V),
        ("np.sort(x, axis=0)", M, V),
        ("np.sort(x)", T, V),
        ("np.sort(x)", (0,), V),
    ],
    "argsort": [
        ("x[np.argsort(x)]", (40,), V),
        ("np.argsort(x).dtype == np.int64", V, V),
        ("np.sort(x.argsort(axis=0), axis=0)", M, V),
    ],
    "nonzero": [
        ("np.flatnonzero(x)", M, V),
        ("np.flatnonzero(x > 0)", V, V),
        ("np.flatnonzero(x)", (0,), V),
    ],
    "take": [
        ("x[np.array([0, 2, -1, 2])]", V, V),
        ("x[np.array([1, 0])]", M, V),
        ("x[np.argsort(y)].shape", V, V),
    ],
    "mask": [
        ("x[x > 1]", V, V),
        ("x[y > 0]", V, V),
        ("x[x != x[0, 0]]", M, V),
        ("x[x[:, 0] > 1]", M, V),
    ],
    "clip": [
        ("np.clip(x, 1, 3)", M, V),
        ("x.clip(1, 3)", V, V),
        ("np.clip(x, 1, None)", V, V),
        ("np.clip(x, y, y)", V, V),
        ("np.clip(x, 3, 1)", V, V),
    ],
    "divmod": [("np.divmod(x, y + 1)", V, V), ("divmod(x, 3)", V, V)],
    # linear algebra
    "solve": [
        ("np.linalg.solve(x, y)", SQUARE, (4,)),
        ("np.linalg.solve(x, y)", SQUARE, (4, 2)),
        ("np.linalg.solve(x.T, y)", SQUARE, (4,)),
    ],
    "inv": [
        ("np.linalg.inv(x)", SQUARE, V),
        ("np.linalg.inv(x)", (2, 3, 3), V),
        ("np.linalg.inv(x)", (1, 1), V),
    ],
    "det": [
        ("np.linalg.det(x)", SQUARE, V),
        ("np.linalg.det(x)", (2, 3, 3), V),
        ("np.linalg.det(x)", (0, 0), V),
    ],
    "cholesky": [("np.linalg.cholesky(x @ x.T.conj() + 50 * np.eye(4))", SQUARE, V)],
    # facts about arrays
    "ndim": [("np.ndim(x)", M, V), ("x.ndim", T, V), ("np.ndim(3)", V, V)],
    "size": [("np.size(x)", M, V), ("x.size", (), V), ("x.size", (0, 3), V)],
    "shape_of": [
        ("np.shape(x)", M, V),
        ("x.shape", T, V),
        ("x.shape[0] + x.shape[-1]", M, V),
        ("x.shape", (), V),
        ("x.shape[1:]", T, V),
    ],
    "len": [("len(x)", M, V), ("len(x) + len((1, 2))", V, V), ("len(x.shape)", M, V)],
    "count_nonzero": [("np.count_nonzero(x)", M, V), ("np.count_nonzero(x, axis=0)", M, V)],
    # Python's own
    "to_int": [("int(x[1])", V, V), ("int(len(x) / 2)", V, V)],
    "to_float": [("float(x[1])", V, V), ("float(len(x))", V, V)],
    "to_bool": [("bool(x[1])", V, V), ("bool(len(x))", V, V), ("bool(x)", (1,), V)],
    "py_max": [
        ("max(len(x), 3)", V, V),
        ("max(1, 2.5)", V, V),
        ("max(x[0], x[1])", V, V),
        ("max(2, 2.0)", V, V),
    ],
    "py_min": [
        ("min(len(x), 3)", V, V),
        ("min(x[0], x[1])", V, V),
        ("min(1.0, float('nan'))", V, V),
    ],
    "py_round": [("round(len(x) / 2)", V, V), ("round(2.5)", V, V), ("round(-0.5)", V, V)],
}

#: Rows that other files of this folder test, by their form.
ELSEWHERE = frozenset("select make_complex ufunc".split())
#: Results with rounding errors that depend on the order of operations.
APPROXIMATE = frozenset(
    "matmul dot inner trace cumsum cumprod solve inv det cholesky linspace norm".split()
)
