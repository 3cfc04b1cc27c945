"""The command `physl`: runs a PhySL text.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from phylanx import __version__

#: Options whose FILE is optional and must follow after `=`, since a script may come next.
_WITH_FILE = ("--print", "--dump-ast", "--performance")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="physl", description=__doc__.splitlines()[0], allow_abbrev=False)
    add = parser.add_argument
    add("--version", action="version", version=f"physl (phylanx {__version__})")
    add("-c", "--code", metavar="TEXT", help="run this text")
    add("-b", "--base64", metavar="TEXT", help="the same")
    add("-p", "--print", action="store_true", help="print the value of the last expression (--print=FILE: into a file)")
    add("--print-format", choices=("plain", "physl", "json"), default="plain", help="how the value is printed")
    add("-t", "--transform", metavar="FILE", help="apply a file of rules to the text first")
    add("-d", "--dump-ast", action="store_true", help="write the tree (--dump-ast=FILE: into this file)")
    add("-l", "--load-ast", metavar="FILE", help="run a tree that --dump-ast has written")
    add("--print-code", action="store_true", help="print the text in its normal form, after the rules")
    add("--dump-code", metavar="FILE", help="write the text in its normal form, after the rules")
    add("--dry-run", action="store_true", help="compile the text, but do not run it")
    add("--time", action="store_true", help="print the seconds that the run took")
    add("--docs", action="store_true", help="list all primitives with their help")
    add("--performance", action="store_true", help="print the tree (dot, newick) and the counters after the run")
    add("--dump-dot", metavar="FILE", help="write the tree as dot")
    add("--dump-newick-tree", metavar="FILE", help="write the tree as newick")
    add("--dump-counters", metavar="FILE", help="write the counters as CSV")
    add("-e", "--no-ast-env", action="store_true", help="do not look at the environment variable PHYSL_IR")
    add("file", nargs="?", metavar="FILE", help="a script ('-': standard input)")
    add("arguments", nargs="*", metavar="ARGUMENT", help="PhySL expressions for the script, which are its sys_argv")
    return parser


def main(arguments: list[str] | None = None) -> int:
    files: dict[str, str] = {}
    given, for_hpx = [], []
    for argument in sys.argv[1:] if arguments is None else arguments:
        option, equals, value = argument.partition("=")
        if option in _WITH_FILE and equals:
            files[option] = value
            argument = option
        if argument.startswith("--hpx:"):
            for_hpx.append(argument)
        else:
            given.append(argument)
    parser = _parser()
    chosen = parser.parse_args(given)
    if chosen.docs:
        return _docs()
    if not _start_hpx(for_hpx):
        return 1  # HPX has answered, or said what is wrong
    chosen.hpx_counters = any("/phylanx/primitives/" in option for option in for_hpx)
    rest = [chosen.file, *chosen.arguments] if chosen.file is not None else []
    try:
        name, text = _program(chosen, rest)
    except (OSError, UnicodeDecodeError) as error:
        name = getattr(error, "filename", None) or chosen.load_ast or chosen.file
        print(f"physl: {name}: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
        return 1
    if text is None:
        parser.error("a FILE or --code TEXT is needed")
    return _run(text, name, rest, chosen, files)


def _start_hpx(options: list[str]) -> bool:
    """The number of threads is Phylanx's own; other options are for HPX, which then runs the tasks."""
    from phylanx import _core, hpx_options

    if not hpx_options.apply(options):
        return True
    if why := _core.executors()["hpx"]:
        print(f"physl: --hpx: options other than --hpx:threads have no effect: {why}", file=sys.stderr)
        return True
    from phylanx.physl.forms import FORMS
    from phylanx.physl.primitives import TABLE
    from phylanx.physl.topology import INNER

    _core.set_primitive_names(sorted({*TABLE, *FORMS, *INNER}))
    _core.set_option("executor", "hpx")
    return _core.start_executor()


def _program(chosen: argparse.Namespace, rest: list[str]) -> tuple[str, str | None]:
    """The name and the text of the program; the script is taken off the rest."""
    code = chosen.code if chosen.code is not None else chosen.base64
    if code is not None:
        return "<code>", code
    path = chosen.load_ast
    if path is None and os.environ.get("PHYSL_IR") and not chosen.no_ast_env and not rest:
        path = base64.b64decode(os.environ["PHYSL_IR"]).decode()
    if path is None and not rest:
        return "", None
    if path is None:
        path = rest.pop(0)
    if path == "-":
        return "<stdin>", sys.stdin.read()
    return path, Path(path).read_text(encoding="utf-8")


def _docs() -> int:
    from phylanx.physl.forms import FORMS
    from phylanx.physl.primitives import TABLE

    rows = {**{n: (p.signature, p.doc) for n, p in TABLE.items()}, **FORMS}
    for name in sorted(rows):
        print(f"{rows[name][0]}\n    {rows[name][1]}")
    return 0


