"""The benchmark set as a test: tiny sizes, against NumPy.

SPDX-License-Identifier: BSL-1.0
"""
