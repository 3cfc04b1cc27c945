"""What users rely on, one subject a file.

SPDX-License-Identifier: BSL-1.0
"""
