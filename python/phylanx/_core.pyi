# What the Python package takes from the C++ extension.
# SPDX-License-Identifier: BSL-1.0
from collections.abc import Callable, Mapping, Sequence
from types import CellType
from typing import Any

class Refused(Exception):
    """Semantic analysis cannot handle a function."""

    message: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    advice: str

class GuardFailed(Exception):
    """A name outside a function means another object than when it was converted."""

class Function:
    """A converted function: compiled for each signature it is called with. Without a text it calls
    python_function. A subclass may have on_guard_failure() and on_refused(error): they give what
    to call instead."""

    def __init__(
        self,
        text: str,
        filename: str,
        qualname: str,
        n_user_params: int,
        defaults: tuple | dict[str, Any] | None = ...,
        param_names: tuple[str, ...] = ...,
        extra: Sequence[tuple[Mapping | CellType, str | None]] = ...,
        guards: Sequence[tuple[Mapping | CellType, str | None, Any]] = ...,
        foreign: dict[str, Any] = ...,
        python_function: Callable[..., Any] = ...,
        options: dict[str, Any] = ...,
        name: str = ...,
    ) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def graph(self, *args: Any, **kwargs: Any) -> str: ...
    def plan(self, *args: Any, **kwargs: Any) -> str: ...
    def llvm(self, *args: Any, **kwargs: Any) -> str: ...
    def explain(self, *args: Any, **kwargs: Any) -> dict[str, Any]: ...

def op_table() -> list[tuple[str, str, str, str, str, str]]: ...
def version() -> str: ...
def count_python_run() -> None: ...
def counters() -> dict[str, int]: ...
def set_option(name: str, value: Any) -> None: ...
def get_options() -> dict[str, Any]: ...
def trace_start() -> None: ...
def trace_stop() -> str: ...
def parse_physl(text: str, file: str) -> str: ...
def run_physl(text: str, file: str, args: tuple) -> Any: ...
