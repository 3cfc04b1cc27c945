"""Finding a function's source, and proving that it is the one that runs.

SPDX-License-Identifier: BSL-1.0
"""

import functools
import linecache

import numpy as np
import pytest

from phylanx import ConversionError
from phylanx.frontend import convert
from phylanx.frontend.source import find_source
from tests.frontend.texts import flat, value


def plain(function):
    return function


def with_arguments(*_, **__):
    return plain


def test_decorators_above():
    @plain
    @with_arguments(
        lambda x: x,
        key=[1, 2],
    )
    def f(x):
        return x + 1

    assert find_source(f).node.lineno == f.__code__.co_firstlineno + 5
    assert value(f) == "__add(x, 1)"


def test_lambdas_of_one_line():
    f, g = lambda x: x + 1, lambda x: x + 2
    assert (value(f), value(g)) == ("__add(x, 1)", "__add(x, 2)")


def test_equal_lambdas_of_one_line_have_their_own_columns():
    f, g = lambda x: x + 1, lambda x: x + 1
    columns = [find_source(h).node.col_offset for h in (f, g)]
    assert columns[0] < columns[1]


def test_a_lambda_over_several_lines():
    f = plain(
        lambda x: (
            x
            + 1
        )
    )  # fmt: skip
    assert value(f) == "__add(x, 1)"


def test_two_functions_of_one_name():
    if np:

        def f(x):
            return x + 1
    else:

        def f(x):
            return x + 2

    assert value(f) == "__add(x, 1)"


def test_methods_and_nested_classes():
    class A:
        class B:
            scale = 2

            def method(self, x):
                return self.scale * x

    assert value(A.B.method) == '__mul(__getattr(self, "scale"), x)'


def test_a_body_with_texts_and_comments_to_the_left():
    def f(x):
        text = """
not indented
"""
# a comment to the left
        y = x if text else 1  # fmt: skip
        return (y
+ 1)  # fmt: skip

    assert "__add(y, 1)" in flat(convert(f).text)


def test_a_function_on_one_line():
    def f(x): return x + 1  # noqa: E704  # fmt: skip

    assert value(f) == "__add(x, 1)"


def test_cells_of_a_notebook():
    source = "import numpy as np\ndef f(x):\n    return np.exp(x)\n"
    name = "<ipython-input-1-abc>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    namespace = {"__name__": "__main__"}
    exec(compile(source, name, "exec"), namespace)
    assert value(namespace["f"]) == "exp(x)"


def test_no_source():
    namespace = {}
    exec("def f(x):\n    return x\n", namespace)
    with pytest.raises(ConversionError) as caught:
        convert(namespace["f"])
    assert caught.value.code == "PHX101"
    assert "source of 'f' is not available" in str(caught.value)


def test_a_file_that_was_changed(tmp_path, define):
    module = define.module("def f(x):\n    return x + 1\n")
    path = module.__file__
    text = open(path).read()
    with open(path, "w") as file:
        file.write(text.replace("x + 1", "x + 2 + x"))
    with pytest.raises(ConversionError) as caught:
        convert(module.f)
    assert caught.value.code == "PHX102"


def test_a_file_that_was_moved_by_lines(define):
    module = define.module("def g(x):\n    return x\n\n\ndef f(x):\n    return x + 1\n")
    text = open(module.__file__).read()
    with open(module.__file__, "w") as file:
        file.write("\n\n" + text)
    with pytest.raises(ConversionError):
        convert(module.f)


def test_a_module_that_cannot_be_parsed_any_more(define):
    module = define.module("def f(x):\n    return x + 1\n")
    with open(module.__file__, "w") as file:
        file.write("def def def\n")
    with pytest.raises(ConversionError):
        convert(module.f)


def test_asserts_that_pytest_has_rewritten():
    def f(x):
        y = x + 1
        assert y > 0, "negative"
        return y

    assert '__gt(y, 0), "negative"' in flat(convert(f).text)


def test_a_wrapped_function_is_the_wrapper():
    @functools.wraps(np.exp)
    def wrapper(x):
        return x + 1

    assert value(wrapper) == "__add(x, 1)"


def test_imported_names_as_objects(define):
    function = define(
        "import numpy.random as nr\nfrom numpy import linalg as la\n\n\n"
        "def f(x):\n    return la.det(x) + nr.rand()\n"
    )
    assert value(function) == '__add(determinant(x), __typed("random:*:float", __foreign("nr.rand")))'
