"""A function that cannot be compiled as a whole: Python runs it, and calls its compiled parts.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import types
from typing import Any

from phylanx.decorator import Phylanx, _call
from phylanx.errors import ConversionError, Finding
from phylanx.frontend import cutting
from phylanx.frontend.source import find_source
from phylanx.frontend.unit import Refusals

__all__ = ["Pieces", "cut_function"]


def cut_function(owner: Phylanx, refused: Refusals) -> Pieces | None:
    """The pieces of a function; None where none of them is worth compiling, or it has no source."""
    function = owner.__wrapped__
    try:
        source = owner._source or find_source(function)
    except ConversionError:
        return None
    pieces = cutting.cut(function, source, refused, owner._part_of)
    return None if pieces is None else Pieces(owner, pieces, refused)


class Region(Phylanx):
    """A part of a function. What it warns of, the function does."""

    def __new__(cls, *args: Any) -> Any:
        return super().__new__(cls, *args[:1])

    def __init__(self, owner: Phylanx, region: cutting.Region, refused: Refusals) -> None:
        self._source = region.source
        self._part_of = owner._part_of or owner.__wrapped__
        self._refused = refused
        self._owner = owner
        self.lines = (region.first_line, region.last_line)
        super().__init__(region.function, **owner._options)

    def _warn(self, error: ConversionError, pieces: Pieces | None = None) -> None:
        self._owner._warn(error, pieces)


class Pieces:
    """The parts of a function, and the Python function that calls them."""

    def __init__(self, owner: Phylanx, pieces: cutting.Pieces, refused: Refusals) -> None:
        self.regions = [Region(owner, region, refused) for region in pieces.regions]
        self._refusals = [r.error(owner.__wrapped__.__code__.co_filename) for r in pieces.refusals]
        self._driver: types.FunctionType = pieces.driver(self.regions)

    @property
    def is_complete(self) -> bool:
        """Whether Python only binds the arguments: of *args and **kwargs."""
        return not self._refusals

    def run(self, *args: Any, **kwargs: Any) -> Any:
        return _call(self._driver, args, kwargs)

    # --- looking inside ---------------------------------------------------------------------------
    def _lines(self) -> list[str]:
        return [_lines(*region.lines) for region in self.regions]

    def account(self) -> str:
        """The end of a warning: what else runs in Python, and what is compiled."""
        others = [f"\n  also line {r.lineno}: {r.reason}" for r in self._refusals[1:]]
        return f"{''.join(others)}\n  Compiled are {', '.join(self._lines())}."

    def facts(self) -> dict[str, Any]:
        """What `explain` says."""
        if self.is_complete:
            return {"compiled": self._lines()}
        return {
            "runs": "in pieces",
            "in_python": [f"line {r.lineno}: {r.reason}" for r in self._refusals],
            "compiled": self._lines(),
        }

    def findings(self, title: str) -> tuple[Finding, ...]:
        parts = [finding for region in self.regions for finding in region.findings]
        return (*(r.finding(title) for r in self._refusals), *parts)

    def physl(self) -> str:
        return "\n".join(f"/* {_lines(*r.lines)} */\n{r.physl}" for r in self.regions)


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"
