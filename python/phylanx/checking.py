"""`check`: what of a function is not compiled, as findings.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import types
from collections.abc import Callable

from phylanx.errors import ConversionError, Finding


def check(function: Callable) -> list[Finding]:
    """Converts a function, decorated or not, and lists what runs in Python. Nothing is executed."""
    from phylanx.frontend import convert

    inner = getattr(function, "__func__", function)
    if not isinstance(inner, types.FunctionType):
        inner = getattr(inner, "__wrapped__", inner)
    if not isinstance(inner, types.FunctionType):
        raise TypeError(f"check takes a Python function, not {function!r}")
    try:
        return list(convert(inner).findings)
    except ConversionError:
        from phylanx.decorator import Phylanx

        class Silent(Phylanx):
            """What would be told is returned."""

            def _warn(self, *_: object) -> None:
                pass

        return list(Silent(inner).findings)
