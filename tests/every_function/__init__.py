"""Every public callable of NumPy, one by one, from tables.

SPDX-License-Identifier: BSL-1.0
"""
