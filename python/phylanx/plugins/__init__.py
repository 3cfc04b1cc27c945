"""Plugins of the older interface.

SPDX-License-Identifier: BSL-1.0
"""
