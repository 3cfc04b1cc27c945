"""Decorated functions of many ops each, written into files: one compilation tests many rows.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tests.comparing import clone, differences, error_class, outcome
from tests.programs import Programs

GROUP = 8


@dataclass
class Report:
    """Findings of one test; the first of each kind are shown."""

    lines: dict[str, str] = field(default_factory=dict)

    def add(self, subject: str, findings: Iterable[str], where: str) -> None:
        for line in findings:
            self.lines.setdefault(
                f"{subject}: {line.partition(':')[0]}", f"{subject} [{where}] {line}"
            )

    def check(self) -> None:
        shown = list(self.lines.values())
        more = [f"... and {len(shown) - 12} more"] if len(shown) > 12 else []
        assert not shown, "\n".join([f"{len(shown)} kinds of difference", *shown[:12], *more])


def works(expression: str, names: tuple[str, ...], args: tuple) -> bool:
    """Whether NumPy has the op for operands of these types."""
    function = eval(f"lambda {', '.join(names)}: {expression}", {"np": np})
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return outcome(function, clone(args))[0] == "value"


@dataclass
class Group:
    """A decorated function that gives a tuple, one value for each labelled expression."""

    labels: list[Any]
    expressions: list[str]
    parameters: tuple[str, ...]
    function: Any = None

    def source(self, name: str) -> str:
        items = "".join(f"        {e},\n" for e in self.expressions)
        return f"@Phylanx\ndef {name}({', '.join(self.parameters)}):\n    return (\n{items}    )\n"


def make_groups(
    folder: Path, labelled: list[tuple[Any, str]], parameters: tuple[str, ...], size: int = GROUP
) -> list[Group]:
    """Writes one module with a function for each `size` expressions."""
    groups = []
    for i in range(0, len(labelled), size):
        part = labelled[i : i + size]
        groups.append(Group([p[0] for p in part], [p[1] for p in part], parameters))
    source = "\n\n".join(g.source(f"group_{i}") for i, g in enumerate(groups))
    module: ModuleType = Programs(folder).module(source)
    for i, group in enumerate(groups):
        group.function = getattr(module, f"group_{i}")
    return groups


def too_great(value: Any) -> bool:
    """Whether an int of Python occurs that has more than 64 bits: compiled code may refuse it."""
    if isinstance(value, tuple):
        return any(too_great(v) for v in value)
    return isinstance(value, int) and not -(2**63) <= value < 2**63


Compare = Callable[[Any, Any, Any, tuple], list[str]]


def exact(label: Any, got: Any, wanted: Any, args: tuple) -> list[str]:
    return differences(got, wanted)


def check_group(
    group: Group, args: tuple, where: str, report: Report, compare: Compare = exact
) -> None:
    """Calls the group and its Python function, and compares item by item."""
    with np.errstate(all="ignore"), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        theirs, ours = clone(args), clone(args)
        kind, wanted = outcome(group.function.__wrapped__, theirs)
        got_kind, got = outcome(group.function, ours)
        for warning in told:
            # Whether a group's types depend on numbers is for other tests to say.
            if warning.category.__name__ == "PhylanxWarning" and "PHX122" not in str(warning.message):
                report.add("not compiled", [str(warning.message)], where)
        if (kind, got_kind) != ("value", "value"):
            if isinstance(got, OverflowError) and kind == "value" and too_great(wanted):
                return
            if kind != got_kind or error_class(got) is not error_class(wanted):
                names = " ".join(str(getattr(label, "name", label)) for label in group.labels)
                report.add(names, [f"{got_kind} {got!r}, wanted {kind} {wanted!r}"], where)
            return
        items = zip(group.labels, group.expressions, got, wanted, strict=True)
        for label, expression, g, w in items:
            report.add(expression, compare(label, g, w, args), where)
        report.add("arguments", differences(ours, theirs, where="argument"), where)
