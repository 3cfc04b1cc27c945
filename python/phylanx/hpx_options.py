"""HPX's settings and command line as the older interface and `physl` take them.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import shlex

__all__ = ["apply"]

#: Settings that have no meaning where HPX is a guest in a Python process.
_LEFT_OUT = ("hpx.run_hpx_main",)


def apply(settings: list[str]) -> list[str]:
    """Settings of HPX's configuration (`hpx.stacks.large_size=4194304`) and options of its command line. The number
    of threads is Phylanx's; the rest is kept for HPX, which takes it when it starts. Gives that rest."""
    from phylanx import _core
    from phylanx.settings import set_num_threads

    words = []
    for setting in settings:
        name, _, value = setting.partition("=")
        name = name.rstrip("!")
        if name in ("hpx.os_threads", "--hpx:threads") and value.isdigit():
            set_num_threads(int(value))
        elif setting.startswith("--hpx:"):
            words.append(setting)
        elif name not in _LEFT_OUT:
            words.append(f"--hpx:ini={setting}")
    if words:
        before = shlex.split(_core.get_options()["hpx_args"])
        _core.set_option("hpx_args", shlex.join([*before, *words]))
    return words
