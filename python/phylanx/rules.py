"""Rewrite rules of users: `Rule("sqrt(square(_1)) : absolute(_1)")`, `Rule(lambda x: ..., lambda x: ...)`.

`@Phylanx(rules=...)` and `phylanx.options(rules=...)` take a rule, a list, a text or a file. See docs/rules.md.
SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import importlib.util
import os
import re
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["Rule", "RuleError", "load", "option_text"]

_PLACEHOLDER = re.compile(r"_\d+$")
#: Operators of a text have NumPy's meaning.
_OPERATORS = {
    "__div": "__truediv",
    "__mod": "__pymod",
    "__and": "logical_and",
    "__or": "logical_or",
    "__not": "logical_not",
}


class RuleError(ValueError):
    """This is no rule that the compiler can apply."""


class Rule:
    """What has the form of the pattern becomes the replacement. Either a text `pattern : replacement`, in which `_1`,
    `_2` ... stand for any array or number, or two functions with the same parameters. dtypes: those of results for
    which it holds ("float64 float32"); all, where nothing is said."""

    name: str

    def __init__(
        self,
        pattern: str | Callable,
        replacement: Callable | None = None,
        *,
        name: str | None = None,
        dtypes: str | Iterable[str] = (),
    ) -> None:
        self.dtypes = tuple(np.dtype(t).name for t in (dtypes.split() if isinstance(dtypes, str) else dtypes))
        self._sides: tuple[str, str] | None = None
        self._nodes: tuple[Any, Any] | None = None
        self.where = ""
        if isinstance(pattern, str):
            found = _read(pattern, "<rule>")
            if replacement is not None or len(found) != 1:
                raise RuleError("a rule is one text `pattern : replacement`, or two functions")
            self._take(found[0])
        elif callable(pattern) and callable(replacement):
            self._functions(pattern, replacement)
        else:
            raise RuleError("a rule is one text `pattern : replacement`, or two functions")
        if name:
            self.name = name

    @classmethod
    def of_nodes(cls, nodes: tuple[Any, Any], where: str) -> Rule:
        """A rule of a text's tree."""
        rule = cls.__new__(cls)
        rule._sides = None
        rule.dtypes = ()
        rule.where = where
        rule._take(nodes)
        return rule

    # --- texts -----------------------------------------------------------------------------------
    def _take(self, nodes: tuple[Any, Any]) -> None:
        self._nodes = nodes
        pattern, replacement = nodes
        self.name = f"{_infix(pattern)} : {_infix(replacement)}"
        if pattern.kind != "call":
            raise RuleError(f"{self._place(pattern)}a pattern is a call or has an operator")
        used = _placeholders(pattern)
        new = [p for p in _placeholders(replacement) if p not in used]
        if new:
            raise RuleError(f"{self._place(replacement)}'{new[0]}' does not stand in the pattern")
        self.parameters = tuple(used)
        for node in (*pattern.walk(), *replacement.walk()):
            self._check(node)

    def _place(self, node: Any) -> str:
        column = node.column if node.tag else node.column + 1
        return f"{self.where or '<rule>'}:{node.line}:{column}: "

    def _check(self, node: Any) -> None:
        if node.kind == "call" and not (node.value in _OPERATORS or node.value in _names() or node.value == "__arg"):
            raise RuleError(f"{self._place(node)}there is no op '{node.value}'")

    # --- functions -------------------------------------------------------------------------------
    def _functions(self, pattern: Any, replacement: Any) -> None:
        pattern, replacement = (getattr(f, "__wrapped__", f) for f in (pattern, replacement))
        for f in (pattern, replacement):
            if not isinstance(f, types.FunctionType):
                raise RuleError(f"{f!r} is no Python function")
            code = f.__code__
            if f.__defaults__ or code.co_kwonlyargcount or code.co_flags & 0x0C:
                raise RuleError(f"'{f.__name__}': a rule's functions have plain parameters only")
        if pattern.__code__.co_argcount != replacement.__code__.co_argcount:
            raise RuleError("a rule's functions have the same parameters")
        self.functions: tuple[Callable, Callable] = (pattern, replacement)
        self.parameters = pattern.__code__.co_varnames[: pattern.__code__.co_argcount]
        self.name = f"{pattern.__name__} : {replacement.__name__}"
        self.where = f"{pattern.__code__.co_filename}:{pattern.__code__.co_firstlineno}"

    # --- both sides ------------------------------------------------------------------------------
    @property
    def callables(self) -> tuple[Callable, Callable]:
        """Both sides as functions that run in plain NumPy."""
        if self._nodes is None:
            return self.functions
        return tuple(_callable(n, self.parameters) for n in self._nodes)  # type: ignore[return-value]

    @property
    def texts(self) -> tuple[str, str]:
        """Both sides as PhySL texts whose last `define` is the side."""
        if self._sides is None:
            if self._nodes is not None:
                self._sides = tuple(_define(n, self.parameters) for n in self._nodes)  # type: ignore[assignment]
            else:
                self._sides = tuple(_converted(f) for f in self.functions)  # type: ignore
        assert self._sides is not None
        return self._sides

    def is_for(self, value: Any) -> bool:
        return not self.dtypes or np.asarray(value).dtype.name in self.dtypes

    def __repr__(self) -> str:
        return f"<Rule {self.name}>"


