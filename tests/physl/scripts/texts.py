# PhySL texts from Python: states, functions that are called, code that is bound.
# SPDX-License-Identifier: BSL-1.0
import numpy as np
import phylanx
from phylanx import Phylanx, PhylanxSession, execution_tree

PhylanxSession.init(2)
et = phylanx.execution_tree
cs = et.compiler_state("texts", __file__)

assert et.eval(cs, "1 + 2") == 3 and type(et.eval(cs, "1 + 2")) is np.int64
assert et.eval(cs, "true") is np.bool_(True)
assert et.eval(cs, "nil") is None and et.eval(cs, '"a"') == "a"
assert et.eval(cs, "list(1, 2.5, [1, 2])")[1] == 2.5
assert et.eval(cs, 'dict(list(list("a", 1)))') == {"a": 1}
assert et.eval(cs, "[[1, 2], [3, 4]]").dtype == np.int64

fib = "define(fib, n, if(n < 2, n, fib(n - 1) + fib(n - 2))) fib"
assert et.eval(cs, fib, 10) == 55
assert et.eval(cs, "fib(11)") == 89
f = et.eval(cs, "fib")
assert callable(f) and f(5) == 5
assert et.eval(cs, "define(g, x, y, x * 10 + y) g", 1, y=2) == 12
assert et.eval(cs, __file__, "g(3, 4)") == 34

et.compile(cs, "file.physl", "h", "define(h, x, sum(x) / 2)")
assert et.eval(cs, "file.physl", "h", np.array([1.0, 2])) == 1.5
assert et.code_for(cs, "file.physl", "h").eval(np.array([4.0])) == 2
assert et.bound_code_for(cs, "file.physl", "g", 5, 6)() == 56

try:
    et.eval(cs, "file.physl", "dot([1, 2],\n  [1, 2, 3])")
except RuntimeError as error:
    assert str(error).startswith("file.physl(1, 1): dot:: "), error
else:
    raise AssertionError("no error")


# decorated functions and texts see each other
@Phylanx
def twice(x):
    return x * 2


assert et.eval(et.global_compiler_state(), "twice(21)") == 42


@Phylanx(compiler_state=cs)
def thrice(x):
    return x * 3


assert et.eval(cs, "thrice([1, 2])").tolist() == [3, 6]

# counters and trees
cs = et.compiler_state("measured", __file__)
et.enable_measurements(cs)
et.eval(cs, "define(f, x, x + 1) f(f(1))")
rows = et.retrieve_counter_data(cs).splitlines()
assert rows[0] == "primitive_instance,display_name,count,time,eval_direct"
assert sum(",2," in row and "__add" in row for row in rows) == 1
newick, dot = et.retrieve_tree_topology(cs, __file__, "f")
assert newick.endswith(";\n") and dot.startswith("graph ")

cs = et.compiler_state("one", __file__)
et.enable_measurements(cs)
et.eval(cs, "define(x, 42)")
newick = et.retrieve_newick_tree_topology(cs, __file__, "program")
assert newick == "((/phylanx$0/variable$0$x/0$1$8) /phylanx$0/define-variable$0$x/0$1$8) program;\n", newick
assert execution_tree is et
