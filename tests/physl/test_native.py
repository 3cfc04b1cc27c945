"""Functions of PhySL texts run natively give what the evaluator gives.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from phylanx import _core
from phylanx.physl.evaluator import State, run_quietly
from phylanx.physl.values import clean, spelled

INTS = (3, -7, 0)
FLOATS = (2.5, -0.5, 0.0)
VECTORS = (np.array([3, -2, 5]), np.array([1.5, -2.0, 0.0]), np.array([True, False, True]))
MATRICES = (np.array([[1, 2], [3, 4]]), np.array([[2.0, 1.0], [0.5, -3.0]]))
ANY = (*INTS, *FLOATS, *VECTORS, *MATRICES, True, None, "a", [1, 2])
SOME = (3, -0.5, *VECTORS[:2], MATRICES[1], True)

#: define -> arguments for each parameter; whether it has to be native for some of them
PROGRAMS = {
    "define(f, a, b, a + b * 2 - 1)": (SOME, SOME),
    "define(f, a, b, a / b)": (SOME, SOME),
    "define(f, a, b, a % b)": (SOME, SOME),
    "define(f, a, -a)": (ANY,),
    "define(f, a, b, list(a < b, a == b, a >= b))": (SOME, SOME),
    "define(f, a, b, a && b)": (SOME, SOME),
    "define(f, a, b, a > 0 || 1 / b > 0)": ((*INTS, *FLOATS), (*INTS, *FLOATS)),
    "define(f, a, list(!a, !(a > 0)))": (ANY,),
    "define(f, a, list(exp(a), floor(a), absolute(a), square(a), sqrt(absolute(a)), sign(a)))": (ANY,),
    "define(f, a, list(isnan(a), isinf(a / 0.0)))": (ANY,),
    "define(f, a, b, list(maximum(a, b), minimum(a, b, 1)))": (SOME, SOME),
    "define(f, a, list(sum(a), amax(a), mean(a), all(a)))": (ANY,),
    "define(f, a, list(sum(a, 0), amin(a, -1), var(a, 0)))": (ANY,),
    "define(f, a, list(cumsum(a), argmax(a)))": (ANY,),
    "define(f, a, b, dot(a, b))": (SOME, SOME),
    "define(f, a, transpose(a) + a)": (ANY,),
    "define(f, a, list(inverse(a), determinant(a)))": (ANY,),
    "define(f, a, list(shape(a, 0), __len(a)))": (ANY,),
    "define(f, a, b, power(a, b))": (ANY, (2, -1, 0.5)),
    "define(f, a, b, where(a > 0, a, b))": (SOME, SOME),
    "define(f, a, i, slice(a, i))": (ANY, (0, 1, -1, 5, 1.0, np.array([1, 0]), np.array([True, False, True]), None)),
    "define(f, a, slice(a, list(1, nil)) * 1)": (ANY,),
    "define(f, a, slice(a, nil, 0) + slice(a, 0, nil))": (ANY,),
    "define(f, a, slice(a, list(nil, nil, -1), list(0, 1)) + 0)": (ANY,),
    "define(f, n, block(define(s, 0), for_each(lambda(i, store(s, s + i)), range(n)), s))": ((5, 0, 2.0),),
    "define(f, n, block(define(i, 0), define(s, 1), while(i < n, block(store(s, s * 2), store(i, i + 1))), s))": (
        (5, 70, 2.5),
    ),
    "define(f, n, block(define(a, constant(0, list(n, n))), define(b, a), for_each(lambda(i, store(slice(a, i, i), "
    "i)), range(n)), list(a, b)))": ((3,),),
    "define(f, n, block(define(a, constant(1.5, list(n))), for_each(lambda(i, block(define(t, slice(a, i)), "
    "store(slice(a, i), t + i))), range(n)), a))": ((4,),),
    "define(f, n, block(define(a, constant(0, list(n, 2), \"int\")), define(r, slice(a, 0)), store(slice(a, 0), 7), "
    "list(a, r)))": ((3,),),
    "define(f, a, block(define(x, 1), block(define(x, 2), store(x, x + a)), x + a))": (ANY,),
    "define(f, a, block(define(t, 0), if(a > 0, block(define(t, 5), store(t, t + 1)), store(t, 2)), t))": (INTS,),
    "define(f, a, if(a > 0, a * 2, -a))": (ANY,),
    "define(g, x, x * x) define(f, a, g(a) + g(a + 1))": (ANY,),
    "define(f, a, block(store(slice(a, 0), 9), a))": (ANY,),
    "define(f, n, if(n < 2, n, f(n - 1) + f(n - 2)))": ((7,),),
    "define(f, a, block(define(i, 0), while(i < 3 && slice(a, i) > 0, store(i, i + 1)), i))": (
        (*VECTORS, np.array([1, 1]), np.array([1, 0])),
    ),
}  # fmt: skip
NEVER = ("store(slice(a, 0), 9), a))", "f(n - 2)))", "list(a, b)))", "list(a, r)))")


@pytest.mark.parametrize("text", PROGRAMS)
def test_same_values(text) -> None:
    state = State()
    state.run(text, "<test>")
    f = state.frame.cells["f"].value
    native = 0
    for args in itertools.product(*PROGRAMS[text]):
        copies = [a.copy() if isinstance(a, np.ndarray) else a for a in args]
        try:
            wanted = run_quietly(lambda args=args: f.evaluate(*args))
        except Exception as error:
            wanted = error
        if f.native is None:
            continue
        core = f.native.make() if f.native.core is None else f.native.core
        try:
            found = run_quietly(lambda args=args, core=core: clean(core(*args)))
        except _core.Refused:
            continue
        except Exception as error:  # the evaluator runs the call again and says what is wrong
            assert isinstance(error, Exception)
            continue
        assert not isinstance(wanted, Exception), (args, found, wanted)
        assert _same(found, wanted), (args, found, wanted)
        native += 1
        for a, b in zip(args, copies, strict=True):
            assert not isinstance(a, np.ndarray) or np.array_equal(a, b)
    assert (native > 0) is not text.endswith(NEVER), text


def _same(a, b) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, map(clean, a), map(clean, b)))
    if isinstance(a, np.ndarray) != isinstance(b, np.ndarray):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.allclose(a, b, rtol=1e-12, equal_nan=True)
    return type(a) is type(b) and spelled(a) == spelled(b)


LRA = """
define(lra, x, y, alpha, iterations, enable_output, block(
    define(weights, constant(0.0, list(shape(x, 1)))),
    define(transx, transpose(x)),
    define(step, 0),
    while(step < iterations, block(
        if(enable_output, cout("step: ", step, ", ", weights)),
        define(pred, 1.0 / (1.0 + exp(-dot(x, weights)))),
        define(error, pred - y),
        define(gradient, dot(transx, error)),
        parallel_block(
            store(weights, weights - (alpha * gradient)),
            store(step, step + 1))
    )),
    weights))
