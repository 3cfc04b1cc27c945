"""Differential tests against NumPy, generated from the op table.

SPDX-License-Identifier: BSL-1.0
"""
