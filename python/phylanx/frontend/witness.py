"""Notes what a conversion sees outside its function, so that a later process can tell whether it still holds.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import types
from typing import Any

from phylanx import remembered
from phylanx.frontend import prelude
from phylanx.outside import Conversion, InstanceOf, Outside, Place, call_object
from phylanx.remembered import Unknown


class Witness:
    """The looks that one conversion takes, in order. After `fail` nothing is kept of it."""

    def __init__(self, function: types.FunctionType) -> None:
        self._objects = remembered.Objects()
        self._key: str | None = None
        self._looks: list[tuple[int, bool, str, str]] = []
        self._seen: list[Outside] = []  # one a look
        self._rows: dict[tuple[int, str], int] = {}  # function and path -> look
        self._values: dict[int, int] = {}
        self._places: dict[tuple[int, str | None], int] = {}
        self._kept: list[object] = []  # so that the ids stay theirs
        self._functions = {id(function): -1}  # -> the look that gave it
        try:
            self._key = remembered.key_of(function, self._objects)
        except Unknown:
            pass

    def fail(self) -> None:
        self._key = None

    # --- looks ------------------------------------------------------------------------------------
    def name(self, function: types.FunctionType, found: Outside) -> None:
        if self._key is None:
            return
        base = self._functions.get(id(function))
        if base is None:
            return self.fail()
        self._look(function, base, False, found.path, found, found.steps[-1])

    def attribute(
        self, function: types.FunctionType, base: Outside, name: str, found: Outside
    ) -> None:
        if self._key is None:
            return
        row = self._rows.get((id(function), base.path))
        if row is None:
            return self.fail()
        self._look(function, row, True, name, found, None if found.stable else found.steps[-1])

    def _look(
        self,
        function: types.FunctionType,
        base: int,
        is_attribute: bool,
        name: str,
        found: Outside,
        place: Place | None,
    ) -> None:
        key = (id(function), found.path)
        if key in self._rows:
            if self._seen[self._rows[key]].value is not found.value and not found.stable:
                self.fail()  # it has changed meanwhile
            self._values.setdefault(id(found.value), self._rows[key])
            self._kept.append(found.value)
            return None
        try:
            described = remembered.describe(found, self._objects)
        except (Unknown, ValueError):
            return self.fail()
        row = self._rows[key] = len(self._looks)
        self._looks.append((base, is_attribute, name, described))
        self._seen.append(found)
        self._values.setdefault(id(found.value), row)
        if place is not None:
            self._places.setdefault(place.identity, row)
        if not is_attribute and len(found.steps) > 1:  # where there must be nothing
            self._places.setdefault(found.steps[0].identity, ~row)
        bare = getattr(found.value, "__wrapped__", None) if _is_decorated(found.value) else found.value
        if isinstance(bare, types.FunctionType):
            self._functions.setdefault(id(bare), row)

    # --- the record -------------------------------------------------------------------------------
    def keep(self, made: Conversion) -> None:
        """Stores a conversion, where all that it needs can be found again."""
        if self._key is None:
            return
        try:
            record = (
                tuple(self._looks),
                (made.text, made.name, made.filename, made.first_line, made.extra_parameters),
                tuple(self._extra(Place(*pair)) for pair in made.extra),
                tuple(self._places[Place(m, k).identity] for m, k, _ in made.guards),
                tuple((path, self._thing(path, value)) for path, value in made.foreign.items()),
                tuple((key, _names(function)) for key, function in made.exprs.items()),
                tuple(tuple(finding) for finding in made.findings),
            )
            remembered.remember(self._key, record)
        except (Unknown, KeyError, ValueError):  # the last one: a text that is no UTF-8
            return

    def _extra(self, place: Place) -> tuple:
        row = self._places.get(place.identity)
        if row is not None:
            return (row,)
        assert isinstance(place.mapping, dict)
        if len(place.mapping) != 1 or place.key is None:
            raise Unknown
        return ("held", place.key, self._thing(place.key, place.read()))

    def _thing(self, path: str, value: Any) -> tuple:
        row = self._values.get(id(value))
        if row is not None:
            return ("seen", row)
        if value is call_object:
            return ("call",)
        if isinstance(value, prelude.InPython):
            path, value = value.function.__name__, value.function
        try:
            return remembered.recipe_of_number(value)
        except Unknown:
            return remembered.recipe_of_path(path, value)


def _is_decorated(value: object) -> bool:
    return bool(getattr(type(value), "__phylanx__", False))


def _names(function: object) -> str:
    if not isinstance(function, InstanceOf):
        raise Unknown
    return function.names
