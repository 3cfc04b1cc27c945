"""Values as bytes: JSON, with arrays in base64. Reading executes nothing.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np

from phylanx.physl.values import is_list

_MAGIC = b"phylanx value 1\n"


def to_bytes(value: Any) -> bytes:
    return _MAGIC + json.dumps(_plain(value)).encode()


def from_bytes(data: bytes) -> Any:
    if not data.startswith(_MAGIC):
        raise ValueError("these bytes are no serialised value")
    try:
        return _value(json.loads(data[len(_MAGIC) :]))
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"these bytes are no serialised value: {error}") from None


def _plain(v: Any) -> Any:
    if v is None or isinstance(v, bool | int | str):
        return v
    if isinstance(v, float):
        return {"float": v.hex()}
    if isinstance(v, complex):
        return {"complex": [v.real.hex(), v.imag.hex()]}
    if isinstance(v, np.ndarray | np.generic):
        a = np.asarray(v)
        if a.dtype.kind not in "biufc":
            raise TypeError(f"arrays of {a.dtype} cannot be serialised")
        data = base64.b64encode(np.ascontiguousarray(a).tobytes()).decode()
        return {"array": data, "dtype": a.dtype.str, "shape": list(a.shape), "number": not isinstance(v, np.ndarray)}
    if is_list(v) or isinstance(v, tuple):
        return [_plain(x) for x in v]
    if isinstance(v, dict):
        return {"dict": [[_plain(k), _plain(x)] for k, x in v.items()]}
    code = getattr(v, "node", None)
    if code is not None:
        return {"code": str(code)}
    raise TypeError(f"{v!r} cannot be serialised")


def _value(v: Any) -> Any:
    if isinstance(v, list):
        return [_value(x) for x in v]
    if not isinstance(v, dict):
        return v
    if "float" in v:
        return float.fromhex(v["float"])
    if "complex" in v:
        return complex(*map(float.fromhex, v["complex"]))
    if "dict" in v:
        return {_value(k): _value(x) for k, x in v["dict"]}
    if "code" in v:
        from phylanx.physl.evaluator import State

        return State().run(v["code"], "<serialised>")
    dtype = np.dtype(v["dtype"])
    if dtype.kind not in "biufc":
        raise ValueError("these bytes are no serialised value")
    a = np.frombuffer(base64.b64decode(v["array"]), dtype).reshape(v["shape"])
    return a[()] if v["number"] else a.copy()
