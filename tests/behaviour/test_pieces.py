"""Functions that cannot be compiled as a whole: Python runs them and calls compiled parts, with the
same values, objects, errors and order of side effects.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import traceback
import warnings

import numpy as np
import pytest

import phylanx
from phylanx import ConversionError, PhylanxWarning
from tests.comparing import assert_same, clone, outcome

#: Name -> source of a function `f(x, n)` and what it needs. LOG is compared too.
PROGRAMS = {
    "try that passes": """
        def f(x, n):
            y = x * 2 + 1
            try:
                z = y / n + 1
                w = z * y + 2
            except ZeroDivisionError:
                w = y
            return w * 2 + z
    """,
    "error on the way": """
        def f(x, n):
            a = b = None
            try:
                a = x * 2 + 1
                b = (a + 1) / (n - n)
                a = a * 100 + 1
            except ZeroDivisionError as e:
                LOG.append(str(e))
            return a, b
    """,
    "a name bound again where warnings are off": """
        def f(x, n):
            y = x
            z = y + x * 2
            try:
                k = n * 2
                k += 1
                with np.errstate(all="ignore"):
                    y = z.shape[0]
                    w = [x + k, k]
                g = lambda a: x.mean() + a
                k = k + g(y) * w[1]
            except ValueError:
                LOG.append("never")
            return k, z
    """,
    "error of an item": """
        def f(x, n):
            t = 0.0
            try:
                for i in range(100):
                    x[i] = x[i] * 2 + 1
                    t += x[i]
            except IndexError:
                LOG.append("end")
            return t, x
    """,
    "finally": """
        def f(x, n):
            y = x + 1
            try:
                y = y * 2 + n
                if n > 2:
                    return y * 2 + 1
                y = y * 3 + 1
            finally:
                LOG.append(float(y[0]))
                x[:] = y
            return y * 5 + 2
    """,
    "else and nested": """
        def f(x, n):
            r = x * 0 + 1
            for i in range(4):
                try:
                    try:
                        if i == n:
                            raise KeyError(i)
                        r = r * 2 + i
                    except ValueError:
                        r = r - 100
                    else:
                        r = r + x * i
                except KeyError:
                    LOG.append(("key", i))
                    continue
                finally:
                    LOG.append(i)
                r = r + 0.5 * i
            else:
                r = r * r + 1
            return r
    """,
    "break out of a region": """
        def f(x, n):
            y = x + 0
            for i in range(10):
                try:
                    LOG.append(i)
                finally:
                    pass
                y = y * 1.5 + i
                z = y - 1
                if y[0] + y[1] > 20 * n:
                    break
                if i % 2 == 0:
                    continue
                y = y + z * 0.25
            else:
                y = y * 0 + 7
            return y, z, i
    """,
    "return out of a loop": """
        def f(x, n):
            for i in range(10):
                class A:
                    value = i
                for k in range(len(x)):
                    if x[k] * 2 + A.value > n * 3:
                        return x[k] + k, "found"
                LOG.append(i)
            return None
    """,
    "captured by a lambda": """
        def f(x, n):
            fs = []
            k = x * 2 + 1
            for i in range(n):
                k = k * 2 + i
                fs.append(lambda: k)
                k = k + x * 3
            return [g() for g in fs]
    """,
    "nonlocal": """
        def f(x, n):
            total = x * 0 + 1
            def add(v):
                nonlocal total
                total = total + v
                return None
            for i in range(n):
                y = x * i + 2
                y = y * y + 1
                add(y)
            total = total * 2 + 1
            return total
    """,
    "global": """
        def f(x, n):
            global COUNT
            y = x * 2 + n
            COUNT = COUNT + 1
            y = y * COUNT + x * 3
            COUNT = COUNT * 2
            return y + COUNT * x
    """,
    "class": """
        def f(x, n):
            y = x * 2 + n
            class A:
                scale = 3
                def __call__(self, v):
                    return v * self.scale + y
            z = y * 4 + x
            return A()(z) * 2 + y
    """,
    "del": """
        def f(x, n):
            y = x * 2 + 1
            for i in range(n):
                z = y * 3 + i
                y = z + 1
                del z
            try:
                return z
            except UnboundLocalError as e:
                LOG.append(type(e).__name__)
            return y * 2 + 1
    """,
    "perhaps unbound": """
        def f(x, n):
            try:
                LOG.append(n)
            finally:
                pass
            for i in range(n):
                y = x * i + 1
            z = y * 2 + i
            return z
    """,
    "unbound": """
        def f(x, n):
            try:
                LOG.append(n)
            finally:
                pass
            if n > 100:
                y = x * 2 + 1
            LOG.append(x * 3 + 1)
            z = y * 2 + 1
            return z
    """,
    "star arguments": """
        def g(x, *rest, scale=2, **more):
            y = x * scale + 1
            for r in rest:
                y = y * r + 1
            return y + more.get("offset", 0) * x

        def f(x, n):
            return g(x, n, 3, offset=n)
    """,
    "with": """
        import contextlib

        @contextlib.contextmanager
        def noted(name):
            LOG.append("in " + name)
            yield name
            LOG.append("out " + name)

        def f(x, n):
            with noted("a") as name, contextlib.suppress(ZeroDivisionError):
                y = x * 2 + 1
                z = y + n
                y = z / (n - n) + 2.0 / (n - n)
                y = y * 1000 + 1
            with np.errstate(divide="ignore"):
                w = x / 0.0 + y
            return y, z, name, w * 2 + 1
    """,
    "import": """
        def f(x, n):
            import math as m
            import numpy as nump
            try:
                y = nump.exp(x) * m.sqrt(n) + 1
            except TypeError:
                y = x
            if n:
                from collections import Counter as C
                LOG.append(sorted(C([n, n]).items()))
            return nump.sum(y * 2 + x)
    """,
    "match": """
        def f(x, n):
            y = x * n + 1
            match (n, "a"):
                case (1 | 2, str(name)) if y[0] < 100:
                    y = y * 3 + 1
                    LOG.append(name)
                case _:
                    y = y * 5 + 1
            return y + x * 2
    """,
    "lists in Python": """
        def f(x, n):
            parts = []
            other = parts
            for i in range(n):
                y = x * i + 1
                y = y * y + 2
                parts.append(y)
                try:
                    other.append(float(y[0]) * 2 + 1)
                finally:
                    pass
            return parts, parts is other
    """,
    "objects that pass": """
        def f(x, n):
            box = {"x": x}
            held = [x]
            y = x
            try:
                z = y * 2 + n
                y = box["x"]
                held.append(z + 1 + n)
            finally:
                y[0] = 100
            return y is x, held[0] is x, z, x, held
    """,
    "in place": """
        def f(x, n):
            v = x[1:]
            try:
                v += 1
                v *= x[:-1] + 2
            except ValueError:
                pass
            w = v[::-1]
            w[0] = n
            return v, w, x, v.base is x
    """,
    "walrus and flags": """
        def f(x, n):
            try:
                if (m := x.max() * 2 + n) > 3 and (k := n + 1):
                    y = x * m + k
                else:
                    y = x - 1
            except ArithmeticError:
                raise
            return y, m
    """,
    "while": """
        def f(x, n):
            s = 0.0
            while True:
                try:
                    n -= 1
                    if n < 0:
                        break
                    s += float(np.sum(x * n + 1))
                finally:
                    LOG.append(n)
            return s
    """,
    "dead code": """
        def f(x, n):
            try:
                y = x * 2 + 1
                raise ValueError("v")
            except ValueError:
                y = x * 3 + n
            else:
                if n > 2:
                    y = y * 5 + 1
            return y * 2 + 1
            for i in range(n):
                y = y + i
    """,
    "assert and raise": """
        def f(x, n):
            try:
                y = x * 2 + n
                assert n < 2, f"n is {n}"
                raise ValueError("small", n)
            except (AssertionError, ValueError) as e:
                LOG.append(e.args)
                if n == 4:
                    raise
            return y * 2 + 1
    """,
}

VALUES = [(np.arange(1.0, 5), 1), (np.arange(1.0, 5), 3), (np.arange(6.0)[::2], 4)]


@pytest.fixture
def pair(define):
    """The module with the decorated function, and the one with the plain function."""

    def make(source: str, decorator: str = "@phylanx.Phylanx\n"):
        import textwrap

        text = "LOG = []\nCOUNT = 1\n" + textwrap.dedent(source)
        head, _, rest = text.rpartition("def f(")
        return define.module(f"{head}{decorator}def f({rest}"), define.module(text)

    return make


@pytest.mark.parametrize("name", PROGRAMS)
def test_same_as_python(pair, name) -> None:
    mine, plain = pair(PROGRAMS[name])
    for args in VALUES:
        ours, theirs = clone(args), clone(args)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kind, wanted = outcome(plain.f, theirs)
            got_kind, got = outcome(mine.f, ours)
        assert got_kind == kind, (got, wanted)
        if kind == "error":
            assert type(got) is type(wanted) and got.args == wanted.args
        else:
            assert_same(got, wanted)
        assert_same(ours, theirs)
        assert_same(mine.LOG, plain.LOG)
        assert mine.COUNT == plain.COUNT


@pytest.mark.parametrize("name", [n for n in PROGRAMS if n not in ("unbound", "star arguments")])
def test_array_work_stays_native(pair, name) -> None:
    mine, _ = pair(PROGRAMS[name])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = phylanx.counters()["buffers_borrowed"]
        try:
            mine.f(*VALUES[1])
        except Exception:
            pass
        after = phylanx.counters()["buffers_borrowed"]
        explained = str(mine.f.explain(*VALUES[1]))
    assert "compiled:" in explained or mine.f.findings == (), explained
    assert after > before  # arrays were lent to native code


# --- what is told ---------------------------------------------------------------------------------
TOLD = """
    def f(x, n):
        y = x * 2 + n
        try:
            z = y * 3 + 1
        except ValueError:
            z = y
        global COUNT
        COUNT = n
        return z * 4 + y
