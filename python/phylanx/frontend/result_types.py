"""Functions that stay calls into Python, but whose results have types that the arguments tell.

The rules themselves are in src/sema/lower_typed.cpp; what they cannot tell stays a Python object.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import functools
import sys

import numpy as np

#: numpy.fft and numpy.linalg: name -> rule
_ONE = {
    **{f"fft.{n}": "fft" for n in "fft ifft fft2 ifft2 fftn ifftn rfft rfft2 rfftn ihfft".split()},
    **{f"fft.{n}": "irfft" for n in "irfft irfft2 irfftn hfft".split()},
    "linalg.pinv": "pinv",
    "linalg.eigvalsh": "eigvalsh",
}
#: those that give a tuple of a class of its own: only where it is unpacked at once
_TUPLES = {f"linalg.{n}": n for n in "eigh svd qr slogdet lstsq".split()}

#: numbers that come before the size: random(size), normal(loc, scale, size) ...
_GENERATOR = {
    "random": "random:0:float",
    "standard_normal": "random:0:float",
    "standard_exponential": "random:0:float",
    "exponential": "random:1:float",
    "normal": "random:2:float",
    "uniform": "random:2:float",
    "lognormal": "random:2:float",
    "gamma": "random:2:float",
    "beta": "random:2:float",
    "poisson": "random:1:old_int",
    "binomial": "random:2:old_int",
    "integers": "random:2:int",
}
_LEGACY = {
    "rand": "random:*:float",
    "randn": "random:*:float",
    "random": "random:0:float",
    "random_sample": "random:0:float",
    "standard_normal": "random:0:float",
    "exponential": "random:1:float",
    "normal": "random:2:float",
    "uniform": "random:2:float",
    "randint": "random:2:old_int",
}


_MODULES = ("numpy.fft", "numpy.linalg", "numpy.random")


@functools.cache
def _by_identity(loaded: tuple[str, ...]) -> dict[int, tuple[object, str, bool]]:
    """The functions of these modules. NumPy loads its modules when they are first used, and random takes
    longer than a conversion: who has one of its functions has loaded it."""
    found: dict[int, tuple[object, str, bool]] = {}
    for names, is_tuple in ((_ONE, False), (_TUPLES, True)):
        for path, rule in names.items():
            module, _, name = path.partition(".")
            if f"numpy.{module}" in loaded:
                function = getattr(getattr(np, module), name)
                found[id(function)] = (function, rule, is_tuple)
    for name, rule in _LEGACY.items() if "numpy.random" in loaded else ():
        function = getattr(np.random, name)
        found[id(function)] = (function, rule, False)
    return found


def result_rule(value: object, unpacked: bool) -> str | None:
    """The rule for a function's result."""
    functions = _by_identity(tuple(name for name in _MODULES if name in sys.modules))
    function, rule, is_tuple = functions.get(id(value), (None, "", False))
    return rule if function is value and rule and (unpacked or not is_tuple) else None


def generator_rule(name: str) -> str | None:
    """The rule for a method of numpy.random.Generator."""
    return _GENERATOR.get(name)
