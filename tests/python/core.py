"""Functions of PhySL text for the tests of the binding.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

from phylanx import _core


def function(text: str, parameters: str = "", **more: Any) -> _core.Function:
    """`text` is the body of a function with these parameters, or a whole define."""
    names = tuple(parameters.split())
    if not text.startswith("define"):
        text = f"define$1$0(f$1$0, {''.join(f'{n}$1$0, ' for n in names)}block({text}))"
    more.setdefault("defaults", ())
    n = more.pop("n_user_params", len(names))
    defaults = more.pop("defaults")
    return _core.Function(text, "user.py", "f", n, defaults, names[:n], **more)