def _run(text: str, name: str, arguments: list[str], chosen: argparse.Namespace, files: dict[str, str]) -> int:
    from phylanx.physl.evaluator import State, run_quietly
    from phylanx.physl.frames import Function
    from phylanx.physl.native import is_front_end_text
    from phylanx.physl.rewriting import rewrite
    from phylanx.physl.tree import parse, parse_rules

    about = text, name
    try:
        nodes = parse(text, name)
        if chosen.transform:
            about = Path(chosen.transform).read_text(encoding="utf-8"), chosen.transform
            rules = parse_rules(*about)
            nodes, about = [rewrite(n, rules) for n in nodes], (text, name)
        _write_code(nodes, name, chosen, files)
        if is_front_end_text(nodes):
            return _run_natively(text, name, arguments, chosen, files)
        state = State()
        reports = bool(chosen.performance or chosen.dump_dot or chosen.dump_newick_tree or chosen.dump_counters)
        state.measuring = reports or chosen.hpx_counters
        state.whole = True
        for argument in arguments:
            about = argument, "<argument>"
            state.arguments.append(State().run(*about))
        about = text, name
        program = state.compile(nodes, name)
        if not chosen.dry_run:
            start = time.perf_counter()
            value = program()
            if isinstance(value, Function) and (state.arguments or not value.parameters):
                function = value
                value = run_quietly(lambda: function(*state.arguments))
            if chosen.time:
                print(f"time: {time.perf_counter() - start:.6f} seconds")
            _write_value(value, chosen, files)
        if chosen.hpx_counters:
            from phylanx import _core
            from phylanx.physl.topology import counts_of_primitives

            _core.set_primitive_counts(counts_of_primitives(state.trees))
        if reports:
            _write_performance(state, chosen, files)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None and not hasattr(error, "line"):
            print(f"physl: {error.filename}: {error.strerror}", file=sys.stderr)
        else:
            print(report(error, *about), file=sys.stderr)
        return 1
    return 0


def _run_natively(text: str, name: str, arguments: list[str], chosen: argparse.Namespace, files: dict[str, str]) -> int:
    """A text in the words that the front end writes: the compiler takes all of it."""
    from phylanx import _core

    if not chosen.dry_run:
        values = tuple(_core.run_physl(a, "<argument>", ()) for a in arguments)
        _write_value(_core.run_physl(text, name, values), chosen, files)
    return 0


# --- output --------------------------------------------------------------------------------------
def _write_code(nodes: list, name: str, chosen: argparse.Namespace, files: dict[str, str]) -> None:
    from phylanx import _core
    from phylanx.physl.tree import text_of

    if not (chosen.print_code or chosen.dump_code or chosen.dump_ast):
        return
    code = "".join(_core.parse_physl(text_of(n, bool(n.tag)), name) for n in nodes)
    if chosen.print_code:
        print(code.rstrip("\n"))
    if chosen.dump_code:
        Path(chosen.dump_code).write_text(code, encoding="utf-8")
    if chosen.dump_ast:
        stem = Path(name).stem if not name.startswith("<") else "physl"
        # With all places, so that errors of the loaded tree name those of the script.
        tree = "".join(text_of(n) + "\n" for n in nodes)
        Path(files.get("--dump-ast", f"{stem}.ast")).write_text(tree, encoding="utf-8")


def _write_value(value: Any, chosen: argparse.Namespace, files: dict[str, str]) -> None:
    if not chosen.print:
        return
    from phylanx.physl.values import spelled

    text = spelled(value)
    if chosen.print_format == "physl":
        text = f'dict(list("data", {text}), list("annotation", nil))'
    elif chosen.print_format == "json":
        text = json.dumps({"data": _plain(value), "annotation": None})
    if "--print" in files:
        Path(files["--print"]).write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


def _plain(value: Any) -> Any:
    """As JSON has it."""
    import numpy as np

    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple | range):
        return [_plain(x) for x in value]
    if isinstance(value, dict):
        return {str(k): _plain(x) for k, x in value.items()}
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _write_performance(state: Any, chosen: argparse.Namespace, files: dict[str, str]) -> None:
    from phylanx.physl.topology import counters_csv, dot, newick

    parts = {
        "dump_dot": dot(state.trees),
        "dump_newick_tree": newick(state.trees),
        "dump_counters": counters_csv(state.trees),
    }
    for option, text in parts.items():
        path = getattr(chosen, option)
        if path:
            Path(path).write_text(text, encoding="utf-8")
        elif chosen.performance:
            print(text, end="")


# --- errors --------------------------------------------------------------------------------------
def report(error: Exception, text: str, name: str) -> str:
    """`file:line:column: message`, the source line and carets, where the error has a place."""
    message = getattr(error, "message", None) or getattr(error, "msg", None) or str(error)
    if getattr(error, "primitive", ""):
        message = f"{error.primitive}:: {message}"  # type: ignore[attr-defined]
    if "\n" in message and "^" in message:  # the core has drawn it already
        return message
    line = getattr(error, "lineno", None) or getattr(error, "line", None)
    column = getattr(error, "offset", None)
    if column is None:
        column = (getattr(error, "column", 0) or 0) + 1
    if not isinstance(error, SyntaxError) and not hasattr(error, "line"):
        line = _line_of(error, name)
        column = None
        message = f"{type(error).__name__}: {message}"
    if not line:
        return f"physl: {name}: {message}"
    lines = text.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    if column is None:
        return f"{name}:{line}: {message}\n  {shown}"
    end = getattr(error, "end_offset", None) or column + 1
    if getattr(error, "end_lineno", line) not in (None, line):
        end = len(shown) + 1
    indent = "".join("\t" if c == "\t" else " " for c in shown[: column - 1])
    carets = "^" * max(1, min(end, len(shown) + 1) - column)
    return f"{name}:{line}:{column}: {message}\n  {shown}\n  {indent}{carets}"


def _line_of(error: Exception, name: str) -> int | None:
    """The line of the text at which the traceback of a run-time error ends."""
    line = None
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == name:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


if __name__ == "__main__":
    raise SystemExit(main())
