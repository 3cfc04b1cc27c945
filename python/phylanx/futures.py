"""`f.submit(...)`: a future at once; the call starts when all futures it is given are there.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

import collections
import concurrent.futures
import contextvars
import os
import threading
from collections.abc import Callable, Generator
from typing import Any

__all__ = ["Future", "submit", "value_of"]

#: Threads that may run calls at once; one that waits for a future does not count.
MOST_THREADS = 64


class Future(concurrent.futures.Future):
    """A result that may not be there yet: `result(timeout)`, `exception()`, `done()`,
    `add_done_callback(f)`; it can be awaited, and passed to decorated functions."""

    __phylanx_future__ = True

    def result(self, timeout: float | None = None) -> Any:
        if self.done():
            return super().result(0)
        with _pool.waiting():
            return super().result(timeout)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        if self.done():
            return super().exception(0)
        with _pool.waiting():
            return super().exception(timeout)

    def __await__(self) -> Generator[Any, None, Any]:
        import asyncio

        return asyncio.wrap_future(self).__await__()


class _Pool:
    """Daemon threads that run calls; they are made when needed and end when they stay idle."""

    IDLE_SECONDS = 10.0

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._queue: collections.deque[Callable[[], None]] = collections.deque()
        self._threads = 0
        self._idle = 0
        self._waiting = 0
        self._mine = threading.local()

    def add(self, job: Callable[[], None]) -> None:
        with self._ready:
            self._queue.append(job)
            self._wake()

    def _wake(self) -> None:
        """Sees to it that somebody takes the next job. Needs the lock."""
        if len(self._queue) <= self._idle:
            self._ready.notify()
        elif self._threads - self._waiting < MOST_THREADS:
            self._threads += 1
            threading.Thread(target=self._run, name="phylanx-call", daemon=True).start()

    def _run(self) -> None:
        self._mine.is_worker = True
        while True:
            with self._ready:
                self._idle += 1
                found = self._ready.wait_for(lambda: self._queue, self.IDLE_SECONDS)
                self._idle -= 1
                if not found:
                    self._threads -= 1
                    return
                job = self._queue.popleft()
            job()
            del job

    def waiting(self) -> _Waiting:
        return _Waiting(self, getattr(self._mine, "is_worker", False))

    def change_waiting(self, by: int) -> None:
        with self._ready:
            self._waiting += by
            if self._queue:
                self._wake()

    def forget(self) -> None:
        """In a forked child no thread is left."""
        self.__init__()  # type: ignore[misc]


class _Waiting:
    """While one of the pool's threads waits for a future, another may run in its place."""

    def __init__(self, pool: _Pool, counts: bool) -> None:
        self._pool, self._counts = pool, counts

    def __enter__(self) -> None:
        if self._counts:
            self._pool.change_waiting(1)

    def __exit__(self, *error: object) -> None:
        if self._counts:
            self._pool.change_waiting(-1)


_pool = _Pool()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.forget)


def submit(function: Callable[..., Any], args: tuple, kwargs: dict[str, Any]) -> Future:
    """Calls the function in another thread as soon as the futures among the arguments are done."""
    future = Future()
    call = _Call(future, function, args, kwargs, contextvars.copy_context())
    inputs = [a for a in (*args, *kwargs.values()) if isinstance(a, concurrent.futures.Future)]
    if not inputs:
        _pool.add(call.run)
    else:
        call.missing = len(inputs)
        for one in inputs:
            one.add_done_callback(call.arrived)
    return future


class _Call:
    def __init__(
        self,
        future: Future,
        function: Callable[..., Any],
        args: tuple,
        kwargs: dict[str, Any],
        context: contextvars.Context,
    ) -> None:
        self.future, self.function, self.context = future, function, context
        self.args, self.kwargs = args, kwargs
        self.missing = 0
        self._lock = threading.Lock()

    def arrived(self, _: object) -> None:
        with self._lock:
            self.missing -= 1
            last = self.missing == 0
        if last:
            _pool.add(self.run)

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            args = [value_of(a) for a in self.args]
            kwargs = {name: value_of(a) for name, a in self.kwargs.items()}
            result = self.context.run(self.function, *args, **kwargs)
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)
        finally:
            self.args, self.kwargs = (), {}  # arrays may go now


def value_of(argument: Any) -> Any:
    """The argument itself; of a future, its result."""
    if isinstance(argument, concurrent.futures.Future) or hasattr(type(argument), "__phylanx_future__"):
        return argument.result()
    return argument
