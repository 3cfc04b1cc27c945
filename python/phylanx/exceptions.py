"""Exceptions of the older interface.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

__all__ = [
    "InvalidDecoratorArgumentError",
    "RuntimeAlreadyInitializedError",
    "RuntimeNotInitializedError",
    "UnknownOptionError",
]


class InvalidDecoratorArgumentError(TypeError):
    """The decorator was applied to something else than a function."""


class UnknownOptionError(TypeError, NotImplementedError):
    """The decorator has no such option."""


class RuntimeNotInitializedError(RuntimeError):
    """Something needs a session that has been started."""


class RuntimeAlreadyInitializedError(RuntimeError):
    """A session was started or configured twice."""
