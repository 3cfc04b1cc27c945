"""What has to be native or of the prelude: no call into Python in at least one row of each of these names, and in all
ufuncs whichever way they are told to write.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

import phylanx
from tests.comparing import clone, differences
from tests.every_function.rows import Row, rows, values
from tests.programs import Programs

PROMISED = {
    "main": """
        sum prod mean std var min max amin amax all any ptp average median quantile percentile nansum nanmean nanmax nanmin
        nanstd nanvar nanprod count_nonzero
        argmin argmax argsort sort searchsorted unique nonzero where bincount histogram histogram2d digitize cumsum cumprod
        diff interp convolve clip take put choose select
        array asarray zeros ones full empty zeros_like ones_like full_like empty_like arange linspace logspace eye identity
        diag copy fromfunction
        concatenate stack hstack vstack dstack column_stack block append split array_split hsplit vsplit dsplit roll flip
        fliplr flipud rot90 tile repeat pad meshgrid indices tril triu tri ix_ r_ c_ broadcast_to reshape ravel transpose
        swapaxes moveaxis squeeze expand_dims
        einsum tensordot dot matmul vdot inner outer kron cross trace vecdot
        polyfit polyval vander polyadd polysub polymul polydiv polyder polyint poly roots
    """,
    "linalg": """
        solve inv det slogdet cholesky qr svd svdvals eig eigvals eigh eigvalsh lstsq norm pinv matrix_power matrix_rank cond
        multi_dot matrix_norm vector_norm tensorsolve tensorinv
    """,
    "fft": "fft ifft fft2 ifft2 fftn ifftn rfft irfft rfft2 irfft2 rfftn irfftn hfft ihfft fftfreq rfftfreq fftshift ifftshift",
}
ALL = [(table, name) for table, names in PROMISED.items() for name in names.split()]


def foreign_calls(folder: Path, row: Row, function: object) -> int:
    given = values(str(folder))
    before = phylanx.counters()["foreign_calls"]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        function(*[given[name] for name in row.names()])  # type: ignore[operator]
    return phylanx.counters()["foreign_calls"] - before


@pytest.mark.parametrize(("table", "name"), ALL, ids=[n for _, n in ALL])
def test_no_call_into_python(tmp_path: Path, table: str, name: str) -> None:
    found = [row for row in rows(table) if row.name == name]
    assert found
    counts = []
    for row in found:
        counts.append(foreign_calls(tmp_path, row, Programs(tmp_path)(row.source())))
        if counts[-1] == 0:
            return
    pytest.fail(f"each row of {name} calls Python: {counts}")


UFUNCS = sorted(
    {u.__name__ for u in vars(np).values() if isinstance(u, np.ufunc) and not u.signature and u.__name__ != "isnat"}
)
CODES = {"d": "f8", "l": "i8", "i": "i4"}


def operands(ufunc: np.ufunc) -> list[np.ndarray]:
    """Of a loop for numbers that are compiled."""
    kinds = [t.split("->")[0] for t in ufunc.types]
    kind = next(k for kind in ("d", "dd", "dl", "di", "l", "ll", "?", "??") for k in kinds if k == kind)
    return [np.array([[1, 2, 3], [1, 1, 5]]).astype(CODES.get(c, c)) for c in kind]


def check(folder: Path, expression: str, args: list, names: str) -> None:
    function = Programs(folder)(f"@Phylanx(strict=True)\ndef f({', '.join(names)}):\n    return {expression}\n")
    before = phylanx.counters()["foreign_calls"]
    with np.errstate(all="ignore"):
        got, wanted = function(*clone(args)), function.__wrapped__(*clone(args))
    assert not differences(got, wanted, 4)
    assert phylanx.counters()["foreign_calls"] == before


@pytest.mark.parametrize("name", UFUNCS)
def test_ufuncs(tmp_path: Path, name: str) -> None:
    args = operands(getattr(np, name))
    names = "xy"[: len(args)]
    check(tmp_path, f"np.{name}({', '.join(names)})", args, names)


@pytest.mark.parametrize("name", UFUNCS)
def test_ufuncs_with_a_place_to_write(tmp_path: Path, name: str) -> None:
    ufunc = getattr(np, name)
    args = operands(ufunc)
    result = ufunc(*args)
    outs = [np.zeros_like(r) for r in (result if isinstance(result, tuple) else (result,))]
    where = np.array([True, False, True])
    names, places = "xy"[: len(args)], "op"[: len(outs)]
    out = places if len(outs) == 1 else f"({', '.join(places)})"
    call = f"np.{name}({', '.join(names)}, out={out}, where=w)"
    check(tmp_path, f"({call}, {', '.join(places)})", [*args, *outs, where], names + places + "w")


HAVE_ONE_DTYPE = [n for n in UFUNCS if all(len(set(t.replace("->", ""))) == 1 for t in getattr(np, n).types)]


@pytest.mark.parametrize("name", HAVE_ONE_DTYPE)
def test_ufuncs_with_a_dtype(tmp_path: Path, name: str) -> None:
    args = operands(getattr(np, name))
    narrow = "?fh" if "f" in "".join(getattr(np, name).types) or args[0].dtype.kind != "f" else "d"
    dtype = next(np.dtype(c) for c in narrow if np.dtype(c).kind == args[0].dtype.kind)
    names = "xy"[: len(args)]
    call = f"np.{name}({', '.join(names)}, dtype=np.{dtype.name})"
    check(tmp_path, call.replace("np.bool)", "np.bool_)"), [a.astype(dtype) for a in args], names)
