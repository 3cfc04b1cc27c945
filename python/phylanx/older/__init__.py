"""What scripts written for the first Phylanx use, on top of the new interface.

SPDX-License-Identifier: BSL-1.0
"""
