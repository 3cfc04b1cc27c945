"""What a back end of Keras asked of the first Phylanx.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["in_top_k"]


def in_top_k(predictions: Any, targets: Any, k: int) -> np.ndarray:
    """Whether the target of each row is among its k greatest predictions."""
    p, t = np.asarray(predictions), np.asarray(targets, dtype=np.int64)
    greater = (p > np.take_along_axis(p, t[:, None], axis=1)).sum(axis=1)
    return greater < k
