"""Work that may wait for the network, on separate threads."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def in_thread(name: str, work: Callable[[], T]) -> "Future[T | None]":
    """Run work on a daemon thread. The result is None if the work raises an error.

    A caller in an event loop can wait for the future without blocking the loop.
    """
    future: Future[T | None] = Future()
    # One caller must not cancel the work for others.
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception:
            future.set_result(None)

    try:
        threading.Thread(target=run, name=name, daemon=True).start()
    except RuntimeError:  # the system has too many threads
        future.set_result(None)
    return future