def _infix(node: Any, inside: bool = False) -> str:
    """The node with its operators between operands."""
    from phylanx.physl.tree import OPERATORS, text_of

    if node.kind != "call":
        return text_of(node, False)
    parts = [_infix(c, node.value in OPERATORS) for c in node.children]
    if node.value in OPERATORS and len(parts) == 2:
        text = f" {OPERATORS[node.value]} ".join(parts)
        return f"({text})" if inside else text
    if node.is_call("__arg") or node.value != "__minus":
        return f"{node.value}({', '.join(parts)})"
    return f"-{_infix(node.children[0], True)}"


def _names() -> dict[str, Any]:
    """PhySL's names of ops with NumPy's functions."""
    from phylanx.frontend.op_table import numpy_functions

    return numpy_functions()


def _placeholders(node: Any) -> list[str]:
    found: list[str] = []
    for n in node.walk():
        if n.kind == "name" and _PLACEHOLDER.match(n.value):
            found += [n.value] if n.value not in found else []
        elif n.kind == "name" and n.value.startswith("_"):
            raise RuleError(f"'{n.value}' is no placeholder of a rule for the compiler")
    return found


def _read(text: str, file: str) -> list[tuple[Any, Any]]:
    from phylanx.physl.tree import parse_rules

    return parse_rules(text, file)


def _core_words(node: Any) -> Any:
    """The tree in the words of the front end."""
    from phylanx.physl.tree import Node

    children = tuple(map(_core_words, node.children))
    value = _OPERATORS.get(node.value, node.value) if node.kind == "call" else node.value
    return Node(node.kind, value, children)


def _define(node: Any, parameters: tuple[str, ...]) -> str:
    from phylanx.physl.tree import text_of

    return f"define(__side, {', '.join((*parameters, text_of(_core_words(node), False)))})"


def _converted(function: types.FunctionType) -> str:
    from phylanx.frontend import convert

    conversion = convert(function)
    if conversion.extra or conversion.exprs:
        raise RuleError(f"'{function.__name__}': a rule's functions use their parameters and NumPy alone")
    return conversion.text


def _callable(node: Any, parameters: tuple[str, ...]) -> Callable:
    from phylanx.physl.frames import CONSTANTS

    def value(n: Any, bound: dict[str, Any]) -> Any:
        if n.kind == "name":
            return bound[n.value] if n.value in bound else CONSTANTS[n.value]
        if n.kind != "call":
            return n.value
        args, named = [], {}
        for c in n.children:
            if c.is_call("__arg"):
                named[c.children[0].value] = value(c.children[1], bound)
            else:
                args.append(value(c, bound))
        return _names()[_OPERATORS.get(n.value, n.value)](*args, **named)

    return lambda *args: value(node, dict(zip(parameters, args, strict=True)))


# --- many rules ----------------------------------------------------------------------------------
def load(source: Any) -> list[Rule]:
    """The rules of a text, of a file (.physlrules, or .py with Rule objects or pairs in RULES), of a rule, a pair of
    functions, or a list of such."""
    if isinstance(source, Rule):
        return [source]
    if isinstance(source, Path) or (isinstance(source, str) and source.endswith((".py", ".physlrules"))):
        return _load_file(Path(source))
    if isinstance(source, str):
        return [Rule.of_nodes(nodes, "<rules>") for nodes in _read(source, "<rules>")]
    if isinstance(source, tuple) and len(source) == 2 and all(map(callable, source)):
        return [Rule(*source)]
    if isinstance(source, Iterable):
        return [rule for part in source for rule in load(part)]
    raise RuleError(f"{source!r} is neither a rule nor a text or file of rules")


def _load_file(path: Path) -> list[Rule]:
    if path.suffix != ".py":
        text = path.read_text(encoding="utf-8")
        return [Rule.of_nodes(nodes, str(path)) for nodes in _read(text, str(path))]
    specification = importlib.util.spec_from_file_location(f"rules_{path.stem}", path)
    if specification is None or specification.loader is None:
        raise RuleError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    found = [v for v in vars(module).values() if isinstance(v, Rule)]
    listed = load(getattr(module, "RULES", []))
    return found + [r for r in listed if r not in found]


def option_text(source: Any) -> str:
    """The rules as the option `rules` has them."""
    from phylanx.physl.tree import constant_text

    if isinstance(source, str) and (not source or source.startswith("__rule(")):
        return source
    lines = []
    for rule in load(source):
        parts = ", ".join(map(constant_text, (rule.name, *rule.texts, " ".join(rule.dtypes))))
        lines.append(f"__rule({parts})\n")
    return "".join(lines)


def from_environment() -> None:
    """PHYLANX_RULES may be the path of a file, or a text."""
    from phylanx import _core

    source = _core.get_options()["rules"]
    if source and source == os.environ.get("PHYLANX_RULES"):
        _core.set_option("rules", option_text(source))
