"""The process's settings as calls and as context managers; `disabled` runs everything in Python.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["counters", "disabled", "options", "set_num_threads"]


class options:  # noqa: N801 (used as a function)
    """Sets options at once; as a context manager, until its end: `with options(executor="inline")`.
    `python -m phylanx info` lists the names."""

    def __init__(self, **values: Any) -> None:
        from phylanx import _core

        before = _core.get_options()
        unknown = [name for name in values if name not in before]
        if unknown:
            raise TypeError(f"there is no option '{unknown[0]}'; options: {', '.join(before)}")
        self._before = {name: before[name] for name in values}
        if values.get("rules"):
            from phylanx.rules import option_text

            values["rules"] = option_text(values["rules"])
        self._set(values)

    @staticmethod
    def _set(values: dict[str, Any]) -> None:
        from phylanx import _core

        for name, value in values.items():
            _core.set_option(name, value)

    def __enter__(self) -> options:
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        from phylanx import _core

        before = dict(self._before)
        if _core.executors().get(before.get("executor", ""), ""):
            before["executor"] = "threads"  # in a forked child, which its parent's executor is not to be had in
        self._set(before)


def set_num_threads(n: int) -> options:
    """Lets tasks run on n threads (0: as many as the process may use). Also a context manager."""
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError(f"the number of threads is an int, not {n!r}")
    if n < 0:
        raise ValueError(f"the number of threads cannot be {n}")
    return options(threads=n)


def counters() -> dict[str, int]:
    """What the process has counted so far."""
    from phylanx import _core

    return dict(_core.counters())


# --- running in Python ---------------------------------------------------------------------------
def is_disabled() -> bool:
    """Whether decorated functions run as plain Python: option `disable` is "1"."""
    from phylanx import _core

    return "1" in _core.get_options()["disable"].split(",")


class disabled:  # noqa: N801 (used as a function)
    """`with disabled():` decorated functions run as plain Python, in all threads."""

    _lock = threading.Lock()
    _depth = 0
    _before = ""

    def __enter__(self) -> disabled:
        from phylanx import _core

        with disabled._lock:
            if disabled._depth == 0:
                disabled._before = _core.get_options()["disable"]
                _core.set_option("disable", "1")
            disabled._depth += 1
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        from phylanx import _core

        with disabled._lock:
            disabled._depth -= 1
            if disabled._depth == 0:
                _core.set_option("disable", disabled._before)
