"""The errors and warnings that a user of the decorator sees, with the place in the user's source.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CODES", "ConversionError", "Finding", "PhylanxWarning", "render"]

#: What each code stands for; the reason and the advice of an error say more.
CODES = {
    "PHX100": "cannot be compiled for these arguments",
    "PHX101": "source not found",
    "PHX102": "source does not match the function",
    "PHX103": "kind of function",
    "PHX104": "statement",
    "PHX105": "target of an assignment",
    "PHX106": "assignment to a variable outside",
    "PHX107": "variable captured by a lambda or generator",
    "PHX108": "access to the frame or the class",
    "PHX109": "import",
    "PHX110": "expression",
    "PHX120": "call into Python",
    "PHX121": "expression evaluated by Python",
    "PHX122": "Python's number or NumPy's",
}


class PhylanxWarning(UserWarning):
    """Something runs in Python that was to be compiled."""


def render(filename: str, lineno: int, col_offset: int, end: int | None, message: str) -> str:
    """`file:line:column: message`, the source line, and carets from col_offset to end (bytes)."""
    import linecache

    head = f"{filename}:{lineno}:{col_offset + 1}: {message}"
    line = linecache.getline(filename, lineno).rstrip("\n")
    raw = line.encode()
    if not line or col_offset > len(raw):
        return head
    before = raw[:col_offset].decode(errors="replace")
    stop = min(end, len(raw)) if end is not None and end > col_offset else col_offset + 1
    width = max(1, len(raw[col_offset:stop].decode(errors="replace")))
    indent = "".join("\t" if c == "\t" else " " for c in before)
    return f"{head}\n  {line}\n  {indent}{'^' * width}"


class Finding(NamedTuple):
    """One thing that is not compiled, and why. `severity` is "note" for a call into Python,
    "warning" where the whole function runs in Python."""

    filename: str
    lineno: int
    col_offset: int
    code: str
    reason: str
    advice: str = ""
    severity: str = "note"
    end_col_offset: int | None = None
    function: str = ""

    def __str__(self) -> str:
        text = render(
            self.filename,
            self.lineno,
            self.col_offset,
            self.end_col_offset,
            f"{self.severity}: {self.code} {self.reason}",
        )
        return f"{text}\n  {self.advice}" if self.advice else text


class ConversionError(Exception):
    """A function, or a part of it, that cannot be compiled; raised in strict mode."""

    def __init__(
        self,
        reason: str,
        *,
        filename: str = "<unknown>",
        lineno: int = 0,
        col_offset: int = 0,
        code: str = "PHX100",
        advice: str = "",
        end_col_offset: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.filename = filename
        self.lineno = lineno
        self.col_offset = col_offset
        self.code = code
        self.advice = advice
        self.end_col_offset = end_col_offset

    @classmethod
    def of(cls, finding: Finding) -> ConversionError:
        return cls(
            finding.reason,
            filename=finding.filename,
            lineno=finding.lineno,
            col_offset=finding.col_offset,
            code=finding.code,
            advice=finding.advice,
            end_col_offset=finding.end_col_offset,
        )

    def finding(self, function: str = "") -> Finding:
        return Finding(
            self.filename,
            self.lineno,
            self.col_offset,
            self.code,
            self.reason,
            self.advice,
            "warning",
            self.end_col_offset,
            function,
        )

    def __str__(self) -> str:
        text = render(
            self.filename,
            self.lineno,
            self.col_offset,
            self.end_col_offset,
            f"{self.code} {self.reason}",
        )
        return f"{text}\n  {self.advice}" if self.advice else text

    def __reduce__(self) -> tuple:
        return (_rebuild, (self.reason, {k: v for k, v in self.__dict__.items() if k != "reason"}))


def _rebuild(reason: str, fields: dict) -> ConversionError:
    return ConversionError(reason, **fields)