lra
"""


def test_logistic_regression(capsys) -> None:
    state = State()
    f = state.run(LRA)
    rng = np.random.default_rng(1)
    x = rng.standard_normal((30, 3))
    y = (x[:, 0] > 0).astype(float)
    found = f(x, y, 0.01, 20, False)
    assert f.native is not None and f.native.core is not None and not f.native.refused
    np.testing.assert_allclose(found, f.evaluate(x, y, 0.01, 20, False), rtol=1e-12)
    f(x[:2, :2] * 0, y[:2], 0.01, 2, True)
    assert capsys.readouterr().out.splitlines()[0] == "step:  0 ,  [0, 0]"


def test_errors_have_their_place() -> None:
    state = State()
    state.run("define(f, n, block(define(i, 0),\n  while(i < n, store(i, i + [1, 2] + [1, 2, 3])), i))", "a.physl")
    with pytest.raises(ValueError, match=r"^a\.physl\(2, 25\): __add:: "):
        state.run("f(3)", "b.physl")


def test_programs_with_loops_outside_of_functions(capsys) -> None:
    from phylanx import physl_command
    from phylanx.physl.native import native_program
    from phylanx.physl.tree import parse

    text = (
        "define(f, x, x + 2)\ndefine(i, 0) define(s, 0.0)\nwhile(i < 100000, block(store(i, f(i)), store(s, s + i)))\ns"
    )
    native = native_program(parse(text), "<code>", lambda: None)
    assert native is not None and native() == sum(range(2, 100001, 2))
    assert physl_command.main(["-p", "-c", text]) == 0
    assert capsys.readouterr().out == "2.50005e+09\n"
    assert physl_command.main(["-p", "-c", "define(i, 0)\nwhile(i < 3, store(i, i + [1, 2] + [1, 2, 3]))"]) == 1
    assert capsys.readouterr().err.startswith("<code>:2:23: __add:: operands could not be broadcast")
    assert (
        physl_command.main(["-p", "-c", 'define(i, 0) while(i < 2, block(cout("i", i), store(i, i + 1))) list(i)']) == 0
    )
    assert capsys.readouterr().out == "i 0\ni 1\nlist(2)\n"


def test_a_callee_that_is_defined_anew() -> None:
    state = State()
    loop = "define(f, n, block(define(i, 0), while(i < n, store(i, g(i))), i))"
    state.run(f"define(g, x, x + 1) {loop}")
    f = state.frame.cells["f"].value
    assert state.run("f(5)") == 5 and f.native.core is not None
    state.run("define(g, x, x + 3)")
    assert state.run("f(5)") == 6
