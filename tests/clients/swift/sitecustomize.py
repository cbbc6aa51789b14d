"""On PYTHONPATH of clients that wait: their sleeps become short, their code stays as it is."""

import time

LONGEST = 0.2
_real = time.sleep


def _sleep(seconds: float) -> None:
    _real(min(seconds, LONGEST))


time.sleep = _sleep
