"""Prints, as CMake `set` commands, where the packages of this Python environment keep what the build needs.

SPDX-License-Identifier: BSL-1.0
"""

from importlib import metadata
from pathlib import Path


def located(package: str, ending: str) -> Path | None:
    """The file of an installed package whose path ends like `ending`."""
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.as_posix().endswith(ending):
            path = Path(file.locate()).resolve()
            if path.exists():
                return path
    return None


def say(name: str, path: Path | None) -> None:
    print(f'set({name} "{path.as_posix() if path else ""}")')


nanobind = located("nanobind", "cmake/nanobind-config.cmake")
say("PHYLANX_NANOBIND_DIR", nanobind.parent if nanobind else None)
tbb = located("tbb-devel", "/TBBConfig.cmake")
say("PHYLANX_TBB_DIR", tbb.parent if tbb else None)

openblas = located("scipy-openblas64", "scipy_openblas64/include/cblas.h")
say("PHYLANX_OPENBLAS_ROOT", openblas.parent.parent if openblas else None)

try:
    import numpy

    say("PHYLANX_NUMPY_INCLUDE", Path(numpy.get_include()))
except ImportError:
    say("PHYLANX_NUMPY_INCLUDE", None)
