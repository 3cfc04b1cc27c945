"""The binding: phylanx._core as Python sees it.

SPDX-License-Identifier: BSL-1.0
"""
