"""Converted functions as short texts: without tags and line breaks.

SPDX-License-Identifier: BSL-1.0
"""

import re

from phylanx.frontend import convert

_HEAD = re.compile(r"define\(\w+(?:, \w+)*, block\((.*)\)\)$")


def flat(text):
    return re.sub(r"\n *", " ", re.sub(r"\$\d+\$\d+", "", text)).replace("( ", "(").strip()


def body(function):
    """The statements of the function itself."""
    last = convert(function).text.rpartition("\ndefine$")[2]
    last = last if last.startswith("define") else f"define${last}"
    return _HEAD.match(flat(last)).group(1)


def value(function):
    """What a function of one `return` gives."""
    text = body(function)
    assert text.startswith("return("), text
    return text[len("return(") : -1]
