"""From a Python function to PhySL text: `convert`.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import types

from phylanx.frontend.function import Function, parameter_names
from phylanx.frontend.source import find_source
from phylanx.frontend.unit import Conversion, Unconvertible, Unit

__all__ = ["Conversion", "convert"]


def convert(function: types.FunctionType) -> Conversion:
    """Raises phylanx.ConversionError where the whole function has to run in Python."""
    source = find_source(function)
    unit = Unit(source.filename)
    unit.helpers[id(function)] = None  # it is being converted: a call of itself goes to Python
    try:
        made = Function(function, source, unit).convert()
    except Unconvertible as refusal:
        raise refusal.error(source.filename) from None
    except RecursionError:
        node = source.node
        deep = Unconvertible(node, "PHX110", "an expression is nested too deeply", "Split it.")
        raise deep.error(source.filename) from None
    return Conversion(
        text="\n".join(unit.defines) + "\n",
        name=made.name,
        filename=source.filename,
        first_line=source.node.lineno,
        parameters=parameter_names(function),
        extra_parameters=tuple(name for name, _ in made.extras),
        extra=tuple(outside.steps[-1].pair() for _, outside in made.extras),
        guards=tuple((*place.pair(), value) for place, value in unit.guards.values()),
        foreign=unit.foreign,
        exprs=unit.exprs,
        findings=tuple(unit.findings),
    )
