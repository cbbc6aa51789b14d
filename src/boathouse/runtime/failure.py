"""An exception of user code as text: the summary line, and the traceback without our frames."""

import os
import traceback
from dataclasses import dataclass
from pathlib import Path

from boathouse.runtime.redact import Redact

SUMMARY_LIMIT = 10_000
TRACE_LIMIT = 1_000_000

_OURS = (str(Path(__file__).parent), "<frozen runpy>", "<frozen importlib")
_IPYTHON = ("/IPython/core/",)
_TEMPORARY = ("/tmp/", "/var/tmp/")  # noqa: S108


@dataclass(frozen=True)
class Failure:
    """What went wrong, as it is shown: at most 10,000 and 1,000,000 characters."""

    kind: str
    message: str
    summary: str
    trace: str

    def mapped(self, change: Redact) -> "Failure":
        """The same with every text passed through `change`."""
        texts = (self.kind, self.message, self.summary, self.trace)
        return Failure(*(change(text) for text in texts))


def describe(error: BaseException) -> Failure:
    """Turn an exception into text.

    `summary` is the line that names the exception, with the first line of its message.
    """
    _explain(error)
    rendered = traceback.TracebackException.from_exception(error, compact=True)
    _drop_our_frames(rendered)
    kind = type(error).__name__
    if isinstance(error, SystemExit):
        summary = trace = f"SystemExit: {error.code}"
        return Failure(kind, str(error.code), summary[:SUMMARY_LIMIT], trace[:TRACE_LIMIT])
    trace = "".join(rendered.format())
    return Failure(kind, _text(error), _summary(rendered)[:SUMMARY_LIMIT], _cut(trace))


def _explain(error: BaseException) -> None:
    """Say where temporary files go, to code that is isolated without a /tmp of its own."""
    place = os.environ.get("TMPDIR", "")
    if not isinstance(error, PermissionError) or not place:
        return
    if str(error.filename).startswith(_TEMPORARY) and not str(error.filename).startswith(place):
        error.strerror = f"{error.strerror} (temporary files go to {place})"


def _summary(rendered: traceback.TracebackException) -> str:
    notes = rendered.__notes__
    rendered.__notes__ = None
    lines = list(rendered.format_exception_only())
    rendered.__notes__ = notes
    return lines[-1].strip().split("\n", 1)[0]


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as broken:
        return f"<its message cannot be shown: {type(broken).__name__}>"


def _cut(trace: str) -> str:
    if len(trace) <= TRACE_LIMIT:
        return trace
    half = TRACE_LIMIT // 2
    note = f"\n... {len(trace) - TRACE_LIMIT} characters left out ...\n"
    return trace[:half] + note + trace[-half:]


def _drop_our_frames(rendered: traceback.TracebackException) -> None:
    waiting: list[traceback.TracebackException | None] = [rendered]
    while waiting:
        one = waiting.pop()
        if one is None:
            continue
        kept = [frame for frame in one.stack if not _ours(frame.filename)]
        one.stack = traceback.StackSummary.from_list(kept)
        waiting += [one.__cause__, one.__context__, *(one.exceptions or [])]


def _ours(filename: str) -> bool:
    return filename.startswith(_OURS) or any(part in filename for part in _IPYTHON)
