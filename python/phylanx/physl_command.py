"""The command `physl`: runs a PhySL text and prints the value of its last expression.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="physl", description=__doc__.splitlines()[0])
    parser.add_argument("-c", "--code", metavar="TEXT", help="run this text")
    parser.add_argument(
        "-p", "--print", action="store_true", help="print the value even where it is nil"
    )
    parser.add_argument(
        "--print-code", action="store_true", help="print the text in its normal form"
    )
    parser.add_argument("--dry-run", action="store_true", help="read the text, but do not run it")
    parser.add_argument("file", nargs="?", metavar="FILE", help="a script ('-': standard input)")
    parser.add_argument(
        "arguments", nargs="*", metavar="ARGUMENT", help="PhySL expressions for the script"
    )
    chosen = parser.parse_args(arguments)
    given = [chosen.file, *chosen.arguments] if chosen.file is not None else []
    if chosen.code is not None:
        name, text = "<code>", chosen.code
    elif not given:
        parser.error("a FILE or --code TEXT is needed")
    else:
        name = given.pop(0)
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            print(f"physl: {name}: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
            return 1
        name = "<stdin>" if name == "-" else name
    return _run(text, name, given, chosen)


def _run(text: str, name: str, arguments: list[str], chosen: argparse.Namespace) -> int:
    from phylanx import _core

    try:
        if chosen.print_code:
            print(_core.parse_physl(text, name).rstrip("\n"))
        elif chosen.dry_run:
            _core.parse_physl(text, name)
        if not chosen.dry_run:
            values = [_core.run_physl(a, "<argument>", ()) for a in arguments]
            value = _core.run_physl(text, name, tuple(values))
            if value is not None or chosen.print:
                print(spelled(value))
    except Exception as error:
        print(report(error, text, name), file=sys.stderr)
        return 1
    return 0


# --- errors --------------------------------------------------------------------------------------
def report(error: Exception, text: str, name: str) -> str:
    """`file:line:column: message`, the source line and carets, where the error has a place."""
    message = getattr(error, "msg", None) or getattr(error, "message", None) or str(error)
    if "\n" in message and "^" in message:  # the core has drawn it already
        return message
    line = getattr(error, "lineno", None) or getattr(error, "line", None)
    column = getattr(error, "offset", None)
    if column is None:
        column = (getattr(error, "column", 0) or 0) + 1
    if not isinstance(error, SyntaxError) and not hasattr(error, "line"):
        line = _line_of(error, name)
        column = None
        message = f"{type(error).__name__}: {message}"
    if not line:
        return f"physl: {name}: {message}"
    lines = text.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    if column is None:
        return f"{name}:{line}: {message}\n  {shown}"
    end = getattr(error, "end_offset", None) or column + 1
    if getattr(error, "end_lineno", line) not in (None, line):
        end = len(shown) + 1
    indent = "".join("\t" if c == "\t" else " " for c in shown[: column - 1])
    carets = "^" * max(1, min(end, len(shown) + 1) - column)
    return f"{name}:{line}:{column}: {message}\n  {shown}\n  {indent}{carets}"


def _line_of(error: Exception, name: str) -> int | None:
    """The line of the text at which the traceback of a run-time error ends."""
    line = None
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == name:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


# --- values --------------------------------------------------------------------------------------
def spelled(value: Any) -> str:
    """A value as PhySL prints it."""
    import numpy as np

    if value is None:
        return "nil"
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):g}"
    if isinstance(value, complex | np.complexfloating):
        return f"complex({value.real:g}, {value.imag:g})"
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return spelled(value[()])
        return f"[{', '.join(spelled(item) for item in value)}]"
    if isinstance(value, list | tuple):
        return f"list({', '.join(spelled(item) for item in value)})"
    if isinstance(value, dict):
        pairs = (f"list({spelled(k)}, {spelled(v)})" for k, v in value.items())
        return f"dict({', '.join(pairs)})"
    return str(value)


if __name__ == "__main__":
    raise SystemExit(main())
