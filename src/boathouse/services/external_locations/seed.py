"""External locations for the folders that the operator gave the server."""

from __future__ import annotations

import hashlib
import logging
import os
import re

from sqlalchemy import Connection

from boathouse.config import Config
from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.services.credentials import store as credentials
from boathouse.services.credentials.store import CredentialRow
from boathouse.services.external_locations import find, places, store
from boathouse.services.external_locations.store import LocationRow
from boathouse.services.metastores import store as metastores
from boathouse.store import settings

log = logging.getLogger("boathouse.external_locations")

_DONE = "external_location:"


def first_locations(tx: Connection, config: Config, now: int) -> None:
    """A location for each folder of `serve --external-location`, which admins own: once, so that
    what an admin drops later stays dropped. A folder within another one needs none of its own."""
    found = [row for row in credentials.after(tx, "", 1000) if row.built_in]
    wanted = sorted({os.path.realpath(one) for one in config.external_locations}, key=len)
    for place in wanted if found else ():
        key = f"{_DONE}{hashlib.sha256(os.fsencode(place)).hexdigest()}"
        if settings.get(tx, key) is not None:
            continue
        settings.put_once(tx, key, place)
        if find.overlapping(tx, place):
            log.info("%s overlaps with an external location: it gets none of its own", place)
            continue
        store.insert_location(tx, _row(tx, place, found[0], now))


def _row(tx: Connection, place: str, credential: CredentialRow, now: int) -> LocationRow:
    return LocationRow(
        location_id=store.new_id(),
        name=_free_name(tx, place),
        owner=metastores.OWNER,
        url=places.url_of(place),
        place=place,
        credential_id=credential.credential_id,
        credential_name=credential.name,
        created_at=now,
        created_by=SYSTEM_OWNER,
        updated_at=now,
        updated_by=SYSTEM_OWNER,
        comment="A folder that the server was started with (auto-created)",
        of_server=True,
    )


def _free_name(tx: Connection, place: str) -> str:
    """`/data/lake` is `data_lake`; with a number behind it where that is taken."""
    base = re.sub(r"[^a-z0-9_-]+", "_", place.lower().strip("/"))[:200] or "root"
    name, number = base, 1
    while store.by_name(tx, name) is not None:
        number += 1
        name = f"{base}_{number}"
    return name
