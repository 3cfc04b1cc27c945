"""The front end: Python source to PhySL text.

SPDX-License-Identifier: BSL-1.0
"""
