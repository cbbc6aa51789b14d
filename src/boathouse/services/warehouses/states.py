"""The life of a warehouse: the states, the moves between them, and no other way.

Names are the API's [wire/sql.py: State]. A deleted warehouse is hidden at once; its row goes with
its engine, so that DELETING and DELETED are never seen.
"""

from __future__ import annotations

from typing import Any

STARTING, RUNNING, STOPPING, STOPPED = "STARTING", "RUNNING", "STOPPING", "STOPPED"

MOVES: dict[str, frozenset[str]] = {
    STARTING: frozenset({RUNNING, STOPPING}),
    RUNNING: frozenset({STOPPING}),
    STOPPING: frozenset({STOPPED, STARTING}),
    STOPPED: frozenset({STARTING}),
}
ACTIVE = frozenset({STARTING, RUNNING, STOPPING})


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
