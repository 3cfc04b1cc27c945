"""What a decorated function has besides the new interface.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phylanx.older.variables import variable

#: Options of the first Phylanx's decorator.
OPTIONS = (
    "debug target compiler_state doc_src performance localities startatlineone print_progress disable_decorator"
).split()
TARGETS = ("PhySL", "OpenSCoP")


def check_options(options: dict[str, Any], known: tuple[str, ...]) -> None:
    from phylanx.exceptions import UnknownOptionError

    for name in options:
        if name not in known and name not in OPTIONS:
            raise UnknownOptionError(f"Phylanx has no option '{name}'; its options are {', '.join(known)}")
    target = options.get("target", "PhySL")
    if target not in TARGETS:
        raise NotImplementedError(f"there is no target '{target}'")


def is_off(options: dict[str, Any]) -> bool:
    """Whether the function is to stay a plain one."""
    if options.get("disable_decorator"):
        return True
    config = sys.modules.get("phylanx.core.config")
    return config is not None and bool(config.PhylanxSession.disable_decorator)


class OlderInterface:
    """The base of the decorator; it loads what it needs when it is asked."""

    __wrapped__: Any
    _options: dict[str, Any]
    _called = False
    _source_text: str | None = None
    __perfdata__: tuple[str, str, str] | None = None
    backend = "PhySL"

    @property
    def decorated_function(self) -> Callable:
        return self.__wrapped__  # type: ignore[no-any-return]

    def _make_known(self) -> None:
        """The functions of a process see each other by name in the texts of its state."""
        state = self._options.get("compiler_state")
        older = sys.modules.get("phylanx.execution_tree")
        if state is None and older is not None and _session("is_initialized"):
            state = older.global_compiler_state()
        if state is not None:
            state.define(self.__wrapped__.__name__, self)

    def lazy(self, *args: Any, **kwargs: Any) -> variable:
        """The call, which is made when its eval() asks for the value."""
        from phylanx.older.variables import lazy_call

        return lazy_call(self, args, kwargs)  # type: ignore[arg-type]

    def get_physl_source(self) -> str:
        """The text as the first Phylanx wrote it."""
        if self._source_text is None:
            if self._options.get("doc_src"):
                self._source_text = self.__wrapped__.__doc__ or ""
            else:
                from phylanx.older.transpiler import physl_source

                first_line = self._options.get("startatlineone", _session("startatlineone"))
                self._source_text = physl_source(self.__wrapped__, bool(first_line))
        return self._source_text

    @property
    def __src__(self) -> str | None:
        """The text; None before the session has started or the function was called."""
        if not self._called and not _session("is_initialized"):
            return None
        return self.get_physl_source()

    def generate_ast(self) -> Any:
        """The trees of the text."""
        from phylanx.ast import generate_ast

        return generate_ast(self.get_physl_source())

    def tree(self) -> list[str]:
        """The tree of the text as newick and dot."""
        from phylanx.execution_tree import retrieve_tree_topology

        return retrieve_tree_topology(self._evaluated()[0])

    # --- running by the text ---------------------------------------------------------------------
    def _evaluated(self) -> tuple[Any, Any]:
        """A state that knows the text, and the function in it."""
        from phylanx.execution_tree import compiler_state

        function = self.__wrapped__
        state = self._options.get("compiler_state") or compiler_state(function.__name__, function.__code__.co_filename)
        state.measuring = True
        state.python_numbers = not self._options.get("doc_src")
        for name in function.__code__.co_names:
            helper = function.__globals__.get(name)
            if isinstance(helper, OlderInterface) and helper is not self:
                state.run(helper.get_physl_source(), function.__code__.co_filename)
        state.trees.clear()
        return state, state.run(self.get_physl_source(), function.__code__.co_filename)

    def _run_by_text(self, *args: Any, **kwargs: Any) -> Any:
        """With performance or doc_src the evaluator runs the text, which says all there is to count."""
        from phylanx.execution_tree import _argument, _result, retrieve_counter_data, retrieve_tree_topology
        from phylanx.physl.evaluator import call_from_python

        self._called = True
        state, function = self._evaluated()
        values = tuple(map(_argument, args))
        value = call_from_python(function, values, {k: _argument(v) for k, v in kwargs.items()})
        if self._options.get("performance"):
            newick, dot = retrieve_tree_topology(state)
            self.__perfdata__ = (retrieve_counter_data(state), newick, dot)
        return _result(value)

    def _runs_by_text(self) -> bool:
        return bool(self._options.get("performance") or self._options.get("doc_src"))


def refuse_call(*args: Any, **kwargs: Any) -> Any:
    raise NotImplementedError("functions of the target OpenSCoP cannot be called")


def _session(name: str) -> Any:
    config = sys.modules.get("phylanx.core.config")
    return getattr(config.PhylanxSession, name) if config is not None else False
