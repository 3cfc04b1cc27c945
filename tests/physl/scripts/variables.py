# Variables: kinds of values, dtypes, arithmetic that eval() computes, parts, updates.
# SPDX-License-Identifier: BSL-1.0
import numpy as np
from phylanx import Phylanx, PhylanxSession, execution_tree

PhylanxSession.init(1)
variable = execution_tree.variable

# values come back as NumPy's
for value, dtype in (
    (42, "int64"),
    (1.5, "float64"),
    (True, "bool"),
    (None, "O"),
    ("text", "S"),
    ([1, 2], "O"),
    ({"a": 1}, "O"),
    (np.array([1, 2]), "int64"),
    (np.array([True, False]), "bool"),
    (np.array([1, 2], dtype="int16"), "int16"),
    (np.array([1.5], dtype="float32"), "float32"),
):
    x = variable(value)
    assert x.dtype == np.dtype(dtype), (value, x.dtype)
    assert np.all(x.eval() == value), value
    assert np.all(variable(x).eval() == value)
assert type(variable(1.5).eval()) is np.float64
assert type(variable(np.array(1.5)).eval()) is np.float64

# a dtype that is given, or set
x = variable(np.array([1, 2, 3]), dtype="float32")
assert x.eval().dtype == np.float32
x.dtype = "int64"
assert x.eval().dtype == np.int64 and x.dtype == np.int64
assert variable(2, dtype="float64").eval() == 2.0

# names and shapes
assert variable(1, name="weights").name == "weights"
first, second = variable(1), variable(2)
assert int(second.name.split("_")[1]) == int(first.name.split("_")[1]) + 1
assert variable(np.ones((2, 3)))._keras_shape == (2, 3)
placeholder = variable((None, 3))
assert placeholder._keras_shape == (None, 3)
placeholder.value = np.ones((2, 3))
assert placeholder.eval().sum() == 6

# expressions
a, b = variable(np.array([1.0, 2.0])), variable(np.array([3.0, 4.0]))
assert ((a + b) * 2 - a / b).eval().tolist() == [8 - 1 / 3, 12 - 0.5]
assert (-a).eval().tolist() == [-1, -2]
assert (1 - a).eval().tolist() == [0, -1]
c = a + b
a += 1
assert a.eval().tolist() == [2, 3] and c.eval().tolist() == [5, 7]
a -= b
assert a.eval().tolist() == [-1, -1]
assert a.update_add(1).eval().tolist() == [0, 0]
assert b.update_moving_average(np.array([1.0, 2.0]), 0.5).eval().tolist() == [2, 3]

# parts
m = variable(np.array([[1, 2], [3, 4]]))
assert m[1].eval().tolist() == [3, 4] and m[0, 1].eval() == 2
m[0, 0] = 9
assert m.eval().tolist() == [[9, 2], [3, 4]]
assert len(m) == 2 and [row.eval().tolist() for row in m] == [[9, 2], [3, 4]]
source = np.array([1, 2])
v = variable(source)
v[0] = 5
assert source[0] == 1


# decorated functions take them for their values
@Phylanx
def product(x, y):
    return np.dot(x, y)


assert product(m, np.array([1, 1])).tolist() == [11, 7]
lazy = product.lazy(m, v)
assert lazy.eval().tolist() == [9 * 5 + 4, 15 + 8]
v.value = np.array([0, 1])
assert lazy.eval().tolist() == [2, 4]
assert (lazy + 1).eval().tolist() == [3, 5]
assert product.lazy(m).eval(np.array([1, 0])).tolist() == [9, 3]


@Phylanx
def apply_twice(f, x):
    return f(f(x))


@Phylanx
def increment(x):
    return x + 1


assert apply_twice(increment, 1) == 3
assert apply_twice(lambda x: x * 2, 3) == 12
assert apply_twice(increment.lazy().eval, 1) == 3
