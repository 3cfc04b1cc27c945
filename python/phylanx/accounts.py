"""Texts that show themselves: the stages of a function, and the account of what was compiled.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from phylanx.errors import Finding


class Text(str):
    """A text that the interactive interpreter shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Explanation(dict):
    """What became of a function for certain arguments: a dict that prints as a text."""

    def __init__(self, title: str, facts: Mapping[str, Any], findings: Iterable[Finding]) -> None:
        super().__init__(facts)
        self.title = title
        self.findings = tuple(findings)

    def __str__(self) -> str:
        lines = [self.title]
        for key, value in self.items():
            lines += _entry(str(key).replace("_", " "), value, "  ")
        if not {"foreign_calls", "reason", "in_python"} & self.keys():
            by_python = [f"    line {f.lineno}: {f.reason}" for f in self.findings]
            lines += ["  run by Python:", *by_python] if by_python else []
        return "\n".join(lines)

    __repr__ = __str__


def _entry(key: str, value: Any, indent: str) -> list[str]:
    if isinstance(value, Mapping):
        lines = [f"{indent}{key}:"]
        for name, inner in value.items():
            lines += _entry(str(name), inner, indent + "  ")
        return lines
    if isinstance(value, list | tuple):
        if not value:
            return [f"{indent}{key}: none"]
        return [f"{indent}{key}:", *(f"{indent}  {_plain(item)}" for item in value)]
    if value == "":
        return []
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return [f"{indent}{key}: {text}"]


def _plain(item: Any) -> str:
    if isinstance(item, tuple) and len(item) == 5:  # (file, line, column, name, reason)
        _, line, _, name, reason = item
        return f"line {line}: {name}" + (f" ({reason})" if reason else "")
    return str(item)
