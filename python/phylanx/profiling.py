"""`with profile() as report:` events and counters of what runs inside.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import os
from types import TracebackType

from phylanx import _core

__all__ = ["profile"]


class profile:  # noqa: N801 (used as a function)
    """Records until its end: `trace(path)` writes the events, `counters()` gives the counts."""

    def __init__(self) -> None:
        self._before: dict[str, int] = {}
        self._after: dict[str, int] | None = None
        self._events = ""

    def __enter__(self) -> profile:
        self._before = dict(_core.counters())
        self._after = None
        _core.trace_start()
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._events = _core.trace_stop()
        self._after = dict(_core.counters())

    def counters(self) -> dict[str, int]:
        """What was counted inside."""
        after = _core.counters() if self._after is None else self._after
        return {name: value - self._before.get(name, 0) for name, value in after.items()}

    def trace(self, path: str | os.PathLike[str]) -> None:
        """Writes Chrome's JSON: open it in Perfetto or chrome://tracing."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self._events)

    def events(self) -> str:
        """The same as a text."""
        return self._events
