# Trees, values as bytes, help, the console in memory.
# SPDX-License-Identifier: BSL-1.0
import pickle

import numpy as np
from phylanx import Phylanx, PhylanxSession
from phylanx.ast import (
    expression,
    function_call,
    generate_ast,
    identifier,
    nil,
    operand,
    operation,
    optoken,
    primary_expr,
    traverse,
)
from phylanx.plugins.keras import in_top_k
from phylanx.util import debug_output, phyhelpex, serialize, unserialize, unserialize_expr

PhylanxSession.init(1)

# trees
(tree,) = generate_ast("A + B")
assert str(tree) == "(A$1$1 + B$1$5)"
(call,) = generate_ast("f(a, -b, 1.5)")
assert str(call) == "f$1$1(a$1$3, -b$1$7, 1.5)"
assert generate_ast("A + B") == [tree] and tree != call
assert pickle.loads(pickle.dumps(tree)) == tree
made = expression(operand(primary_expr(identifier("A", 1, 1))))
made.append(operation(optoken.op_plus, operand(primary_expr(identifier("B", 1, 5)))))
assert made == tree
g = function_call("g")
g.append([expression(operand(primary_expr(1)))])
assert str(g) == "g(1)" and str(nil()) == "nil" and str(primary_expr("x")) == "x"
assert str(generate_ast("1 + 2 * 3 - 4")[0]) == "(1 + (2 * 3) - 4)"

seen = []
traverse(generate_ast("f(x, y) + 1"), lambda node: seen.append(type(node).__name__))
assert seen.count("identifier") == 3 and seen[0] == "expression"


class Names:
    def __init__(self):
        self.found, self.left = [], 0

    def on_enter(self, node, extra):
        if isinstance(node, identifier):
            self.found.append(node.name + extra)
        return True

    def on_exit(self, node, extra):
        self.left += 1


names = Names()
traverse(tree, names, "!")
assert names.found == ["A!", "B!"] and names.left > 2

# bytes
for value in (1, 2.5, True, None, "text", [1, [2.0, "a"]], {"k": [1]}):
    assert unserialize(serialize(value)) == value, value
array = np.arange(6.0).reshape(2, 3)
assert np.array_equal(unserialize(serialize(array)), array)
assert unserialize_expr(serialize(tree)) == tree
try:
    unserialize(b"nonsense")
except ValueError:
    pass
else:
    raise AssertionError

# help and the console
assert "dot product" in phyhelpex("dot")


@Phylanx
def talk(x):
    debug("x = ", x)  # noqa: F821
    return x


talk(3)
talk(None)
assert debug_output() == "x = 3\nx = None\n" and debug_output() == ""
assert in_top_k(np.array([[0.1, 0.9, 0.5], [0.9, 0.1, 0.2]]), np.array([2, 1]), 2).tolist() == [True, False]
