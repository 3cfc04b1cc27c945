"""The tests of Phylanx; docs/testing.md says what lies where.

SPDX-License-Identifier: BSL-1.0
"""
