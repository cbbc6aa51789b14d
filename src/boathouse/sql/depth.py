"""Running what calls itself deeply: first as it is, then on a thread with a large stack."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# sqlglot takes about 20 frames for a bracket. Measured: 10,000 of its frames fit into 64 MB.
FRAMES = 12_000
STACK_BYTES = 256 * 1024 * 1024


class TooDeep(Exception):
    """It calls itself more often than even the large stack has room for."""


_one_at_a_time = threading.Lock()


def deeply(work: Callable[[], T]) -> T:
    """`work()`, once more with a large stack if it is too deep. Raises TooDeep.

    `work` must bear being run twice. The recursion limit is the interpreter's, so it is raised for
    the time of the second run only, and by one thread at a time.
    """
    try:
        return work()
    except RecursionError:
        return on_large_stack(work)


def on_large_stack(work: Callable[[], T]) -> T:
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    with _one_at_a_time:
        usual, usual_stack = sys.getrecursionlimit(), threading.stack_size(STACK_BYTES)
        sys.setrecursionlimit(FRAMES)
        try:
            thread = threading.Thread(target=run, name="deep")
            thread.start()
            thread.join()
        finally:
            sys.setrecursionlimit(usual)
            threading.stack_size(usual_stack)
    if errors and isinstance(errors[0], RecursionError):
        raise TooDeep from errors[0]
    if errors:
        raise errors[0]
    return results[0]
