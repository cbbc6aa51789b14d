"""Keeps the secrets that this process has read out of what it shows.

Defence in depth only: the server redacts again, and knows every value. What a child process or
sys.stdout.buffer writes is not seen here.
"""

import io
import sys
from collections.abc import Callable


class Redact:
    """Replaces the secret values that this process has read by [REDACTED]."""

    def __init__(self) -> None:
        self._values: list[str] = []

    def add(self, value: str) -> None:
        """From now on hide `value`; an empty one is skipped."""
        if value and value not in self._values:
            self._values.append(value)
            # The longest first: one secret may be a part of another.
            self._values.sort(key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for value in self._values:
            text = text.replace(value, "[REDACTED]")
        return text


class RedactedText(io.TextIOWrapper):
    """A text stream that hides secrets; each write reaches the file at once.

    `copy` is called with what was written.
    """

    redact: Redact
    copy: Callable[[str], None] | None = None

    def write(self, text: str) -> int:
        """Write the redacted text. Returns the length of `text`."""
        shown = self.redact(text)
        super().write(shown)
        if self.copy is not None:
            self.copy(shown)
        return len(text)


def guard_standard_streams(redact: Redact) -> dict[str, RedactedText]:
    """Put a RedactedText in front of stdout and stderr; returns both by name."""
    guarded: dict[str, RedactedText] = {}
    for name in ("stdout", "stderr"):
        plain = getattr(sys, name)
        stream = RedactedText(
            plain.buffer, encoding="utf-8", errors="backslashreplace", write_through=True
        )
        stream.redact = redact
        # The first wrapper would close the descriptor when it is collected.
        setattr(sys, f"__{name}__", plain)
        setattr(sys, name, stream)
        guarded[name] = stream
    return guarded
