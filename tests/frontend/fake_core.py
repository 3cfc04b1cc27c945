"""A stand-in for phylanx._core: the op table read from ops.def, and functions that run in Python.

SPDX-License-Identifier: BSL-1.0
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_ROW = re.compile(
    r'^OP\((\w+),\s*"([^"]*)",\s*"([^"]*)",\s*"([^"]*)",\s*(\w+),.*"([^"]*)"\)', re.MULTILINE
)


class Refused(Exception):
    """Semantic analysis cannot handle the function."""

    def __init__(self, message, line=1, column=0):
        super().__init__(message)
        self.message, self.file = message, ""
        self.line, self.column, self.end_line, self.end_column = line, column, 0, 0
        self.code, self.advice = "PHX100", ""


class GuardFailed(RuntimeError):
    """A name outside the function means another object than when it was converted."""


def load_record(key):
    """There is no disk cache here."""


def store_record(key, record):
    pass


def digest(value):
    return str(hash(value))


def warm_up():
    return None


def op_table():
    """(name, physl, numpy spellings, params, kind, doc) of each row."""
    return _ROW.findall((ROOT / "src/ops/ops.def").read_text())


def executors():
    return {"tbb": "", "hpx": "executor 'hpx' is not in this build"}


class Function:
    """Calls the Python function, after what the real one does before it runs its program."""

    log = []  # texts of the functions that were run
    refuse = None  # an exception to meet every call with

    def __init__(
        self,
        text,
        filename,
        qualname,
        n_user_params,
        defaults=None,
        param_names=(),
        extra=(),
        guards=(),
        foreign=None,
        python_function=None,
        options=None,
        name="",
        positional_only=0,
        keyword_only=0,
    ):
        self.text, self.filename, self.qualname, self.name = text, filename, qualname, name
        self.n_user_params, self.defaults, self.param_names = n_user_params, defaults, param_names
        self.extra, self.guards, self.foreign = extra, guards, foreign or {}
        self.python_function, self.core_options = python_function, options or {}
        self.positional_only, self.keyword_only = positional_only, keyword_only

    def __call__(self, *args, **kwargs):
        if not self.text or _options["disable"] == "1":
            return self.python_function(*args, **kwargs)
        for mapping, key, *expected in self.guards:
            found = mapping.cell_contents if key is None else mapping.get(key, self)
            if found is not (expected[0] if expected else self):
                return self.on_guard_failure()(*args, **kwargs)
        if Function.refuse is not None:
            return self.on_refused(Function.refuse)(*args, **kwargs)
        Function.log.append(self.text)
        return self.python_function(*args, **kwargs)

    def graph(self, *args, **kwargs):
        if Function.refuse is not None:
            raise Function.refuse
        return f"graph of {self.name}"

    plan = llvm = graph

    def explain(self, *args, **kwargs):
        kernels = [("f.py", 3, 4, "k0_add", "")]
        return {"signature": "(float64)", "kernels": kernels, "foreign_calls": []}


_options = {"threads": 2, "disable": "", "cache_dir": ""}


def get_options():
    return dict(_options)


def set_option(name, value):
    _options[name] = value


def count_python_run():
    pass


def counters():
    return {"array_copies": 0}


def version():
    return "0.1.0"


def parse_physl(text, file="<text>"):
    return text


def run_physl(text, file="<text>", args=()):
    if text.count("(") != text.count(")"):
        raise SyntaxError("expected ')'", (file, 1, len(text) + 1, text))
    return {"1 + 2": 3, "nil": None, "list(1, 2.5)": [1, 2.5]}.get(text.strip(), 42.0)


def trace_start():
    pass


def trace_stop():
    return '{"traceEvents": []}'
