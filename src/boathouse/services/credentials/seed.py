"""The credential that a workspace has from its first start."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection

from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.services.credentials import store
from boathouse.services.credentials.store import STORAGE
from boathouse.services.metastores import store as metastores

FILES = "files"
"""Stands for the server's own right to its disk."""


def files_credential(tx: Connection, now: int) -> None:
    """Make `files`, which admins own, where it is missing."""
    credential_id = str(uuid.uuid5(uuid.UUID(metastores.id_of(tx)), FILES))
    if store.by_id(tx, credential_id) is not None:
        return
    row = store.new_row(
        FILES,
        STORAGE,
        metastores.OWNER,
        now,
        by=SYSTEM_OWNER,
        credential_id=credential_id,
        comment="The server's own right to its disk (auto-created)",
        built_in=True,
    )
    store.insert_credential(tx, row)
