"""From a Python function to PhySL text: `convert`.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import types

from phylanx.frontend.function import Function, parameter_names
from phylanx.frontend.source import Source, find_source
from phylanx.frontend.unit import NONE_REFUSED, Conversion, Refusals, Unconvertible, Unit

__all__ = ["Conversion", "convert"]


def convert(
    function: types.FunctionType,
    source: Source | None = None,
    refused: Refusals = NONE_REFUSED,
    part_of: types.FunctionType | None = None,
) -> Conversion:
    """Raises phylanx.ConversionError where the whole function has to run in Python.

    source: the function's tree, where it stands in no file by itself. refused: what semantic
    analysis has refused. part_of: the function of the user's whose region this one is.
    """
    whole = part_of or function
    node = source.whole if source is not None else None
    source = source or find_source(function)
    unit = Unit(source.filename, refused)
    unit.helpers[id(whole)] = None  # it is being converted: a call of itself goes to Python
    try:
        made = Function(function, source, unit, node).convert()
    except Unconvertible as refusal:
        raise refusal.error(source.filename) from None
    except RecursionError:
        deep = Unconvertible(
            source.node, "PHX110", "an expression is nested too deeply", "Split it."
        )
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
