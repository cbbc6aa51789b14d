"""What delivering needs of a destination."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection

from boathouse.context import Vault
from boathouse.services.notification_destinations import store


@dataclass(frozen=True)
class Destination:
    """A destination with its settings in the clear: only for whom delivers."""

    destination_id: str
    destination_type: str
    config: dict[str, Any] = field(repr=False)


def opened(tx: Connection, vault: Vault, destination_id: str) -> Destination | None:
    """The destination of an id; None when it was removed."""
    row = store.get_row(tx, destination_id)
    if row is None:
        return None
    config = msgspec.json.decode(vault.open(row.sealed, row.bound))
    return Destination(row.destination_id, row.destination_type, config)


def missing(tx: Connection, destination_ids: Iterable[str]) -> list[str]:
    """Those of some ids that are no destination's."""
    wanted = sorted(set(destination_ids))
    known = store.known(tx, wanted) if wanted else set()
    return [one for one in wanted if one not in known]
