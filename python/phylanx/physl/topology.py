"""The tree of a program under its instance names, with counts and times: newick, dot, CSV.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections.abc import Iterator

from phylanx.physl.tree import Node


#: Instances that are no primitive's: what is done with names.
INNER = ("access-variable", "call-function", "define-variable", "function", "variable")


class Numbering:
    """How often each primitive has been named, in one process-wide row."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def next(self, primitive: str) -> int:
        n = self.counts.get(primitive, 0)
        self.counts[primitive] = n + 1
        return n


class Instance:
    """A place of a program: its name, its parts, how often and how long it was evaluated."""

    def __init__(self, primitive: str, label: str, node: Node, program: int, numbers: Numbering) -> None:
        self.primitive = primitive
        self.sequence = numbers.next(primitive)
        self.label = label
        self.line, self.column = node.line, node.column if node.tag else node.column + 1
        self.program = program
        self.parts: list[Instance] = []
        self.count = 0
        self.nanoseconds = 0

    @property
    def name(self) -> str:
        label = f"${self.label}" if self.label else ""
        return f"/phylanx$0/{self.primitive}${self.sequence}{label}/{self.program}${self.line}${self.column}"

    @property
    def display(self) -> str:
        label = f"/{self.label}" if self.label else ""
        return f"{self.primitive.removeprefix('__')}{label}/L#0({self.line}, {self.column})"

    def walk(self) -> Iterator[Instance]:
        yield self
        for part in self.parts:
            yield from part.walk()


class Tree:
    """The instances of one compiled text."""

    def __init__(self, name: str, nodes: list[Node], program: int, numbers: Numbering) -> None:
        self.name = name
        self.program = program
        self.numbers = numbers
        self.of_node: dict[int, Instance] = {}
        self.kept = nodes  # so that the ids stay theirs
        self.defined: set[str] = {
            n.children[0].value for top in nodes for n in top.walk() if n.is_call("define") and n.children
        }
        self.tops = [i for n in nodes if (i := self.instance(n)) is not None]

    def instance(self, node: Node) -> Instance | None:
        if node.kind == "name":
            found = self.make("access-variable", node.value, node)
        elif node.kind != "call":
            return None
        elif node.is_call("define", "define_global") and node.children:
            name = str(node.children[0].value)
            found = self.make("define-variable", name, node.children[0])
            inner = self.make("variable" if len(node.children) == 2 else "function", name, node.children[0])
            found.parts.append(inner)
            self.add_parts(inner, node.children[-1:])
            self.of_node[id(node)] = found
            return found
        elif node.value in self.defined:
            found = self.make("call-function", node.value, node)
            self.add_parts(found, node.children)
        else:
            found = self.make(node.value, "", node)
            self.add_parts(found, node.children[-1:] if node.value == "lambda" else node.children)
        self.of_node[id(node)] = found
        return found

    def make(self, primitive: str, label: str, node: Node) -> Instance:
        return Instance(primitive, label, node, self.program, self.numbers)

    def add_parts(self, instance: Instance, nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            node = node.children[1] if node.is_call("__arg") and len(node.children) == 2 else node
            part = self.instance(node)
            if part is not None:
                instance.parts.append(part)


def newick(trees: list[Tree], program: str = "") -> str:
    def one(instance: Instance) -> str:
        parts = ",".join(one(p) for p in instance.parts)
        return f"({parts}) {instance.name}" if parts else instance.name

    return "".join(f"({','.join(one(t) for t in tree.tops)}) {program or tree.name};\n" for tree in trees)


def dot(trees: list[Tree], program: str = "") -> str:
    lines = []
    for tree in trees:
        lines.append(f'graph "{program or tree.name}" {{')
        for top in tree.tops:
            for instance in top.walk():
                lines += [f'    "{instance.name}" -- "{p.name}";' for p in instance.parts]
                if not instance.parts:
                    lines.append(f'    "{instance.name}";')
        lines.append("}")
    return "".join(line + "\n" for line in lines)


def counters_csv(trees: list[Tree]) -> str:
    rows = ["primitive_instance,display_name,count,time,eval_direct"]
    for tree in trees:
        for top in tree.tops:
            for i in top.walk():
                rows.append(f'"{i.name}","{i.display}",{i.count},{i.nanoseconds},1')
    return "".join(row + "\n" for row in rows)


def counts_of_primitives(trees: list[Tree]) -> dict[str, tuple[list[int], list[int]]]:
    """Of each primitive, how often and how long its instances were evaluated."""
    counts: dict[str, tuple[list[int], list[int]]] = {}
    for tree in trees:
        for top in tree.tops:
            for i in top.walk():
                evaluations, nanoseconds = counts.setdefault(i.primitive, ([], []))
                evaluations.append(i.count)
                nanoseconds.append(i.nanoseconds)
    return counts