"""


def test_one_warning_says_what_stays_and_what_is_compiled(pair) -> None:
    mine, _ = pair(TOLD)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for n in range(3):
            mine.f(np.ones(3), n)
            mine.f(np.ones(3, np.float32), n)
    (told,) = [w for w in caught if issubclass(w.category, PhylanxWarning)]
    first = mine.f.__wrapped__.__code__.co_firstlineno + 1
    text = str(told.message)
    assert told.lineno == first + 2 and told.filename == mine.__file__
    assert "'f' runs partly in Python" in text and "'try' cannot be compiled" in text
    assert f"also line {first + 6}: the function assigns the global variable 'COUNT'" in text
    assert f"Compiled are line {first + 1}, line {first + 3}, line {first + 8}." in text


def test_the_account(pair) -> None:
    mine, _ = pair(TOLD)
    with pytest.warns(PhylanxWarning):
        account = mine.f.explain(np.ones(3), 1)
    first = mine.f.__wrapped__.__code__.co_firstlineno + 1
    assert account["runs"] == "in pieces"
    assert account["in_python"][0] == f"line {first + 2}: 'try' cannot be compiled"
    assert account["compiled"] == [f"line {first + k}" for k in (1, 3, 8)]
    assert [f.lineno for f in mine.f.findings] == [first + 2, first + 6]
    assert mine.f.physl.count("define$") == 3
    assert [f.severity for f in phylanx.check(mine.f)] == ["warning", "warning"]


def test_strict_refuses(pair) -> None:
    mine, _ = pair(TOLD, "@phylanx.Phylanx(strict=True)\n")
    with pytest.raises(ConversionError, match="'try' cannot be compiled"):
        mine.f(np.ones(3), 1)


def test_errors_of_a_piece_name_the_users_line(pair) -> None:
    mine, _ = pair(
        """
        def f(x, n):
            try:
                LOG.append(n)
            finally:
                pass
            y = x * 2 + n
            z = y + 1
            w = z[10] + y
            return w * 2
        """
    )
    with pytest.warns(PhylanxWarning), pytest.raises(IndexError, match="out of bounds") as caught:
        mine.f(np.ones(4), 1)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.name, last.line) == ("f", "w = z[10] + y")
    assert last.filename == mine.__file__


# --- other kinds of functions ---------------------------------------------------------------------
def test_generators(pair) -> None:
    mine, plain = pair(
        """
        def f(x, n):
            y = x * 2 + 1
            for i in range(n):
                y = y * 0.5 + i
                y = y + x * i
                got = yield y
                if got:
                    LOG.append(got)
            return y * 2 + 1
        """
    )
    with pytest.warns(PhylanxWarning, match="Compiled are"):
        mine.f(np.ones(3), 1)

    def run(module):
        generator, given = module.f(np.arange(3.0), 3), []
        value = next(generator)
        try:
            while True:
                given.append(value.copy())
                value = generator.send("more")
        except StopIteration as stop:
            return given, stop.value

    assert_same(run(mine), run(plain))
    assert mine.LOG == plain.LOG == ["more"] * 3


def test_methods(define) -> None:
    module = define.module(
        """
        class Parent:
            def scaled(self, x):
                return x * self.scale

        class Child(Parent):
            scale = 3
            __hidden = 4

            @Phylanx
            def scaled(self, x, extra=1, *, more=2):
                y = x * 2 + extra
                y = y * more + 1
                return super().scaled(y) + self.__hidden
        """
    )
    child = module.Child()
    x = np.arange(3.0)
    with pytest.warns(PhylanxWarning, match="Compiled are"):
        assert_same(child.scaled(x), ((x * 2 + 1) * 2 + 1) * 3 + 4)
    assert_same(child.scaled(x, 2, more=5), ((x * 2 + 2) * 5 + 1) * 3 + 4)


def test_a_function_that_sees_its_frame_is_left_alone(pair) -> None:
    mine, _ = pair("def f(x, n):\n    y = x * 2 + 1\n    z = y * 3 + n\n    return locals()\n")
    with pytest.warns(PhylanxWarning, match="'f' runs in Python"):
        assert sorted(mine.f(np.ones(3), 1)) == ["n", "x", "y", "z"]


# --- refusals that the types decide ---------------------------------------------------------------
def test_a_refusal_at_a_call_costs_its_statement_only(pair) -> None:
    source = """
        def f(x, n):
            y = x * 2 + 1
            y = y * y + 3
            held = [y]
            for k in n:
                held.append(y * k + 1)
            z = y * 3 + 1
            return z + y * 2, held
    """
    mine, plain = pair(source)
    values = [(np.arange(3.0), {1: 2, 3: 4}), (np.arange(3.0), range(2)), (np.arange(3), [1, 2])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for args in values:
            assert_same(mine.f(*args), plain.f(*args))


def test_globals_may_change(pair) -> None:
    mine, plain = pair(
        """
        SCALE = 2
        def step(x):
            return x + 1

        def f(x, n):
            try:
                y = step(x) * SCALE + n
            finally:
                LOG.append(n)
            return y * SCALE + step(y)
        """
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for scale, step in [(2, None), (5, None), (2.5, lambda x: x * 7), (None, lambda x: x - 1)]:
            for module in (mine, plain):
                module.SCALE = scale or module.SCALE
                module.step = step or module.step
            assert_same(mine.f(np.arange(3.0), 1), plain.f(np.arange(3.0), 1))
