# The text of a decorated function, as scripts compare it.
# SPDX-License-Identifier: BSL-1.0
import numpy as np
from phylanx import Phylanx, PhylanxSession


@Phylanx
def early(x):
    return x


assert early.__src__ is None
PhylanxSession.init(1)
assert early.__src__ == "define$8$0(early$8$0, x$8$10, x$9$11)"


@Phylanx
def nothing():
    return [1, [2.5, 'a"b']]


assert nothing.get_physl_source() == ('define$18$0(nothing$18$0, lambda$18$0(list$19$11(1, list$19$15(2.5, "a\\"b"))))')


@Phylanx(startatlineone=True)
def loop(n):
    s = 0
    while s < n:
        s += 2
    for i in range(n):
        if i == s:
            pass
    return -s


assert loop.get_physl_source() == (
    "define$1$0(loop$1$0, n$1$9, block(define$2$4(s$2$4, 0), while$3$4(__lt$3$10(s$3$10, n$3$14), "
    "store$4$8(s$4$8, __add$4$8(s$4$8, 2))), for_each$5$4(lambda$5$4(i$5$8, if$6$8(__eq$6$11(i$6$11, s$6$16), nil, "
    "block())), range$5$13(n$5$19)), __minus$8$11(s$8$12)))"
)


@Phylanx(startatlineone=True)
def arrays(a, k=2):
    a[1:4, 0] = np.zeros((2, 3))
    b = np.array([[1, 2], [3, 4]])
    return np.linalg.det(b) + a[:, -1][0] + np.sum(a, axis=0) * np.pi


assert arrays.get_physl_source() == (
    "define$1$0(arrays$1$0, a$1$11, __arg$1$14(k$1$14, 2), block(store$2$4(slice$2$4(a$2$4, list(1, 4), 0), "
    "constant$2$16(0, list$2$25(2, 3))), define$3$4(b$3$4, vstack$3$17(list$3$17(hstack$3$18(list$3$18(1, 2)), "
    "hstack$3$26(list$3$26(3, 4))))), __add$4$11(__add$4$11(determinant$4$11(b$4$25), slice$4$30(slice$4$30(a$4$30, nil, "
    "__minus$4$35(1)), 0)), __mul$4$44(sum$4$44(a$4$51, __arg$4$59(axis, 0)), pi))))"
)


@Phylanx
def helper(x):
    def inner(y):
        return y + 1

    return [inner(z) for z in x]


assert helper.get_physl_source().count("fmap$") == 1
assert [int(v) for v in helper([1, 2])] == [2, 3]

for wrong in ("def f(*args):\n    return 1\n", "def f(x):\n    y = z = x\n", "def f(x):\n    return x\n    return 1\n"):
    import linecache

    name = f"<wrong {len(linecache.cache)}>"
    linecache.cache[name] = (len(wrong), None, wrong.splitlines(True), name)
    found: dict = {}
    exec(compile(wrong, name, "exec"), found)
    try:
        Phylanx(found["f"]).get_physl_source()
    except NotImplementedError as error:
        assert "return x\n    return" not in wrong or str(error).startswith("Illegal return"), error
    else:
        raise AssertionError(wrong)


@Phylanx(doc_src=True)
def documented(x):
    """define(documented, x, x / 2)"""


assert documented(7) == 3


@Phylanx(performance=True)
def measured(x):
    return x / 2 + 1


assert measured(3) == 2.5
csv, newick, dot = measured.__perfdata__
assert csv.startswith("primitive_instance,display_name,count,time,eval_direct\n") and "__add" in csv
assert newick.strip().endswith(";") and dot.startswith("graph ")
assert len(measured.tree()) == 2
assert measured.decorated_function(3) == 2.5 and measured.backend == "PhySL"
