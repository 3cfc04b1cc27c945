"""Area core: output, texts, facts about the run.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import io
import re
import socket
import sys
from typing import Any

import numpy as np

from phylanx.physl.registry import Area
from phylanx.physl.values import is_list, spelled

AREA = Area("core")
primitive = AREA.primitive

#: What `debug` has written.
CONSOLE = io.StringIO()
#: How output spells nil: Python's callers see None.
NIL = ["nil"]
#: Switched by enable_tracing.
TRACING = [False]


@primitive()
def cout(*args):
    """Writes the arguments, with blanks between them, and a newline."""
    sys.stdout.write(" ".join(spelled(a, NIL[0]) for a in args) + "\n")


@primitive()
def debug(*args):
    """Writes the arguments to the console in memory that util.debug_output() reads."""
    CONSOLE.write("".join(spelled(a, NIL[0]) for a in args) + "\n")


@primitive()
def string(*args):
    """The arguments as one text."""
    return "".join(spelled(a) for a in args)


@primitive()
def format(fmt, *args):
    """The text with {}, {:6.3lf}, {2:d} replaced by arguments, counted from 1."""
    if not isinstance(fmt, str):
        raise TypeError("the first argument must be a string")
    count = 0

    def one(match: re.Match) -> str:
        nonlocal count
        if match[0] in ("{{", "}}"):
            return match[0][0]
        count += 1
        position = int(match[1]) if match[1] else count
        if not 1 <= position <= len(args):
            raise IndexError(f"there is no argument {position}")
        value: Any = args[position - 1]
        spec = re.sub(r"(hh|h|ll|l|L|z)(?=[a-zA-Z]$)", "", match[2] or "")
        if not spec:
            return spelled(value)
        if spec[-1] in "di" and isinstance(value, float):
            value = int(value)
        if spec[-1] == "i":
            spec = spec[:-1] + "d"
        if spec[-1] == "s":
            value = spelled(value)
        return f"{value:{spec}}"

    return re.sub(r"\{\{|\}\}|\{(\d*)(?::([^}]*))?\}", one, fmt)


@primitive()
def enable_tracing(on):
    """Switches tracing."""
    TRACING[0] = bool(on)


@primitive()
def find_here():
    """The number of this process."""
    return 0


@primitive()
def num_localities():
    """How many processes work together."""
    return 1


@primitive()
def hostname():
    """The name of this machine."""
    return socket.gethostname()


@primitive()
def find_all_localities():
    """The numbers of all processes."""
    return [0]


@primitive(keeps=True)
def annotate(target, args=None):
    """The target, which carries no annotation in one process."""
    return target


@primitive("annotate_d", keeps=True)
def annotate_d(target, name, args=None):
    """The target: in one process it is the whole array."""
    return target


@primitive("__type")
def type_code(x):
    """0 nil, 1 bool, 2 int64, 3 string, 4 float64, 5 function, 7 list, 8 dictionary."""
    if x is None:
        return 0
    if isinstance(x, np.ndarray | np.generic):
        return {"b": 1, "i": 2, "u": 2}.get(x.dtype.kind, 4)
    if is_list(x):
        return 7
    codes = {bool: 1, int: 2, str: 3, float: 4, complex: 4, dict: 8}
    return codes.get(type(x), 5)


@primitive("__name")
def name_of(x):
    """The name of a primitive or function."""
    if not callable(x):
        raise TypeError("a function is wanted")
    return getattr(x, "name", None) or getattr(x, "__name__", "")
