"""`@Phylanx`: a function that is converted at its first call and runs natively from then on.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import os
import sys
import threading
import types
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from phylanx import _core, settings
from phylanx.accounts import Explanation, Text
from phylanx.errors import ConversionError, Finding, PhylanxWarning
from phylanx.older.decorated import OlderInterface, check_options, is_off, refuse_call
from phylanx.older.globals import bind_primitives

if TYPE_CHECKING:
    from phylanx.frontend.source import Source
    from phylanx.frontend.unit import Refusals
    from phylanx.futures import Future
    from phylanx.outside import Conversion
    from phylanx.pieces import Pieces

__all__ = ["Phylanx"]

_OPTIONS = ("strict", "fastmath", "threads", "cache", "progress", "rules")
#: Conversions of one function that are kept: what it refers to outside may go back and forth.
_MOST_VERSIONS = 8


class _Version:
    """A conversion; and a native function of its own, if it was needed after another one."""

    def __init__(self, conversion: Conversion) -> None:
        self.conversion = conversion
        self.core: _core.Function | None = None


class Phylanx(_core.Function, OlderInterface):
    """Compiles a function of NumPy code. Bare (`@Phylanx`) or with options:

    strict: raise ConversionError instead of running in Python what cannot be compiled
    fastmath: allow floating-point arithmetic to be reordered and contracted
    threads: how many threads may work for this function at once
    cache: False keeps its code out of the cache on disk
    progress: tell on stderr what is being compiled
    rules: rewrite rules (see phylanx.rules)

    Options, attributes and methods of the first Phylanx are in `phylanx.older`.

    A call goes straight to the base class in C++. Without a text, this runs its Python function: at
    first `_start`, which converts and initializes the base class again, with the text.
    """

    __phylanx__ = True
    __wrapped__: Any
    #: Of a part of a function: its tree, the user's function, what of it has been refused.
    _source: Source | None = None
    _part_of: Any = None
    _refused: Refusals = types.MappingProxyType({})

    def __new__(cls, function: Callable | None = None, /, **options: Any) -> Any:
        check_options(options, _OPTIONS)
        _check_values(options)
        if function is None:
            return functools.partial(cls, **options)
        if is_off(options):
            return function
        return super().__new__(cls)

    def __init__(self, function: Callable, /, **options: Any) -> None:
        if isinstance(function, Phylanx):
            options = {**function._options, **options}
            function = function.__wrapped__
        if not isinstance(function, types.FunctionType):
            from phylanx.exceptions import InvalidDecoratorArgumentError

            raise InvalidDecoratorArgumentError(
                f"Phylanx takes a Python function, not {function!r}{_hint(function)}"
            )
        functools.update_wrapper(self, function)
        self.__wrapped__ = function
        self._title = function.__qualname__
        if options.get("rules"):
            from phylanx.rules import option_text

            options = {**options, "rules": option_text(options["rules"])}
        self._options: dict[str, Any] = options
        self._lock = threading.RLock()
        self._conversion: Conversion | None = None
        self._error: ConversionError | None = None
        self._pieces: Pieces | None = None  # where it cannot be compiled as a whole
        self._pieces_without: dict[tuple, Pieces | None] = {}  # where some types do not allow it
        self._versions: list[_Version] = []
        self._warned: set[str] = set()
        self._python_runs = 0
        if options.get("target") == "OpenSCoP":
            self._run_by(refuse_call)
        else:
            self._run_by(self._run_by_text if self._runs_by_text() else self._start)
        self._make_known()

    def _run_by(self, python_function: Callable) -> None:
        """Every call goes to this function."""
        code = self.__wrapped__.__code__
        super().__init__("", code.co_filename, self._title, 0, python_function=python_function)

    # --- calls ----------------------------------------------------------------------------------
    def _start(self, *args: Any, **kwargs: Any) -> Any:
        """The first call: converts, unless nothing is to be compiled at present."""
        self._called = True
        older = bind_primitives(self.__wrapped__)
        if older is not None:
            self._run_by(lambda *a, **k: _call(older, a, k))
            return self(*args, **kwargs)
        if "PHYLANX_RULES" in os.environ:
            from phylanx.rules import from_environment

            from_environment()
        if settings.is_disabled():
            return self._plain(*args, **kwargs)
        self._prepare()
        return self(*args, **kwargs)

    def _plain(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the Python function."""
        return _call(self.__wrapped__, args, kwargs)

    def submit(self, *args: Any, **kwargs: Any) -> Future:
        """Calls the function in the background; futures among the arguments are waited for."""
        from phylanx import futures

        return futures.submit(self, args, kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else BoundMethod(self, instance)

    def on_guard_failure(self) -> Callable:
        """Called by a call for which something outside has changed: gives what to call instead."""
        with self._lock:
            for version in self._versions:
                if version.conversion.is_current():
                    if version.conversion is self._conversion:
                        return self
                    if version.core is None:
                        version.core = _core.Function(*self._core_arguments(version.conversion))
                    return version.core
            self._convert()
            return self

    def on_refused(self, error: _core.Refused) -> Callable:
        """Called by a call for whose types the function cannot be compiled."""
        refusal = self._refusal(error)
        if self._options.get("strict"):
            raise refusal from None
        return self._run_without(refusal)

    # --- conversion -----------------------------------------------------------------------------
    def _prepare(self) -> None:
        with self._lock:
            if self._conversion is None and self._error is None:
                bind_primitives(self.__wrapped__)
                self._convert()

    def _convert(self) -> None:
        try:
            conversion = self._recall() or self._convert_anew()
        except ConversionError as error:
            pieces = self._cut(self._refused)
            complete = pieces is not None and pieces.is_complete
            if self._options.get("strict") and not complete:
                raise
            self._conversion, self._error, self._pieces = None, error, pieces
            self._run_by(pieces.run if pieces else self._plain)
            if not complete:
                self._warn(error, pieces)
        else:
            self._versions = [*self._versions[1 - _MOST_VERSIONS :], _Version(conversion)]
            self._conversion = conversion
            super().__init__(*self._core_arguments(conversion))

    def _recall(self) -> Conversion | None:
        """What an earlier process has left in the disk cache."""
        if self._source is not None or self._refused or not self._options.get("cache", True):
            return None
        from phylanx.remembered import recall

        return recall(self.__wrapped__)

    def _convert_anew(self) -> Conversion:
        beside = _core.warm_up()  # ends with this method # noqa: F841
        from phylanx.frontend import convert

        keep = self._options.get("cache", True)
        return convert(self.__wrapped__, self._source, self._refused, self._part_of, keep)

    def _cut(self, refused: Refusals) -> Pieces | None:
        """The function in pieces; None where no piece of it is worth compiling."""
        from phylanx.pieces import cut_function

        return cut_function(self, refused)

    def _run_without(self, refusal: ConversionError) -> Callable:
        """What to call instead where semantic analysis has refused something for some types."""
        place = (refusal.filename, refusal.lineno, refusal.col_offset)
        with self._lock:
            if place not in self._pieces_without:
                known = place in self._refused
                self._pieces_without[place] = (
                    None if known else self._cut({**self._refused, place: refusal})
                )
            pieces = self._pieces_without[place]
        self._warn(refusal, pieces)
        return pieces.run if pieces else self._plain

    def _core_arguments(self, conversion: Conversion) -> tuple:
        """The arguments of _core.Function, in order."""
        from phylanx.outside import MISSING

        function = self.__wrapped__
        names = conversion.parameters
        count = function.__code__.co_argcount
        values = function.__defaults__ or ()
        defaults = dict(zip(names[count - len(values) : count], values, strict=True))
        defaults.update(function.__kwdefaults__ or {})
        guards = tuple(g[:2] if g[2] is MISSING else g for g in conversion.guards)
        options = {k: v for k, v in self._options.items() if k in ("fastmath", "threads", "cache", "rules")}
        if self._options.get("progress"):
            options["debug"] = 1
        return (
            conversion.text,
            conversion.filename,
            self._title,
            len(names),
            defaults,
            names,
            conversion.extra,
            guards,
            {**conversion.foreign, **conversion.exprs},
            self._plain,
            options,
            conversion.name,
            function.__code__.co_posonlyargcount,
            function.__code__.co_kwonlyargcount,
        )

    def _refusal(self, error: _core.Refused) -> ConversionError:
        """What semantic analysis says, in the words of the front end."""
        code = self.__wrapped__.__code__
        same_line = getattr(error, "end_line", 0) == error.line
        return ConversionError(
            error.message,
            filename=error.file or code.co_filename,
            lineno=error.line or code.co_firstlineno,
            col_offset=error.column,
            code=error.code,
            advice=error.advice,
            end_col_offset=error.end_column if same_line else None,
        )

    def _warn(self, error: ConversionError, pieces: Pieces | None = None) -> None:
        """One warning for each reason that a function, or a part of it, runs in Python."""
        message = f"'{self._title}' runs in Python: {error}"
        if pieces:
            message = f"'{self._title}' runs partly in Python: {error}{pieces.account()}"
        with self._lock:
            if message in self._warned:
                return
            self._warned.add(message)
        # What exec has made may belong to no module; warn_explicit tells nobody then.
        module = self.__wrapped__.__module__ or error.filename
        warnings.warn_explicit(message, PhylanxWarning, error.filename, error.lineno, module)

    def on_python_run(self, filename: str, line: int, column: int) -> None:
        """The core's word that a call ran in Python, since a value had another type than the code was made for.

        Once may be a rare case, such as an empty array; a function to which it happens again is slow.
        """
        self._python_runs += 1
        if self._python_runs < 5:
            return
        self._warn(
            ConversionError(
                "the type of a value here depends on numbers: it is Python's in some calls and NumPy's in others, whose rules"
                " differ",
                filename=filename,
                lineno=line,
                col_offset=max(column - 1, 0),
                code="PHX122",
                advice="Let it be a NumPy number from the start, such as np.float64(0.0).",
            )
        )

    # --- looking inside ---------------------------------------------------------------------------
    @property
    def physl(self) -> Text:
        """The PhySL text, or those of the parts that are compiled; raises ConversionError where
        there is none."""
        self._prepare()
        return Text(self._pieces.physl() if self._pieces else self._converted().text)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is not compiled, as far as the source tells."""
        self._prepare()
        if self._pieces:
            return self._pieces.findings(self._title)
        try:
            return self._converted().findings
        except ConversionError as error:
            return (error.finding(self._title),)

    def graph(self, *args: Any, **kwargs: Any) -> Text:
        """The typed graph for arguments of these types."""
        return Text(self._stage("graph", args, kwargs))

    def plan(self, *args: Any, **kwargs: Any) -> Text:
        """The plan: the graph after all passes."""
        return Text(self._stage("plan", args, kwargs))

    def llvm(self, *args: Any, **kwargs: Any) -> Text:
        """The LLVM code for arguments of these types."""
        return Text(self._stage("llvm", args, kwargs))

    def explain(self, *args: Any, **kwargs: Any) -> Explanation:
        """What was compiled for arguments of these types, what was not, and why."""
        code = self.__wrapped__.__code__
        title = f"{self._title} ({code.co_filename}:{code.co_firstlineno})"
        try:
            facts = self._stage("explain", args, kwargs)
        except ConversionError as error:
            pieces = self._pieces or self._pieces_without.get(
                (error.filename, error.lineno, error.col_offset)
            )
            facts = {"reason": f"line {error.lineno}: {error.reason}", "advice": error.advice}
            if pieces:
                facts = pieces.facts()
        return Explanation(title, facts, self.findings)

    def _converted(self) -> Conversion:
        self._prepare()
        if self._conversion is None:
            assert self._error is not None
            raise self._error
        return self._conversion

    def _stage(self, name: str, args: tuple, kwargs: dict[str, Any]) -> Any:
        import inspect

        if not self._converted().is_current():
            self.on_guard_failure()
            self._converted()
        inspect.signature(self.__wrapped__).bind(*args, **kwargs)  # says what does not fit
        try:
            return getattr(super(), name)(*args, **kwargs)
        except _core.Refused as error:
            raise self._refusal(error) from None

    def __repr__(self) -> str:
        return f"<Phylanx {self.__module__}.{self._title}>"

    def __reduce__(self) -> Any:
        found: Any = sys.modules.get(self.__module__)
        for part in self._title.split("."):
            found = getattr(found, part, None)
        if found is self:
            return self._title
        return (_rebuild, (self.__wrapped__, self._options))


def _call(function: Callable, args: tuple, kwargs: dict[str, Any]) -> Any:
    """Runs a Python function; of futures it gets the results."""
    _core.count_python_run()
    if "phylanx.futures" in sys.modules:
        from phylanx.futures import value_of

        args = tuple(value_of(a) for a in args)
        kwargs = {name: value_of(a) for name, a in kwargs.items()}
    return function(*args, **kwargs)


def _rebuild(function: Callable, options: dict[str, Any]) -> Phylanx:
    return Phylanx(function, **options)


class BoundMethod(functools.partial):
    """A decorated method of an instance: as quick to call as a partial function."""

    __slots__ = ()

    @property
    def __func__(self) -> Phylanx:
        return self.func  # type: ignore[return-value]

    @property
    def __self__(self) -> object:
        return self.args[0]

    def submit(self, *args: Any, **kwargs: Any) -> Future:
        return self.__func__.submit(self.__self__, *args, **kwargs)

    def graph(self, *args: Any, **kwargs: Any) -> Text:
        return self.__func__.graph(self.__self__, *args, **kwargs)

    def plan(self, *args: Any, **kwargs: Any) -> Text:
        return self.__func__.plan(self.__self__, *args, **kwargs)

    def llvm(self, *args: Any, **kwargs: Any) -> Text:
        return self.__func__.llvm(self.__self__, *args, **kwargs)

    def explain(self, *args: Any, **kwargs: Any) -> Explanation:
        return self.__func__.explain(self.__self__, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.func, name)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, BoundMethod)
            and self.__self__ is other.__self__
            and self.func is other.func
        )

    def __hash__(self) -> int:
        return hash((id(self.__self__), self.func))

    def __repr__(self) -> str:
        return f"<bound {self.func!r} of {self.__self__!r}>"


def _check_values(options: dict[str, Any]) -> None:
    for name, value in options.items():
        if name not in _OPTIONS or name == "rules":
            continue  # an older one, or one that says itself what it wants
        kind = "an int" if name == "threads" else "True or False"
        if type(value) is not (int if name == "threads" else bool):
            raise TypeError(f"option '{name}' of Phylanx wants {kind}, not {value!r}")
    if options.get("threads", 0) < 0:
        raise ValueError(f"option 'threads' of Phylanx cannot be {options['threads']}")


def _hint(function: object) -> str:
    if isinstance(function, staticmethod | classmethod):
        return f": write @{type(function).__name__} above @Phylanx"
    return ": wrap it in one" if callable(function) else ""
