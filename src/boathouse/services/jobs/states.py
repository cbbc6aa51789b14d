"""The life of a run and of a task run: the states, the moves between them, and no other way.

Drawn in docs/state_machine.md. Names are the API's [jobs_notebooks_clusters.md B5.4].
"""

from __future__ import annotations

from dataclasses import dataclass

ENDED = frozenset({"TERMINATED", "SKIPPED", "INTERNAL_ERROR"})

RUN_MOVES: dict[str, frozenset[str]] = {
    "QUEUED": frozenset({"PENDING", "TERMINATED"}),
    "PENDING": frozenset({"RUNNING", "TERMINATING", "TERMINATED", "INTERNAL_ERROR"}),
    "RUNNING": frozenset({"TERMINATING", "TERMINATED", "INTERNAL_ERROR"}),
    "TERMINATING": frozenset({"TERMINATED", "INTERNAL_ERROR"}),
}
"""A run moves only along these; SKIPPED is where a run that may not start is born."""

REPAIRS: dict[str, frozenset[str]] = {
    "TERMINATED": frozenset({"PENDING"}),
    "INTERNAL_ERROR": frozenset({"PENDING"}),
}
"""The one way out of an end: somebody repairs the run."""

TASK_MOVES: dict[str, frozenset[str]] = {
    "BLOCKED": frozenset({"PENDING", "RUNNING", "TERMINATED", "INTERNAL_ERROR"}),
    "WAITING_FOR_RETRY": frozenset({"PENDING", "RUNNING", "TERMINATED", "INTERNAL_ERROR"}),
    "PENDING": frozenset({"RUNNING", "TERMINATED", "INTERNAL_ERROR"}),
    "RUNNING": frozenset({"TERMINATING", "TERMINATED", "INTERNAL_ERROR"}),
    "TERMINATING": frozenset({"TERMINATED", "INTERNAL_ERROR"}),
}


class IllegalMove(Exception):
    """A state was to follow another that it may not follow: a defect of ours."""


@dataclass(frozen=True)
class Outcome:
    """How a run or task ended: life cycle state, result, termination code, message."""

    life_cycle_state: str
    result_state: str
    code: str
    message: str = ""


SUCCESS = Outcome("TERMINATED", "SUCCESS", "SUCCESS")
WITH_FAILURES = Outcome(
    "TERMINATED",
    "SUCCESS_WITH_FAILURES",
    "SUCCESS_WITH_FAILURES",
    "The last tasks succeeded; some before them failed.",
)
EXCLUDED = Outcome(
    "TERMINATED", "EXCLUDED", "SUCCESS", "The task was left out: its condition was not met."
)
DISABLED = Outcome("TERMINATED", "DISABLED", "DISABLED", "The task was disabled.")
CANCELED = Outcome("TERMINATED", "CANCELED", "USER_CANCELED", "Run cancelled.")
ENDED_FROM_OUTSIDE = Outcome(
    "TERMINATED", "CANCELED", "CANCELED", "The task was ended by a signal that nobody here sent."
)
UNSUPERVISED = Outcome(
    "INTERNAL_ERROR",
    "FAILED",
    "DRIVER_ERROR",
    "The process that watched over the task was killed.",
)
TIMED_OUT = Outcome(
    "TERMINATED", "TIMEDOUT", "RUN_EXECUTION_ERROR", "The run exceeded its timeout."
)
FAILED = Outcome(
    "TERMINATED", "FAILED", "RUN_EXECUTION_ERROR", "Workload failed, see run output for details"
)
UPSTREAM_FAILED = Outcome(
    "TERMINATED", "UPSTREAM_FAILED", "RUN_EXECUTION_ERROR", "An upstream task failed."
)
UPSTREAM_CANCELED = Outcome(
    "TERMINATED", "UPSTREAM_CANCELED", "CANCELED", "An upstream task was canceled."
)
NO_SLOT = Outcome(
    "SKIPPED",
    "MAXIMUM_CONCURRENT_RUNS_REACHED",
    "MAX_CONCURRENT_RUNS_EXCEEDED",
    "Skipped, because the job has reached its maximum of concurrent runs.",
)


def internal_error(code: str, message: str) -> Outcome:
    """The end of a run that could not be carried out. Clients read result_state even then."""
    return Outcome("INTERNAL_ERROR", "FAILED", code, message)


def misconfigured(message: str) -> Outcome:
    """The end of a task whose settings make no sense now that the run is there."""
    return Outcome("INTERNAL_ERROR", "FAILED", "INVALID_RUN_CONFIGURATION", message)


def unauthorized(message: str) -> Outcome:
    """The end of a task that may not have what it needs to start."""
    return Outcome("TERMINATED", "FAILED", "UNAUTHORIZED_ERROR", message)


def check(moves: dict[str, frozenset[str]], before: str, after: str) -> None:
    """Raise IllegalMove unless `after` may follow `before`."""
    if after not in moves.get(before, frozenset()):
        raise IllegalMove(f"{before} -> {after}")


TERMINATION_TYPES = {
    "SUCCESS": "SUCCESS",
    "SUCCESS_WITH_FAILURES": "SUCCESS",
    "DISABLED": "SUCCESS",
    "USER_CANCELED": "SUCCESS",
    "CANCELED": "SUCCESS",
    "INTERNAL_ERROR": "INTERNAL_ERROR",
    "DRIVER_ERROR": "INTERNAL_ERROR",
}
"""Termination types by code; every other code is the client's to mend."""


def termination_type(code: str) -> str:
    """SUCCESS, INTERNAL_ERROR, CLIENT_ERROR or CLOUD_FAILURE."""
    return TERMINATION_TYPES.get(code, "CLIENT_ERROR")
