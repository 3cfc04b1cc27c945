"""Checks of the source tree itself: which room knows which, and where facts are stated.

SPDX-License-Identifier: BSL-1.0
"""
