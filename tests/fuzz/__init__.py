"""Random NumPy programs, run plain and decorated: `python -m tests.fuzz.run --count 20000`.

SPDX-License-Identifier: BSL-1.0
"""
