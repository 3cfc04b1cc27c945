"""The command `phylanx`: info, check, rules, cache.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phylanx import __version__
from phylanx.errors import CODES, Finding


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="phylanx", description=__doc__.splitlines()[0])
    parser.add_argument("--version", action="version", version=f"phylanx {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    info = commands.add_parser("info", help="versions, processors and options")
    info.add_argument("--ops", action="store_true", help="list the operations of PhySL instead")
    info.set_defaults(run=_info)

    check = commands.add_parser("check", help="list what is not compiled of a file's functions")
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("--format", choices=("text", "json", "sarif"), default="text")
    check.add_argument("--all", action="store_true", help="functions without @Phylanx too")
    check.add_argument(
        "--strict", action="store_true", help="exit status 1 where a whole function runs in Python"
    )
    check.set_defaults(run=_check)

    rules = commands.add_parser("rules", help="test rewrite rules against NumPy")
    rules.add_argument("action", choices=("check",))
    rules.add_argument("file", type=Path, metavar="FILE", help="a .physlrules or .py file")
    rules.add_argument("--samples", type=int, default=2000, metavar="N", help="inputs tried for each rule")
    rules.add_argument("--seed", type=int, default=0, metavar="N")
    rules.add_argument("--exact", action="store_true", help="rounding counts as a difference")
    rules.add_argument(
        "--ordinary", action="store_true", help="no infinities, NaN, overflow, underflow and -0.0"
    )
    rules.set_defaults(run=_rules)

    cache = commands.add_parser("cache", help="the compiled code kept on disk")
    cache.add_argument("action", choices=("show", "clear"), nargs="?", default="show")
    cache.set_defaults(run=_cache)

    chosen = parser.parse_args(arguments)
    return chosen.run(chosen)


# --- info ----------------------------------------------------------------------------------------
def _info(chosen: argparse.Namespace) -> int:
    import numpy

    from phylanx import _core

    if chosen.ops:
        for _, name, spellings, parameters, _, doc in _core.op_table():
            if name:
                print(f"{name}({', '.join(parameters.split())})  {doc}  [{spellings}]")
        return 0
    processors = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    )
    rows = {
        "phylanx": _core.version(),
        "python": f"{platform.python_version()} ({sys.executable})",
        "numpy": numpy.__version__,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": processors,
        "ops": len(_core.op_table()),
        "cache": cache_folder(),
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        print(f"{name:{width}}  {value}")
    print("executors")
    for name, why in _core.executors().items():
        version = f" {_core.hpx_version()}" if name == "hpx" and not why else ""
        print(f"  {name}{version}" if not why else f"  {why}")
    print("options (environment: PHYLANX_<NAME>)")
    for name, value in _core.get_options().items():
        print(f"  {name} = {value!r}")
    return 0


# --- check ---------------------------------------------------------------------------------------
def _check(chosen: argparse.Namespace) -> int:
    try:
        functions = _functions(chosen.file, chosen.all)
    except Exception as error:  # the file is the user's: whatever it raises
        print(f"phylanx check: {chosen.file}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    from phylanx.checking import check

    found = [finding for function in functions for finding in check(function)]
    if chosen.format == "json":
        print(json.dumps([_fields(f) for f in found], indent=2))
    elif chosen.format == "sarif":
        print(json.dumps(_sarif(found), indent=2))
    else:
        for finding in found:
            print(f"{finding}\n")
        print(f"{len(functions)} functions, {len(found)} findings")
    return 1 if chosen.strict and any(f.severity == "warning" for f in found) else 0


def _functions(path: Path, every: bool) -> list[Callable[..., Any]]:
    """The functions of a file, which is imported (`__name__` is not "__main__")."""
    name = f"checked_{path.stem}"  # no other module's
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None:
        raise ImportError("this is no Python file")
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    sys.path.insert(0, str(path.resolve().parent))
    with contextlib.redirect_stdout(sys.stderr):  # what the file prints is no part of the list
        specification.loader.exec_module(module)

    names = list(vars(module).values())
    names += [v for c in names if isinstance(c, type) for v in vars(c).values()]
    found = []
    for value in names:
        decorated = getattr(type(value), "__phylanx__", False)
        function = value.__wrapped__ if decorated else value
        code = getattr(function, "__code__", None)
        if code is None or not _is_same_file(code.co_filename, path):
            continue
        if (decorated or every) and function not in found:
            found.append(function)
    return sorted(found, key=lambda f: f.__code__.co_firstlineno)


def _is_same_file(name: str, path: Path) -> bool:
    return Path(name).resolve() == path.resolve()


def _fields(finding: Finding) -> dict[str, Any]:
    names = "filename lineno col_offset code reason advice severity function".split()
    return {name: getattr(finding, name) for name in names}


def _sarif(found: list[Finding]) -> dict[str, Any]:
    results = [
        {
            "ruleId": f.code,
            "level": f.severity,
            "message": {"text": f"{f.reason}. {f.advice}" if f.advice else f.reason},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": Path(f.filename).as_posix()},
                        "region": {"startLine": f.lineno, "startColumn": f.col_offset + 1},
                    }
                }
            ],
        }
        for f in found
    ]
    rules = [{"id": code, "shortDescription": {"text": text}} for code, text in CODES.items()]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "phylanx", "rules": rules}}, "results": results}],
    }


# --- rules ---------------------------------------------------------------------------------------
def _rules(chosen: argparse.Namespace) -> int:
    from phylanx.rule_checking import check
    from phylanx.rules import load

    try:
        rules = load(chosen.file)
    except Exception as error:  # the file is the user's: whatever it raises
        place = f"{error.lineno}:{error.offset}: " if isinstance(error, SyntaxError) else " "
        words = error.msg if isinstance(error, SyntaxError) else error
        print(f"phylanx rules: {chosen.file}:{place}{type(error).__name__}: {words}", file=sys.stderr)
        return 2
    wrong = 0
    for rule in rules:
        report = check(rule, chosen.samples, chosen.seed, not chosen.ordinary, chosen.exact)
        wrong += not report.holds
        print(f"{report}\n")
    print(f"{len(rules)} rules, {wrong} wrong")
    return 1 if wrong else 0


# --- cache ---------------------------------------------------------------------------------------
def cache_folder() -> Path:
    """Where compiled code is kept."""
    from phylanx import _core

    chosen = _core.get_options().get("cache_dir") or os.environ.get("PHYLANX_CACHE_DIR")
    if chosen:
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "phylanx"


def _cache(chosen: argparse.Namespace) -> int:
    folder = cache_folder()
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink()]
    size = sum(p.stat().st_size for p in files)
    if chosen.action == "clear":
        for path in files:
            path.unlink(missing_ok=True)
        print(f"{folder}: {len(files)} files removed, {size / 2**20:.1f} MiB")
    else:
        print(f"{folder}: {len(files)} files, {size / 2**20:.1f} MiB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
