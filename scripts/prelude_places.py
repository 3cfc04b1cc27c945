"""Writes python/phylanx/prelude/places.py: which modules of the prelude have what, so that programs import only those.

SPDX-License-Identifier: BSL-1.0
"""

import importlib
from pathlib import Path

from phylanx import prelude
from phylanx.prelude import registry

HEAD = '''"""In which modules of the prelude what of NumPy's is: written by `scripts/prelude_places.py`.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

#: By name of a function, ".name" of a method, "ufunc.name" of a method of ufuncs: modules.
PLACES: dict[str, str] = {
'''


def places() -> dict[str, set[str]]:
    for module in prelude.MODULES:
        importlib.import_module(f"phylanx.prelude.{module}")
    found: dict[str, set[str]] = {}

    def note(name: str, function: object) -> None:
        found.setdefault(name, set()).add(function.__module__.rpartition(".")[2])

    for target, function in registry.FUNCTIONS.values():
        note(registry.name_of(target), function)
    for name, function in registry.METHODS.items():
        note(f".{name}", function)
    for name, function in registry.UFUNC_METHODS.items():
        note(f"ufunc.{name}", function)
    return found


def text() -> str:
    lines = [f'    "{name}": "{" ".join(sorted(modules))}",\n' for name, modules in sorted(places().items())]
    return HEAD + "".join(lines) + "}\n"


if __name__ == "__main__":
    file = Path(prelude.__file__).with_name("places.py")
    file.write_text(text())
    print(file)
