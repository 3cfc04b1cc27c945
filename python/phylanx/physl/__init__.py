"""PhySL as a language of its own: trees, the evaluator, the primitives, rules on trees.

SPDX-License-Identifier: BSL-1.0
"""
