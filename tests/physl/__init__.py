"""PhySL by hand: the primitives one by one, the language, the command, the older interface, rules.

SPDX-License-Identifier: BSL-1.0
"""
