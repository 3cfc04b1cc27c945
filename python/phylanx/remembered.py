"""Conversions kept in the disk cache: a later process takes a function's text from there, without the front end.

An entry is found by the function itself: its code, its file's content, this Python, NumPy and front end. It
lists every look that the conversion took at something outside, and what it saw; it holds only where each of
them, taken again, shows the same. What cannot be described so that two processes can compare it is not kept.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import importlib
import os
import stat
import sys
import types
from typing import Any

from phylanx import _core
from phylanx.outside import (
    MISSING,
    Conversion,
    InstanceOf,
    Outside,
    Place,
    attribute_outside,
    call_object,
    name_outside,
    parameter_names,
)

#: Of entries; another one is not read.
_FORMAT = "conversion 2"


class Unknown(Exception):
    """Something that has no description which holds in another process."""


# --- descriptions ---------------------------------------------------------------------------------
class Objects:
    """Numbers for functions, namespaces and cells in the order in which they are met: what was one object
    at the conversion has to be one again."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []
        self._files: dict[str, str] = {}

    def digest_of_file(self, filename: str) -> str:
        if filename not in self._files:
            self._files[filename] = _digest_of_file(filename)
        return self._files[filename]

    def number(self, value: object) -> int:
        found = self._numbers.get(id(value))
        if found is None:
            found = self._numbers[id(value)] = len(self._kept)
            self._kept.append(value)
        return found


def describe(seen: Outside, objects: Objects) -> str:
    """All that a conversion may depend on of a value outside, as a text."""
    value = seen.value
    kind = type(value)
    if value is MISSING:
        return "nothing"
    if value is None or kind is bool:
        return repr(value)
    if isinstance(value, str):
        return f"{_class(kind)} {str.__repr__(value)}"
    if kind in (int, float, complex):  # one that may change is read at each call
        return f"{kind.__name__} {value!r}" if seen.stable else kind.__name__
    if isinstance(value, types.ModuleType):
        if sys.modules.get(value.__name__) is not value:
            raise Unknown
        file = getattr(value, "__file__", None)
        return f"module {objects.number(vars(value))} {value.__name__} {file}"
    if getattr(kind, "__phylanx__", False):
        return f"decorated {_function(value.__wrapped__, objects)}"
    if kind is types.FunctionType:
        return _function(value, objects)
    if isinstance(value, type):
        return f"class {_class(value)}"
    if isinstance(value, sys.modules["numpy"].dtype):
        return f"dtype {value.str}"
    if callable(value):
        return f"{_class(kind)} {_callable(value, seen.stable)}"
    if hasattr(value, "__self__"):
        raise Unknown
    return f"instance {_class(kind)}"


def _function(function: types.FunctionType, objects: Objects) -> str:
    """A function of Python's; its defaults may be written into texts that call it."""
    named = sorted((function.__kwdefaults__ or {}).items())
    defaults = [_default(d, objects) for d in function.__defaults__ or ()]
    defaults += [f"{name}={_default(d, objects)}" for name, d in named]
    return _core.digest(f"{_body(function, objects)} {defaults!r}")


def _default(value: object, objects: Objects) -> str:
    try:
        return repr(_constant(value))
    except Unknown:
        return describe(Outside(value, "", (), stable=True), objects)


def _body(function: types.FunctionType, objects: Objects) -> str:
    code = function.__code__
    around = (
        objects.number(function),
        objects.number(function.__globals__),
        [objects.number(cell) for cell in function.__closure__ or ()],
        function.__qualname__,
        function.__globals__.get("__name__"),
    )
    return f"{around!r} {objects.digest_of_file(code.co_filename)} {_code(code)!r}"


def _code(code: types.CodeType) -> tuple:
    return (
        code.co_name,
        code.co_filename,
        code.co_firstlineno,
        code.co_flags,
        (code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount),
        (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars),
        code.co_code,
        code.co_linetable,
        [_constant(c) for c in code.co_consts],
    )


def _constant(value: object) -> object:
    if isinstance(value, types.CodeType):
        return _code(value)
    if isinstance(value, tuple):
        return tuple(map(_constant, value))
    if isinstance(value, frozenset):
        return sorted(map(repr, value))
    if value is None or value is ... or type(value) in (bool, int, float, complex, str, bytes):
        return type(value).__name__, repr(value)
    raise Unknown


def _class(kind: type) -> str:
    return " ".join(f"{k.__module__}.{k.__qualname__}" for k in kind.__mro__)


def _callable(value: Any, stable: bool) -> str:
    """A function in C, or an object like one. By its path where it was read from an installed module, else
    only where its own module has it under its name."""
    name = getattr(value, "__name__", None)
    module = getattr(value, "__module__", None) or "numpy"  # ufuncs do not say theirs
    if not stable and getattr(sys.modules.get(module), name or "", None) is not value:
        raise Unknown
    return f"{module}.{name}"


