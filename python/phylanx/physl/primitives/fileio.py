"""Area fileio: values, CSV and HDF5 in files.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.serializing import from_bytes, to_bytes
from phylanx.physl.values import array, integer

AREA = Area("fileio")
primitive = AREA.primitive


def _path(name: Any) -> Path:
    if not isinstance(name, str):
        raise TypeError("the name of a file must be a string")
    return Path(name)


@primitive()
def file_read(name):
    """The value that file_write has written."""
    return from_bytes(_path(name).read_bytes())


@primitive()
def file_write(name, x):
    """Writes a value."""
    _path(name).write_bytes(to_bytes(x))


def _row(line: str) -> list[float] | None:
    try:
        return [float(cell) for cell in line.split(",")]
    except ValueError:
        return None


@primitive()
def file_read_csv(name, mode3d=False, page_nrows=1):
    """The numbers of a CSV file as an array of floats; leading lines without numbers are skipped."""
    rows: list[list[float]] = []
    for number, line in enumerate(_path(name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = _row(line)
        if row is None and not rows:
            continue
        if row is None or (rows and len(row) != len(rows[0])):
            raise ValueError(f"{name}: line {number} does not have {len(rows[0])} numbers")
        rows.append(row)
    found = np.array(rows, float)
    if found.size == 0:
        raise ValueError(f"{name}: there are no numbers")
    if mode3d:
        height = integer(page_nrows, "page_nrows")
        if height < 1 or len(found) % height:
            raise ValueError(f"{name}: {len(found)} rows do not make pages of {height}")
        return found.reshape(-1, height, found.shape[1])
    if found.shape == (1, 1):
        return found[0, 0]
    return found.ravel() if 1 in found.shape else found


@primitive()
def file_read_csv_d(name, mode3d=False, page_nrows=1, tiling_type="sym", intersection=None, array_name="", numtiles=1):
    """The numbers of a CSV file: in one process, all of them."""
    return file_read_csv(name, mode3d, page_nrows)


@primitive()
def file_write_csv(name, x):
    """Writes the numbers of an array, a row a line."""
    a = array(x)
    rows = a.reshape(-1, a.shape[-1]) if a.ndim > 1 else np.atleast_2d(a)
    lines = [",".join(repr(v.item()) if a.dtype != bool else str(int(v)) for v in row) for row in rows]
    _path(name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def _hdf5() -> Any:
    try:
        import h5py  # type: ignore[import-not-found]
    except ImportError:
        raise NotImplementedError("HDF5 files need the package h5py: pip install phylanx[hdf5]") from None
    return h5py


@primitive()
def file_read_hdf5(file, dataset):
    """An array of an HDF5 file."""
    h5py = _hdf5()
    with h5py.File(_path(file), "r") as found:
        return found[dataset][()]


@primitive()
def file_write_hdf5(file, dataset, x):
    """Writes an array into an HDF5 file."""
    h5py = _hdf5()
    with h5py.File(_path(file), "a") as found:
        if dataset in found:
            del found[dataset]
        found[dataset] = array(x)
