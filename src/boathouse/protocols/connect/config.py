"""Settings of a session: the engine keeps them, those of catalogs and security are not had."""

from __future__ import annotations

from typing import Any

from boathouse.protocols.connect.allowed import REFUSED_SETTINGS
from boathouse.sql.errors import SqlError
from boathouse.sql.session import Session

_OURS = ("spark.sql.defaultCatalog", "spark.sql.catalog.current")


def refused(key: str) -> bool:
    """Whether a key belongs to the workspace."""
    return key.lower().startswith(REFUSED_SETTINGS)


def check(operation: Any) -> None:
    """Refuse settings that are not the session's. Where the client asked for silence, as it does
    for the cluster's own, they are left out. Raises SqlError."""
    kind = operation.WhichOneof("op_type")
    if kind == "set":
        if operation.set.silent:
            left = [pair for pair in operation.set.pairs if not refused(pair.key)]
            kept = [(pair.key, pair.value) for pair in left]
            del operation.set.pairs[:]
            for key, value in kept:
                operation.set.pairs.add(key=key, value=value)
        for pair in operation.set.pairs:
            _check(pair.key)
    elif kind == "unset":
        for key in operation.unset.keys:
            _check(key)


def completed(response: Any, session: Session) -> None:
    """Answer for the keys whose values we know."""
    for pair in response.pairs:
        if pair.key == _OURS[0]:
            pair.value = session.catalog


def _check(key: str) -> None:
    if refused(key):
        raise SqlError(
            "CANNOT_MODIFY_CONFIG",
            f'Cannot modify the value of the config "{key}": it belongs to the workspace.',
            "46110",
        )
