"""Functions of NumPy's that give tuples of classes of their own (`np.linalg.svd(a).S`), which the prelude gives as
plain ones: taken apart where a program takes them apart, made into NumPy's where it wants the whole.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from phylanx.frontend import physl_text

if TYPE_CHECKING:
    from phylanx.frontend.function import Function


class Named(NamedTuple):
    """The class and its fields."""

    path: str
    fields: tuple[str, ...]


def of_call(f: Function, node: ast.expr) -> Named | None:
    """What a call gives, where its arguments leave no doubt of it."""
    outside = f.scope.resolve(node.func) if isinstance(node, ast.Call) else None
    if outside is None or getattr(outside.value, "__module__", "") != "numpy.linalg":
        return None
    from phylanx import prelude  # whose modules take longer than a conversion
    from phylanx.prelude import registry

    function = prelude.find(outside.value)
    if function is None or (found := registry.FIELDS.get(function)) is None:
        return None
    assert isinstance(node, ast.Call)
    return Named(*found) if _gives_tuple(node, function.__name__) else None


def _gives_tuple(node: ast.Call, function: str) -> bool:
    given = {k.arg: k.value.value if isinstance(k.value, ast.Constant) else ... for k in node.keywords}
    if function == "svd":
        return given.get("compute_uv", True) is True and len(node.args) < 3
    if function == "qr":
        return given.get("mode", "reduced") in ("reduced", "complete") and len(node.args) < 2
    return True


def find(f: Function) -> dict[str, Named]:
    """The locals that hold such tuples, whatever way was taken to them."""
    found: dict[str, list[Named]] = {}
    parts = list(ast.walk(f.source.node))
    f.calls_named = any(isinstance(p, ast.Call) and of_call(f, p) for p in parts)
    if not f.calls_named:
        return {}
    for part in parts:
        if isinstance(part, ast.Assign) and len(part.targets) == 1:
            target = part.targets[0]
            if isinstance(target, ast.Name) and (named := of_call(f, part.value)):
                found.setdefault(target.id, []).append(named)
    parameters = {part.arg for part in parts if isinstance(part, ast.arg)}
    return {
        name: all_of_it[0]
        for name, all_of_it in found.items()
        if len(all_of_it) == f.stores[name] and len(set(all_of_it)) == 1 and name not in parameters
    }


def of_local(f: Function, name: str) -> Named | None:
    return (f.named or {}).get(name)


def is_stored(f: Function, node: ast.Assign) -> bool:
    target = node.targets[0]
    return len(node.targets) == 1 and isinstance(target, ast.Name) and of_local(f, target.id) is not None


def field(f: Function, node: ast.Attribute) -> str | None:
    """`np.linalg.eigh(a).eigenvalues`, `r.eigenvalues`."""
    value = node.value
    named = of_local(f, value.id) if isinstance(value, ast.Name) else of_call(f, value)
    if named is None or node.attr not in named.fields:
        return None
    return physl_text.call("__getitem", node, items(f, value), str(named.fields.index(node.attr)))


def items(f: Function, node: ast.expr) -> str:
    """A value of which only the items are wanted."""
    if isinstance(node, ast.Name) and of_local(f, node.id):
        f.check_name(node.id, node)
        return f"{f.local(node.id)}{physl_text.tag(node)}"
    if isinstance(node, ast.Call):
        f.unpacking = node
    return f.expr(node)


def whole(node: ast.expr | ast.stmt, named: Named, text: str) -> str:
    """The object that NumPy gives, of a local with its items."""
    parts = (physl_text.call("__getitem", node, text, str(i)) for i in range(len(named.fields)))
    return physl_text.call("__foreign", node, f'"{named.path}"', *parts)


def whole_of_call(f: Function, node: ast.Call, named: Named, text: str) -> str:
    local = f.temporary()
    store = physl_text.call("store", node, local, text)
    return physl_text.block([store, whole(node, named, local)])
