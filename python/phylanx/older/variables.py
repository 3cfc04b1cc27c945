"""Variables and lazy values: what is computed when `eval()` asks for it.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import phylanx.futures  # noqa: F401  decorated functions look for futures once it is there

_NUMBERS = itertools.count()


def value_of(x: Any) -> Any:
    """The value of a variable, a primitive or a lazy call; anything else itself."""
    return x.eval() if isinstance(x, variable | primitive) else x


class primitive:  # noqa: N801
    """Something that can be evaluated: a function, or a constant."""

    def __init__(self, compute: Any, name: str = "") -> None:
        self.compute = compute
        self.name = name

    def eval(self, *args: Any, **kwargs: Any) -> Any:
        if not callable(self.compute):
            return self.compute
        found = self.compute(*args, **kwargs)
        return found

    __call__ = eval

    def assign(self, value: Any) -> None:
        self.compute = value_of(value)

    @property
    def dtype(self) -> Any:
        return _dtype_of(self.eval())


class primitive_argument_future:  # noqa: N801
    """A value that is there already."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def get(self) -> Any:
        return self.value

    def ready(self) -> bool:
        return True


def _dtype_of(value: Any) -> np.dtype:
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype
    if isinstance(value, str):
        return np.dtype("S")
    if isinstance(value, bool | int | float | complex):
        return np.array(value).dtype
    return np.dtype("O")


def _typed(value: Any, dtype: np.dtype | None) -> Any:
    """The value in a dtype; of numbers a NumPy scalar."""
    if isinstance(value, variable | primitive):
        value = value.eval()
    if isinstance(value, bool | int | float | complex):
        value = np.array(value)[()]
    if dtype is None or dtype.kind in "OSU" or not isinstance(value, np.ndarray | np.generic):
        return value
    return value if value.dtype == dtype else value.astype(dtype)


class variable:  # noqa: N801
    """A named value. A tuple is the shape of a placeholder, whose value is given later."""

    __phylanx_future__ = True
    __array_priority__ = 100

    def __init__(self, value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None) -> None:
        self.name = name if name is not None else f"Variable_{next(_NUMBERS)}"
        self.constraint = constraint
        self._shape: tuple | None = None
        if isinstance(value, variable):
            dtype = dtype if dtype is not None else value._dtype
            value = value.value
        if isinstance(value, tuple):
            self._shape, value = value, None
        elif isinstance(value, np.ndarray):
            value = value.copy() if value.ndim else value[()]
        self._value = value
        self._dtype: np.dtype | None = None if dtype is None else np.dtype(dtype)
        if dtype is None and not isinstance(value, primitive) and (value is not None or self._shape is None):
            self._dtype = _dtype_of(value)

    # --- values ----------------------------------------------------------------------------------
    def eval(self, *args: Any, **kwargs: Any) -> Any:
        """The value now."""
        value = self._value
        if isinstance(value, primitive):
            value = value.eval(*args, **kwargs)
        return _typed(value, self._dtype)

    __call__ = eval

    def result(self) -> Any:
        """What a decorated function gets for it."""
        return self.eval()

    @property
    def value(self) -> Any:
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        self._value = value_of(value)

    @property
    def dtype(self) -> Any:
        return self._dtype if self._dtype is not None else _dtype_of(self.eval())

    @dtype.setter
    def dtype(self, dtype: Any) -> None:
        self._dtype = np.dtype(dtype)
        if isinstance(self._value, np.ndarray | np.generic | bool | int | float):
            self._value = _typed(self._value, self._dtype)

    @property
    def _keras_shape(self) -> tuple:
        if self._shape is not None:
            return self._shape
        return tuple(np.shape(self.eval()))

    @_keras_shape.setter
    def _keras_shape(self, shape: Any) -> None:
        self._shape = tuple(shape)

    @property
    def shape(self) -> tuple:
        return self._keras_shape

    def __len__(self) -> int:
        return len(self.eval())

    def __iter__(self) -> Iterator[variable]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> variable:
        return _lazy(lambda: operator.getitem(self.eval(), value_of(index)))

    def __setitem__(self, index: Any, value: Any) -> None:
        found = self.eval()
        if isinstance(found, np.ndarray):
            found = found.copy()
        found[value_of(index)] = value_of(value)
        self._value = found

    def __repr__(self) -> str:
        return f"<variable {self.name}>"

    # --- updates ---------------------------------------------------------------------------------
    def update(self, value: Any) -> variable:
        self._value = value_of(value)
        return self

    def update_add(self, other: Any) -> variable:
        return self.update(self.eval() + value_of(other))

    def update_sub(self, other: Any) -> variable:
        return self.update(self.eval() - value_of(other))

    def update_moving_average(self, value: Any, momentum: Any) -> variable:
        m = value_of(momentum)
        return self.update(self.eval() * m + value_of(value) * (1.0 - m))

    __iadd__ = update_add
    __isub__ = update_sub


def _lazy(compute: Callable[..., Any]) -> variable:
    return variable(primitive(compute))


def _binary(function: Callable[[Any, Any], Any], swapped: bool = False) -> Callable[[variable, Any], variable]:
    def apply(self: variable, other: Any) -> variable:
        if swapped:
            return _lazy(lambda: function(value_of(other), self.eval()))
        return _lazy(lambda: function(self.eval(), value_of(other)))

    return apply


for _name in ("add", "sub", "mul", "truediv", "pow", "matmul", "mod", "floordiv"):
    setattr(variable, f"__{_name}__", _binary(getattr(operator, _name)))
    setattr(variable, f"__r{_name}__", _binary(getattr(operator, _name), True))
for _name in ("lt", "le", "gt", "ge"):
    setattr(variable, f"__{_name}__", _binary(getattr(operator, _name)))
setattr(variable, "__neg__", lambda self: _lazy(lambda: operator.neg(self.eval())))  # noqa: B010
variable.__abs__ = lambda self: _lazy(lambda: abs(self.eval()))  # type: ignore[attr-defined]


def lazy_call(function: Callable, args: tuple, kwargs: dict[str, Any]) -> variable:
    """A call that is made by `eval()`, with the values that variables have then; eval may give further arguments."""

    def compute(*more: Any, **named: Any) -> Any:
        values = [value_of(a) for a in (*args, *more)]
        return function(*values, **{k: value_of(v) for k, v in {**kwargs, **named}.items()})

    return _lazy(compute)
