"""The primitives of PhySL, a module for each area; and the op table's functions under their PhySL names.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import importlib

from phylanx.physl.registry import TABLE, Primitive

AREAS = (
    "core arithmetics booleans controls listops creation random shaping stacking linear searching "
    "statistics fileio keras convolution solvers algorithms"
).split()


def load() -> None:
    from phylanx.physl.primitives import elementwise

    elementwise.register()
    for area in AREAS:
        importlib.import_module(f"phylanx.physl.primitives.{area}")


load()


def find(name: str) -> Primitive | None:
    return TABLE.get(name)
