"""The facts of the one metastore, kept among the workspace's own settings."""

from __future__ import annotations

import uuid
from typing import cast

from sqlalchemy import Connection

from boathouse.store import settings

_ID = "metastore_id"
_NAME = "metastore_name"
_MADE_AT = "metastore_created_at"

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
