"""`prange`: a range whose iterations may run in any order, and at the same time.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations


def prange(*arguments: int) -> range:
    """Promises that no iteration of the loop needs another. Plain Python runs it as `range`."""
    return range(*arguments)
