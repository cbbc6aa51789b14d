"""The life of a cluster: the states, the moves between them, and no other way.

Drawn in docs/state_machine.md. Names are the API's [jobs_notebooks_clusters.md B8].
"""

from __future__ import annotations

from typing import Any

MOVES: dict[str, frozenset[str]] = {
    "PENDING": frozenset({"RUNNING", "TERMINATING"}),
    "RUNNING": frozenset({"RESIZING", "RESTARTING", "TERMINATING"}),
    "RESIZING": frozenset({"RUNNING", "RESTARTING", "TERMINATING"}),
    "RESTARTING": frozenset({"RUNNING", "TERMINATING"}),
    "TERMINATING": frozenset({"TERMINATED", "RESTARTING", "ERROR"}),
    "TERMINATED": frozenset({"PENDING"}),
    "ERROR": frozenset({"TERMINATING"}),
}
"""ERROR: something of the engine could not be ended. Every other failure ends in TERMINATED."""

STARTING = frozenset({"PENDING", "RESTARTING"})
USABLE = frozenset({"RUNNING", "RESIZING"})
ACTIVE = STARTING | USABLE | {"TERMINATING"}
ENDED = frozenset({"TERMINATED", "ERROR"})


class IllegalMove(Exception):
    """A state was to follow another that it may not follow: a defect of ours."""


def check(before: str, after: str) -> None:
    """Raise IllegalMove unless `after` may follow `before`."""
    if after not in MOVES[before]:
        raise IllegalMove(f"{before} -> {after}")


def reason(code: str, kind: str = "SUCCESS", **parameters: str) -> dict[str, Any]:
    """A TerminationReason of the API; codes and types are the SDK's enums."""
    told = {"parameters": parameters} if parameters else {}
    return {"code": code, "type": kind, **told}
