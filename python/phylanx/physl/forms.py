"""The forms of PhySL: what looks like a call, but does not simply evaluate its arguments.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

#: name -> signature, help
FORMS = {
    "define": ("define(name, *args, body)", "Binds a variable, or with arguments a function."),
    "define_global": ("define_global(name, *args, body)", "Binds in the outermost scope."),
    "lambda": ("lambda(*args, body)", "A function."),
    "store": ("store(target, value)", "Assigns to a variable or to a slice of one."),
    "block": ("block(*statements)", "Evaluates in order; the value of the last. Opens a scope."),
    "parallel_block": ("parallel_block(*statements)", "Evaluates in any order; the value of the last."),
    "if": ("if(condition, then, else?)", "A choice; nil where there is nothing to choose."),
    "while": ("while(condition, body)", "The value of the last round."),
    "for": ("for(init, condition, step, body)", "The value of the last round."),
    "async": ("async(expression)", "The value, which may be computed meanwhile."),
    "timer": ("timer(expression, done)", "The value, after done(seconds) was called."),
    "assert": ("assert(test, message?)", "An error where the test is false."),
    "shuffle": ("shuffle(x)", "Brings rows or items of a variable into a random order."),
    "__and": ("__and(a, *b)", "All are true; later ones are evaluated where earlier ones do not decide."),
    "__or": ("__or(a, *b)", "One is true; later ones are evaluated where earlier ones do not decide."),
}
