"""The version that the first Phylanx says it is, for scripts that ask.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations


def major_version() -> int:
    return 0


def minor_version() -> int:
    return 0


def subminor_version() -> int:
    return 1


def full_version() -> int:
    """major, minor and subminor version, a byte each."""
    return 1


def full_version_as_string() -> str:
    return "0.0.1"
