"""The older interface to PhySL texts: states, evaluation, variables.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from phylanx.older.variables import primitive, primitive_argument_future, value_of, variable
from phylanx.physl.evaluator import State, call_from_python
from phylanx.physl.frames import Function
from phylanx.physl.topology import counters_csv, dot, newick
from phylanx.physl.values import to_python

__all__ = [
    "bound_code_for",
    "code_for",
    "compile",
    "compiler_state",
    "enable_measurements",
    "eval",
    "global_compiler_state",
    "parallel",
    "primitive",
    "primitive_argument_future",
    "retrieve_counter_data",
    "retrieve_dot_tree_topology",
    "retrieve_newick_tree_topology",
    "retrieve_tree_topology",
    "variable",
]


class _Block:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


class _ParallelType(_Block, type): ...


class parallel(_Block, metaclass=_ParallelType):  # noqa: N801
    """`with parallel:` marks statements that may run at the same time."""


class compiler_state(State):  # noqa: N801
    """Definitions that texts share."""

    def __init__(self, name: str = "<unknown>", file_name: str = "<none>") -> None:
        super().__init__()
        self.name = name
        self.file_name = file_name


_GLOBAL: list[compiler_state] = []


def global_compiler_state(name: str = "global", file_name: str = "<none>") -> compiler_state:
    """The state of the process."""
    if not _GLOBAL:
        _GLOBAL.append(compiler_state(name, file_name))
    return _GLOBAL[0]


def _nodes(text_or_ast: Any) -> Any:
    """A text, or the tree of what phylanx.ast has."""
    if isinstance(text_or_ast, str):
        return text_or_ast
    from phylanx.ast import text_of

    asts = text_or_ast if isinstance(text_or_ast, list) else [text_or_ast]
    return " ".join(map(text_of, asts))


class _Callable:
    """A function of a program, for Python: its values are Python's."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.__name__ = function.name
        self.name = function.name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        values = tuple(map(_argument, args))
        named = {k: _argument(v) for k, v in kwargs.items()}
        return _result(call_from_python(self.function, values, named))

    eval = __call__

    def __repr__(self) -> str:
        return repr(self.function)


def _argument(x: Any) -> Any:
    x = value_of(x)
    if isinstance(x, _Callable):
        return x.function
    if isinstance(x, list | tuple):
        return [_argument(v) for v in x]
    return x


def _result(v: Any) -> Any:
    return _Callable(v) if isinstance(v, Function) else to_python(v)


def compile(state: compiler_state, file: str, name: str, text_or_ast: Any) -> Any:
    """Runs a text of definitions; gives the last of them."""
    return _result(state.run(_nodes(text_or_ast), file))


def eval(state: compiler_state, *args: Any, **kwargs: Any) -> Any:
    """eval(state, text, ...) or eval(state, file, text, ...): a resulting function is called with the arguments."""
    file, rest = state.file_name, list(args)
    if len(rest) > 1 and isinstance(rest[0], str) and isinstance(rest[1], str | list) and _is_file(rest[0]):
        file = rest.pop(0)
    value = state.run(_nodes(rest.pop(0)), file)
    if isinstance(value, Function):
        if not rest and not kwargs and any(default is None for _, default in value.parameters):
            return _Callable(value)
        return _Callable(value)(*rest, **kwargs)
    return to_python(value)


def _is_file(text: str) -> bool:
    return "(" not in text and "\n" not in text and (text.startswith("<") or "." in text or "/" in text)


def code_for(state: compiler_state, file: str, name: str) -> primitive:
    """What a name of the state stands for."""
    value = state.run(name, file)
    return primitive(_result(value), name)


def bound_code_for(state: compiler_state, file: str, name: str, *args: Any, **kwargs: Any) -> primitive:
    """A function of the state with its arguments."""
    function: Callable = _result(state.run(name, file))
    return primitive(lambda *more: function(*args, *more, **kwargs), name)


def enable_measurements(state: compiler_state, reset: bool = True) -> list[str]:
    """Texts compiled from now on are counted; gives the primitives' names."""
    state.measuring = True
    if reset:
        for tree in state.trees:
            for top in tree.tops:
                for instance in top.walk():
                    instance.count = instance.nanoseconds = 0
    return [i.name for tree in state.trees for top in tree.tops for i in top.walk()]


def retrieve_counter_data(state: compiler_state) -> str:
    """The counters as CSV."""
    return counters_csv(state.trees)


def retrieve_newick_tree_topology(state: compiler_state, file: str = "", name: str = "") -> str:
    return newick(state.trees, name)


def retrieve_dot_tree_topology(state: compiler_state, file: str = "", name: str = "") -> str:
    return dot(state.trees, name)


def retrieve_tree_topology(state: compiler_state, file: str = "", name: str = "") -> list[str]:
    """newick and dot."""
    return [newick(state.trees, name), dot(state.trees, name)]
