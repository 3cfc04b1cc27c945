"""Which parts of a PhySL text the compiler takes.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

from phylanx.physl.tree import Node

#: Words that only the front end writes: they carry Python's meaning.
_OF_PYTHON = (
    "return break continue raise tuple __for __getitem __getattr __method __foreign __foreign_expr __typed __prelude "
    "__prelude_packed __truediv __floordiv __pymod __and_then __or_else __lnot __is __is_not __in __not_in __slice "
    "__dtype __isinstance __call __file __matmul __iadd __isub __imul"
).split()


def is_front_end_text(nodes: list[Node]) -> bool:
    return any(n.is_call(*_OF_PYTHON) for top in nodes for n in top.walk())


def note_functions(nodes: list[Node], file: str) -> dict[int, Any]:
    return {}
