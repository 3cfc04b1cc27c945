"""The session of the older interface: how many threads, which settings.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from phylanx.exceptions import RuntimeAlreadyInitializedError

__all__ = ["PhylanxSession"]


class PhylanxSession:
    """Started once; a call of a decorated function does without."""

    cfg: list[str] = []
    is_initialized = False
    startatlineone = False
    print_progress = False
    debug = False
    disable_decorator = False

    @staticmethod
    def init(num_threads: int = 1) -> None:
        """Starts the session with so many threads."""
        PhylanxSession._start([f"hpx.os_threads={num_threads}"])

    @staticmethod
    def config(cfg: list[str]) -> None:
        """Starts the session with settings such as `hpx.os_threads=2`, or options such as `--hpx:threads=2`. The number of
        threads is Phylanx's own; the others are for HPX, where tasks run on it (`PHYLANX_EXECUTOR=hpx`)."""
        PhylanxSession._start(list(cfg))

    @classmethod
    def _start(cls, cfg: list[str]) -> None:
        if PhylanxSession.is_initialized:
            raise RuntimeAlreadyInitializedError("the session is initialized already")
        PhylanxSession.cfg = [*PhylanxSession.cfg, *cfg]
        PhylanxSession.is_initialized = True
        from phylanx.hpx_options import apply

        apply(cfg)
