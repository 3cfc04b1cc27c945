"""Rewrite rules: read, tested by `phylanx rules check`, applied by the graph's optimizer.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import phylanx
import pytest
from phylanx import Phylanx, Rule, cli
from phylanx.rule_checking import check
from phylanx.rules import RuleError, load, option_text

X = np.array([1.0, -2.0, 3.0])
M = np.array([[4.0, 1.0], [2.0, 3.0]])


def ops(f, *args) -> list[str]:
    """The ops of the plan."""
    text = str(f.plan(*args)).split("{", 1)[1]
    return [line.split(" = ", 1)[-1].split("(")[0].strip() for line in text.splitlines() if "(" in line]


def hypotenuse(x, y):
    return np.sqrt(np.square(x) + np.square(y))


def norm_of_pairs(x, y):
    return np.hypot(x, y)


#: rules, function, arguments, op that must be there, op that must not; whether the bits stay
APPLIED = {
    "text": ("sqrt(square(_1)) : absolute(_1)", lambda x: np.sqrt(np.square(x)) + 1, (X,), "abs", "sqrt"),
    "two statements": ("sqrt(square(_1)) : absolute(_1)", "y = np.square(x); z = y * 1.5; return np.sqrt(y) + z",
                       (X,), "abs", "sqrt"),
    "operators": ("_1 * _2 + _1 * _3 : _1 * (_2 + _3)", lambda a, b, c: a * b + a * c, (X, X, X), "add", "none"),
    "functions": ((hypotenuse, norm_of_pairs),
                  lambda a, b: 2 * np.sqrt(np.square(a) + np.square(b)), (X, X), "hypot", "sqrt"),
    "reduction": (Rule(lambda a, b: np.sum(a * b), lambda a, b: np.dot(a, b)), lambda a, b: np.sum(a * b), (X, X),
                  "matmul", "mul"),
    "matrices": ("inverse(inverse(_1)) : _1", lambda m: np.linalg.inv(np.linalg.inv(m)), (M,), "copy", "inv"),
    "product": ("matmul(inverse(_1), _2) : solve(_1, _2)",
                lambda m, v: np.linalg.inv(m) @ v, (M, M[0]), "solve", "inv"),
    "constants": ("power(_1, 3) : _1 * _1 * _1", lambda x: np.power(x, 3), (X,), "mul", "pow"),
    "axis": ("sum(exp(_1), __arg(axis, 0)) : exp(sum(_1, __arg(axis, 0)))", lambda m: np.exp(m).sum(axis=0), (M,),
             "exp", "none"),
    "in a loop": ("sqrt(square(_1)) : absolute(_1)",
                  "for i in range(3): x = np.sqrt(np.square(x)) + 1\nreturn x", (X,), "abs", "sqrt"),
    "numbers": ("sqrt(square(_1)) : absolute(_1)", lambda x: np.sqrt(np.square(x)), (X[1],), "abs", "sqrt"),
    "one rule after another": ("-(-_1) : _1  log(exp(_1)) : _1",
                               lambda x: np.negative(-np.log(np.exp(x))) * 2, (X,), "mul", "exp"),
    "the first of two": ("sqrt(_1) : cbrt(_1)  sqrt(_1) : exp(_1)", lambda x: np.sqrt(x), (X * X,), "cbrt", "sqrt"),
}  # fmt: skip


def made(source):
    if not isinstance(source, str):
        return source
    import linecache

    body = "\n    ".join(source.replace("; ", "\n").split("\n"))
    name = f"<rules {len(linecache.cache)}>"
    text = f"def f(x):\n    {body}\n"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    found: dict = {"np": np}
    exec(compile(text, name, "exec"), found)
    return found["f"]


@pytest.mark.parametrize("name", APPLIED)
def test_rules_are_applied(name) -> None:
    rules, function, arguments, there, gone = APPLIED[name]
    function = made(function)
    f = Phylanx(strict=True, rules=rules)(function)
    found = ops(f, *arguments)
    assert there in found and gone not in found, found
    plain = ops(Phylanx(function), *arguments)
    assert there not in plain or gone in plain or gone == "none"
    if name not in ("axis", "the first of two"):  # wrong rules, which shows that they are applied
        np.testing.assert_allclose(f(*arguments), function(*arguments), rtol=1e-12)
    with phylanx.options(disable="apply_rules"):
        g = Phylanx(rules=rules)(function)
        np.testing.assert_allclose(g(*arguments), function(*arguments), rtol=1e-12)


NOT_APPLIED = {
    "written between": ("sqrt(square(_1)) : absolute(_1)", "y = np.square(x); x[0] = 5.0; return np.sqrt(y)", (X,)),
    "written result": ("sqrt(square(_1)) : absolute(_1)", "y = np.square(x); y[0] = 9.0; return np.sqrt(y)", (X,)),
    "other type": ("sqrt(square(_1)) : absolute(_1)", lambda x: np.sqrt(np.square(x)), (np.arange(3),)),
    "other rank": ("_1 - _1 : 0.0", lambda x: x - x, (X,)),
    "other dtypes": (Rule("sqrt(_1) : cbrt(_1)", dtypes="float32"), lambda x: np.sqrt(x), (X * X,)),
    "different operands": ("_1 * _2 + _1 * _3 : exp(_1)", lambda a, b, c, d: a * b + c * d, (X, X, X, X)),
    "side effects": ("_1 + _2 : _1 - _2", lambda a, b: (a * b).tolist(), (X, X)),
    "a view": ("transpose(_1) : _1 * 1.0", lambda m: m.T, (M,)),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_APPLIED)
def test_rules_are_not_applied(name) -> None:
    rules, function, arguments = NOT_APPLIED[name]
    function = made(function)
    wanted = function(*[a.copy() for a in arguments])
    found = Phylanx(rules=rules)(function)(*[a.copy() for a in arguments])
    np.testing.assert_array_equal(found, wanted)


def test_a_replacement_is_a_new_array() -> None:
    f = Phylanx(rules="log(exp(_1)) : _1")(lambda x: np.log(np.exp(x)))
    found = f(X)
    found[0] = 99
    assert X[0] == 1.0
    g = Phylanx(rules="transpose(transpose(_1)) : _1")(lambda m: m.T.T)
    assert np.shares_memory(g(M), M)


def test_options_of_the_process() -> None:
    f = Phylanx(lambda x: np.sqrt(np.square(x)))
    big = np.array([1e300])
    with np.errstate(over="ignore"):
        assert f(big)[0] == np.inf
        with phylanx.options(rules="sqrt(square(_1)) : absolute(_1)"):
            assert f(big)[0] == 1e300
        assert f(big)[0] == np.inf


def test_the_environment(tmp_path) -> None:
    rules = tmp_path / "a.physlrules"
    rules.write_text("# squares\nsqrt(square(_1)) : absolute(_1)\n")
    program = tmp_path / "program.py"
    program.write_text(
        "import numpy as np\nfrom phylanx import Phylanx\n\n@Phylanx\ndef f(x):\n    return np.sqrt(np.square(x))\n\n"
        "print(f(np.array([1e300]))[0])\n"
    )
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, env={"PHYLANX_RULES": str(rules), "PATH": ""}
    )
    assert done.stdout == "1e+300\n", done.stderr


BAD = {
    "sqrt(_1) : _2": "'_2' does not stand in the pattern",
    "_1 : sqrt(_1)": "a pattern is a call",
    "nothing(_1) : _1": "no op 'nothing'",
    "sqrt(_1, __2) : sqrt(_1)": "no placeholder",
}


@pytest.mark.parametrize("text", BAD)
def test_bad_texts(text) -> None:
    with pytest.raises(RuleError, match=BAD[text]):
        option_text(text)


def test_bad_functions() -> None:
    factor = 2
    for sides in (
        (lambda x: x, lambda x, y: x),
        (lambda x=1: x, lambda x: x),
        (lambda *x: x, lambda x: x),
        (lambda x: x * factor, lambda x: x),
        (lambda x: x, 3),
    ):
        with pytest.raises(RuleError):
            option_text(Rule(*sides))
    with pytest.raises(SyntaxError):
        load("sqrt(_1 : _1")


# --- phylanx rules check -------------------------------------------------------------------------
#: rule, whether it holds, for extreme numbers too
CHECKED = {
    "absolute(absolute(_1)) : absolute(_1)": (True, True),
    "transpose(transpose(_1)) : _1": (True, True),
    "_1 * 2.0 : _1 + _1": (True, False),
    "logical_not(logical_or(_1, _2)) : logical_and(logical_not(_1), logical_not(_2))": (True, True),
    "_1 * _2 + _1 * _3 : _1 * (_2 + _3)": (True, False),
    "sqrt(square(absolute(_1))) : absolute(_1)": (True, False),
    "_1 + 0.0 : _1": (True, False),
    "(_1 + _2) - _2 : _1": (False, False),  # broadcasting; unsigned numbers
    "_1 - _2 : _2 - _1": (False, False),
    "floor(_1 / _2) : __floordiv(_1, _2)": (True, False),
    "sum(_1) : sum(absolute(_1))": (False, False),
    "sum(_1, __arg(axis, 0)) : sum(_1, __arg(axis, -1))": (False, False),
    "maximum(_1, _2) : _1": (False, False),
    "exp(_1) : exp(_1) + 0.001": (False, False),
}


@pytest.mark.parametrize("text", CHECKED)
def test_check(text) -> None:
    ordinary, extreme = CHECKED[text]
    rule = load(text)[0]
    report = check(rule, samples=600, extreme=False)
    assert report.holds is ordinary, str(report)
    assert report.applied > 0
    if ordinary:
        assert check(rule, samples=600).holds is extreme
    else:
        c = report.counterexample
        pattern, replacement = rule.callables
        with np.errstate(all="ignore"):
            assert not np.array_equal(pattern(*c.arguments), replacement(*c.arguments), equal_nan=True)


def test_check_of_functions() -> None:
    assert not check(Rule(hypotenuse, norm_of_pairs), samples=300, extreme=False).holds  # uint8 wraps
    floats = Rule(hypotenuse, norm_of_pairs, dtypes="float64")
    assert check(floats, samples=300, extreme=False).holds
    assert not check(floats, samples=300).holds  # overflow
    only = Rule(lambda x: np.log(np.exp(x)), lambda x: x, dtypes="float64")
    assert check(only, samples=300, extreme=False).holds
    assert not check(only, samples=300, extreme=False, exact=True).holds


def test_the_command(tmp_path, capsys) -> None:
    path = tmp_path / "a.physlrules"
    path.write_text("absolute(absolute(_1)) : absolute(_1)\n_1 - _2 : _2 - _1\n")
    assert cli.main(["rules", "check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "absolute(absolute(_1)) : absolute(_1)\n  holds with the same bits" in out
    assert "_1 - _2 : _2 - _1\n  does not hold: the values differ\n    _1 = [" in out
    assert out.endswith("2 rules, 1 wrong\n")
    path.write_text("_1 : ")
    assert cli.main(["rules", "check", str(path)]) == 2
    assert f"{path}:1:6: SyntaxError" in capsys.readouterr().err
    module = tmp_path / "rules.py"
    module.write_text(
        "import numpy as np\nfrom phylanx import Rule\n\n"
        "one = Rule('absolute(absolute(_1)) : absolute(_1)', name='twice')\n"
        "def f(x):\n    return np.maximum(x, x)\ndef g(x):\n    return np.minimum(x, x)\nRULES = [(f, g)]\n"
    )
    assert cli.main(["rules", "check", str(module), "--samples", "200"]) == 0
    out = capsys.readouterr().out
    assert "twice\n  holds" in out and f"{module}:5: f : g\n  holds" in out
    assert cli.main(["rules", "check", str(Path(tmp_path) / "none.py")]) == 2
