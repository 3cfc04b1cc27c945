"""The older interface's place of the session.

SPDX-License-Identifier: BSL-1.0
"""
