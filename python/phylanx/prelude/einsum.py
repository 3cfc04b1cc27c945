"""np.einsum: a function for each text of subscripts, made of sums, diagonals and matrix products.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from collections import Counter


def source(subscripts: str, count: int) -> str | None:
    """The text of a function of `count` operands; None where the subscripts say something else."""
    text = subscripts.replace(" ", "")
    left, arrow, output = text.partition("->")
    inputs = left.split(",")
    letters = Counter(left.replace(",", ""))
    if not arrow:
        output = "".join(sorted(c for c in letters if letters[c] == 1))
    known = all(c.isalpha() and c.isascii() for c in "".join(inputs) + output)
    if not known or len(inputs) != count or len(set(output)) < len(output):
        return None
    if any(c not in letters for c in output):
        return None
    return _Writer(inputs, output).text()


class _Writer:
    def __init__(self, inputs: list[str], output: str) -> None:
        self.inputs, self.output = inputs, output
        self.lines: list[str] = []

    def text(self) -> str:
        names = [f"a{i}" for i in range(len(self.inputs))]
        self.lines.append(f"def einsum(subscripts, {', '.join(names)}):")
        for name, letters in zip(names, self.inputs, strict=True):
            self.add(f"{name} = np.asarray({name})")
            self.add(f"if {name}.ndim != {len(letters)} or ask.kind({name}) in ('b', ''):")
            self.add("    ask.refuse('operands of this kind')")
            self.add(f"if ask.itemsize({name}) == 2 and ask.kind({name}) == 'f':")
            self.add("    ask.refuse('float16')")
        terms = list(zip(names, self.inputs, strict=True))
        for i, (name, letters) in enumerate(terms):
            others = self.output + "".join(t[1] for k, t in enumerate(terms) if k != i)
            terms[i] = (name, self.alone(name, letters, others))
        self.extents(terms)
        while len(terms) > 1:
            first, second = terms[0], terms[1]
            later = self.output + "".join(t[1] for t in terms[2:])
            terms[:2] = [(first[0], self.pair(first, second, later))]
        name, letters = terms[0]
        if letters != self.output:
            axes = _tuple(letters.index(c) for c in self.output)
            self.add(f"{name} = np.transpose({name}, {axes})")
        self.add(f"return {name}")
        return "\n".join(self.lines) + "\n"

    def add(self, line: str) -> None:
        self.lines.append("    " + line)

    def alone(self, name: str, letters: str, others: str) -> str:
        """Diagonals of repeated letters, sums over those that occur nowhere else."""
        for c in sorted(set(letters)):
            while letters.count(c) > 1:
                p = letters.index(c)
                q = letters.index(c, p + 1)
                self.add(f"ask.assume({name}.shape[{p}] == {name}.shape[{q}])")
                self.add(f"{name} = np.diagonal({name}, axis1={p}, axis2={q})")
                letters = letters[:p] + letters[p + 1 : q] + letters[q + 1 :] + c
        return self.sum_over(name, letters, [c for c in letters if c not in others])

    def sum_over(self, name: str, letters: str, gone: list[str]) -> str:
        if gone:
            axes = _tuple(letters.index(c) for c in gone)
            self.add(f"{name} = np.sum({name}, axis={axes}, dtype={name}.dtype)")
        return "".join(c for c in letters if c not in gone)

    def extents(self, terms: list[tuple[str, str]]) -> None:
        """What one letter means is the same everywhere: an extent of 1 is not stretched here."""
        seen: dict[str, str] = {}
        for name, letters in terms:
            for i, c in enumerate(letters):
                extent = f"{name}.shape[{i}]"
                if c in seen:
                    self.add(f"ask.assume({seen[c]} == {extent})")
                seen.setdefault(c, extent)

    def pair(self, first: tuple[str, str], second: tuple[str, str], later: str) -> str:
        (a, la), (b, lb) = first, second
        both = [c for c in la if c in lb]
        batch = [c for c in both if c in later]
        gone = [c for c in both if c not in later]
        rows = [c for c in la if c not in lb]
        columns = [c for c in lb if c not in la]
        if not gone or (batch and not (rows and columns)):
            self.align(a, la, batch + rows, columns, gone)
            self.align(b, lb, batch, rows, [], columns + gone)
            letters = "".join(batch + rows + columns + gone)
            self.add(f"{a} = {a} * {b}")
            return self.sum_over(a, letters, gone)
        extents = {c: f"{a}.shape[{i}]" for i, c in enumerate(la)}
        extents.update({c: f"{b}.shape[{i}]" for i, c in enumerate(lb)})
        shape = [extents[c] for c in batch + rows + columns]
        if len(shape) > 0:
            self.add(f"shape = {_tuple(shape)}")
        self.matrix(a, la, batch, rows, gone, extents)
        self.matrix(b, lb, batch, gone, columns, extents)
        self.add(f"{a} = np.matmul({a}, {b})")
        if len(rows) > 1 or len(columns) > 1:
            self.add(f"{a} = np.reshape({a}, shape)")
        return "".join(batch + rows + columns)

    def align(
        self, name: str, letters: str, first: list[str], new: list[str], last: list[str],
        rest: list[str] | None = None,
    ) -> None:  # fmt: skip
        """The axes in this order, with new ones of extent 1 in the place of `new`."""
        order = [*first, *last, *(rest or [])]
        self.add(f"{name} = np.transpose({name}, {_tuple(letters.index(c) for c in order)})")
        for i in range(len(new)):
            self.add(f"{name} = np.expand_dims({name}, {len(first) + i})")

    def matrix(
        self, name: str, letters: str, batch: list[str], down: list[str], across: list[str],
        extents: dict[str, str],
    ) -> None:  # fmt: skip
        """Axes of the batch, then all of `down` as one, all of `across` as one; a vector where a
        side is empty."""
        order = batch + down + across
        if [letters.index(c) for c in order] != list(range(len(order))):
            axes = _tuple(letters.index(c) for c in order)
            self.add(f"{name} = np.transpose({name}, {axes})")
        if len(down) > 1 or len(across) > 1:
            sides = [s for s in (down, across) if s]
            first = [f"{name}.shape[{i}]" for i in range(len(batch))]
            place = len(batch)
            for side in sides:
                first.append(" * ".join(f"{name}.shape[{place + i}]" for i in range(len(side))))
                place += len(side)
            self.add(f"{name} = np.reshape({name}, {_tuple(first)})")


def _tuple(items) -> str:
    return "(" + "".join(f"{i}, " for i in items) + ")"
