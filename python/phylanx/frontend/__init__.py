"""From a Python function to PhySL text: `convert`.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import types

from phylanx.frontend.function import Function
from phylanx.frontend.source import Source, find_source
from phylanx.frontend.unit import NONE_REFUSED, Refusals, Unconvertible, Unit
from phylanx.frontend.witness import Witness
from phylanx.outside import Conversion, parameter_names

__all__ = ["Conversion", "convert"]


def convert(
    function: types.FunctionType,
    source: Source | None = None,
    refused: Refusals = NONE_REFUSED,
    part_of: types.FunctionType | None = None,
    keep: bool = False,
) -> Conversion:
    """Raises phylanx.ConversionError where the whole function has to run in Python.

    source: the function's tree, where it stands in no file by itself. refused: what semantic
    analysis has refused. part_of: the function of the user's whose region this one is. keep: in the
    disk cache, for `remembered.recall`.
    """
    whole = part_of or function
    node = source.whole if source is not None else None
    source = source or find_source(function)
    witness = Witness(function) if keep and node is None and not refused else None
    unit = Unit(source.filename, refused, witness)
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
    conversion = Conversion(
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
    if witness is not None:
        witness.keep(conversion)
    return conversion
