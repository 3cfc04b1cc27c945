"""How each peer runs a program: the NumPy source where it takes it, else the variant that its users would write.

A program is a module FOLDER/NAME.py with `run`, `initialize(rng, *SIZES[size])`, SIZES, and, where they matter,
TOLERANCE, KINDS, STYLE ("arrays" or "loops") and `traffic(*SIZES[size])`, the least bytes that have to move. A variant
is FOLDER/NAME_PEER.py with a `run` that is ready to be called.
"""

import ast
import importlib
import importlib.util
import inspect
import os
import subprocess
import sys
import sysconfig
import types
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
OURS = "phylanx"
# What a peer is called: how it runs a program, and its environment. Threads of BLAS beside a peer's own can cost it
# more than they bring, so NumPy and Numba run both ways, and the faster counts.
CALM = {"OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
PEERS = {
    "numpy": ("numpy", {}),
    "numpy, 1 BLAS thread": ("numpy", CALM),
    "numba": ("numba", {}),
    "numba, 1 BLAS thread": ("numba", CALM),
    "numba parallel": ("numba_parallel", CALM),
    "numba loops": ("numba_loops", {}),
    "jax": ("jax", {}),
    "pythran": ("pythran", CALM),
    "dace": ("dace", CALM),
    "phylanx, 1 thread": ("phylanx", {"PHYLANX_NUM_THREADS": "1"}),
    OURS: ("phylanx", {}),
}
NOT_RUN = {"initialize", "traffic"}  # functions of a program's module that no peer compiles


class Refused(Exception):
    """The peer has no way to run the program."""


def program_of(name):
    """The module of FOLDER/NAME."""
    return importlib.import_module("benchmarks." + name.replace("/", "."))


def programs(folder):
    """The names of all programs of a folder, without variants."""
    files = sorted(path.stem for path in (HERE / folder).glob("*.py"))
    return [f"{folder}/{name}" for name in files if "initialize" in (HERE / folder / f"{name}.py").read_text()]


def has_variant(name, way):
    return (HERE / f"{name}_{way}.py").exists()


def arguments_of(program, size):
    return program.initialize(np.random.default_rng(0), *program.SIZES[size])


def load(name, way):
    """What the peer needs, imported: its first call shall not count the time of an import."""
    module = {"numba_parallel": "numba", "numba_loops": "numba", "numpy": None, "pythran": None}.get(way, way)
    if module:
        importlib.import_module(module)
    if way == OURS:
        from phylanx import Phylanx  # noqa: F401 (its names are loaded when first used)
    if has_variant(name, way):
        return program_of(f"{name}_{way}").run
    if has_variant(name, way.partition("_")[0]) and way == "numba_parallel":
        raise Refused("there is a Numba program")
    if way == "numba_loops":
        raise Refused("there is no such program")
    return None


def function_of(name, way, arguments, folder):
    """The program as the peer's users run it, not compiled yet where it compiles at the first call."""
    made = globals()[way.removesuffix("_parallel")]
    if way == "pythran":
        return made(name, arguments, folder)
    if way == "jax":
        return made(fresh(name), arguments)
    return made(fresh(name), *([True] if way == "numba_parallel" else []))


def fresh(name):
    """A module of its own, whose names may be changed."""
    path = HERE / f"{name}.py"
    spec = importlib.util.spec_from_file_location("program_" + path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def functions(module):
    made = {n: f for n, f in vars(module).items() if isinstance(f, types.FunctionType)}
    return {n: f for n, f in made.items() if f.__module__ == module.__name__ and n not in NOT_RUN}


def numpy(module):
    return module.run


def phylanx(module):
    import phylanx

    return phylanx.Phylanx(module.run)


def numba(module, parallel=False):
    import numba

    for name, function in functions(module).items():
        setattr(module, name, numba.njit(parallel=parallel)(function))
    return module.run


def jax(module, arguments):
    """The NumPy source with JAX's NumPy in its place; Python's integers are sizes and counts."""
    import jax

    jax.config.update("jax_enable_x64", True)
    module.np = jax.numpy
    whole = tuple(i for i, a in enumerate(arguments) if isinstance(a, int))
    return jax.jit(module.run, static_argnums=whole)


def dace(module):
    import dace

    return dace.program(auto_optimize=True)(module.run)


def pythran(name, arguments, folder):
    """Compiles the functions of the source, with the types of these arguments, by Pythran's command."""
    source = HERE / f"{name}.py"
    tree = ast.parse(source.read_text())
    kept = [node for node in tree.body[1:] if not is_only_ours(node)]
    types_ = ", ".join(pythran_type(a) for a in arguments)
    file = Path(folder) / f"{source.stem}_pythran.py"
    text = "\n\n\n".join(ast.unparse(node) for node in kept)
    file.write_text(f"# pythran export run({types_})\n{text}\n")
    binary = file.with_suffix(sysconfig.get_config_var("EXT_SUFFIX"))
    command = [sys.executable, "-m", "pythran.run", "-O3", "-march=native", "-fopenmp", str(file), "-o", str(binary)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "rror" in line] or ["no message"]
        raise Refused(lines[0][:300])
    spec = importlib.util.spec_from_file_location(file.stem, binary)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.run


def is_only_ours(node):
    """What describes the program and is not a part of it."""
    if isinstance(node, ast.FunctionDef):
        return node.name in NOT_RUN
    names = {t.id for t in node.targets if isinstance(t, ast.Name)} if isinstance(node, ast.Assign) else set()
    return bool(names & {"KINDS", "STYLE", "SIZES", "TOLERANCE"})


def pythran_type(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype}[{','.join(':' * value.ndim)}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(pythran_type, value))})"
    return type(value).__name__


def needs_blas(program):
    """Whether NumPy may call BLAS in it, so that the number of BLAS's threads can matter."""
    source = inspect.getsource(program)
    return any(sign in source for sign in (" @ ", ".dot(", "linalg", "einsum", "matmul"))
