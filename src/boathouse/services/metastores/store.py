"""The facts of the one metastore, kept among the workspace's own settings."""

from __future__ import annotations

import uuid
from typing import cast

from sqlalchemy import Connection

from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.store import settings

_ID = "metastore_id"
_NAME = "metastore_name"
_MADE_AT = "metastore_created_at"
_EXTERNAL_ACCESS = "metastore_external_access"
_CHANGED = "metastore_changed"

DEFAULT_NAME = "boathouse"
DEFAULT_CATALOG = "main"
OWNER = "admins"
"""The group that owns the metastore and what the first start puts in it."""


def first_metastore(tx: Connection, now: int) -> str:
    """The id of the metastore, which the first start makes."""
    settings.put_once(tx, _NAME, DEFAULT_NAME)
    settings.put_once(tx, _MADE_AT, str(now))
    return settings.put_once(tx, _ID, str(uuid.uuid4()))


def id_of(tx: Connection) -> str:
    """The id of the metastore."""
    return cast(str, settings.get(tx, _ID))


def name_of(tx: Connection) -> str:
    """The name of the metastore."""
    return cast(str, settings.get(tx, _NAME))


def made_at(tx: Connection) -> int:
    """When the metastore was made, in epoch milliseconds."""
    return int(cast(str, settings.get(tx, _MADE_AT)))


def external_access(tx: Connection) -> bool:
    """Whether engines of others may have credentials for files; off until an admin says so."""
    return settings.get(tx, _EXTERNAL_ACCESS) == "true"


def last_change(tx: Connection) -> tuple[int, str]:
    """When the metastore was changed, in epoch milliseconds, and by whom; first by its making."""
    found = settings.get(tx, _CHANGED)
    if found is None:
        return made_at(tx), SYSTEM_OWNER
    moment, _, user = found.partition(" ")
    return int(moment), user


def change(
    tx: Connection, *, now: int, by: str, external_access: bool | None, name: str | None
) -> None:
    """Other facts; None leaves one as it is."""
    if external_access is not None:
        settings.put(tx, _EXTERNAL_ACCESS, str(external_access).lower())
    if name is not None:
        settings.put(tx, _NAME, name)
    settings.put(tx, _CHANGED, f"{now} {by}")