def _digest_of_file(filename: str) -> str:
    """Of the whole content: lines and columns of the text are those of the file."""
    try:
        with open(filename, "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return _core.digest(file.read())
    except (OSError, ValueError):
        pass
    raise Unknown


@functools.cache
def _surroundings() -> str:
    """This Python, this NumPy, and the files of the front end as they are."""
    here = os.path.dirname(__file__)
    files = []
    for folder in (here, os.path.join(here, "frontend"), os.path.join(here, "prelude")):
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    s = entry.stat()
                    files.append((entry.path, s.st_size, s.st_mtime_ns))
    numpy = sys.modules["numpy"]
    return repr((_FORMAT, sys.version, numpy.__version__, numpy.__file__, __debug__, sorted(files)))


def key_of(function: types.FunctionType, objects: Objects) -> str:
    """Raises Unknown."""
    try:
        return f"{_surroundings()} {_body(function, objects)}"
    except (OSError, ValueError):  # a number too long to be written
        raise Unknown from None


# --- reading --------------------------------------------------------------------------------------
def recall(function: types.FunctionType) -> Conversion | None:
    """The conversion as another one has left it; None where there is none that holds."""
    objects = Objects()
    try:
        record = _core.load_record(key_of(function, objects))
        return None if record is None else _restore(function, record, objects)
    except (Unknown, LookupError, TypeError, ValueError, AttributeError):
        return None  # the last ones: it was written by something else


def _restore(
    function: types.FunctionType, record: tuple, objects: Objects
) -> Conversion | None:
    looks, texts, extra, guards, foreign, exprs, findings = record
    seen: list[Outside] = []
    for base, is_attribute, name, described in looks:
        if is_attribute:
            found = attribute_outside(seen[base], name)
        else:
            found = name_outside(function if base < 0 else _bare(seen[base].value), name)
        if describe(found, objects) != described:
            return None
        seen.append(found)

    def thing(recipe: tuple) -> Any:
        kind, *facts = recipe
        if kind == "seen":
            return seen[facts[0]].value
        if kind == "path":
            return _at_path(*facts)
        if kind == "number":
            return _number(*facts)
        if kind == "call":
            return call_object
        raise ValueError(kind)

    def place(recipe: tuple) -> Place:
        if recipe[0] == "held":
            return Place({recipe[1]: thing(recipe[2])}, recipe[1])
        return seen[recipe[0]].steps[-1]

    from phylanx.errors import Finding

    text, name, filename, first_line, extra_parameters = texts
    places = [seen[row].steps[-1] if row >= 0 else seen[~row].steps[0] for row in guards]
    return Conversion(
        text=text,
        name=name,
        filename=filename,
        first_line=first_line,
        parameters=parameter_names(function),
        extra_parameters=extra_parameters,
        extra=tuple(place(recipe).pair() for recipe in extra),
        guards=tuple((*p.pair(), p.read()) for p in places),
        foreign={path: thing(recipe) for path, recipe in foreign},
        exprs={key: InstanceOf(names) for key, names in exprs},
        findings=tuple(Finding(*row) for row in findings),
    )


def _bare(value: Any) -> types.FunctionType:
    function = value.__wrapped__ if getattr(type(value), "__phylanx__", False) else value
    if not isinstance(function, types.FunctionType):
        raise TypeError
    return function


#: Modules that the front end knows whatever the user has imported.
_KNOWN = ("builtins", "math", "numpy")


def _at_path(module: str, path: str) -> Any:
    if module not in _KNOWN and not module.startswith("phylanx.prelude."):
        raise ValueError(module)
    value: Any = importlib.import_module(module)
    for part in path.split("."):
        value = getattr(value, part)
    return value


def _number(dtype: str, digits: str) -> Any:
    numpy = sys.modules["numpy"]
    return numpy.frombuffer(bytes.fromhex(digits), numpy.dtype(dtype))[0]


# --- writing --------------------------------------------------------------------------------------
def recipe_of_path(path: str, value: object) -> tuple:
    """For an object that a text of the prelude names. Raises Unknown."""
    root, _, rest = path.partition(".")
    module = {"np": "numpy", "math": "math"}.get(root) if rest else "builtins"
    if isinstance(value, types.FunctionType) and value.__module__.startswith("phylanx.prelude."):
        module, rest = value.__module__, value.__qualname__
    try:
        if module is not None and _at_path(module, rest or path) is value:
            return ("path", module, rest or path)
    except AttributeError:
        pass
    raise Unknown


def recipe_of_number(value: Any) -> tuple:
    """For a NumPy scalar. Raises Unknown."""
    if isinstance(value, sys.modules["numpy"].generic) and value.dtype.kind in "biufc":
        return ("number", value.dtype.str, value.tobytes().hex())
    raise Unknown


def remember(key: str, record: tuple) -> None:
    _core.store_record(key, record)
