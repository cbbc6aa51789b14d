"""The table of external locations. Names are kept in lower case."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.sql.securables import MetastoreObject
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

KIND = "External Location"

external_locations = Table(
    "external_locations",
    metadata,
    Column("location_id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("url", Text, nullable=False),  # as clients are shown it
    Column("place", String(2048), nullable=False, unique=True),  # see places.py
    Column("credential_id", String(36), nullable=False, index=True),
    Column("credential_name", String(255), nullable=False),  # of one that is gone: its last name
    Column("read_only", Boolean, nullable=False),
    Column("of_server", Boolean, nullable=False),  # made for `serve --external-location`
    Column("document", Document, nullable=False),  # the other fields, as they were sent
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class LocationRow:
    """A row of external_locations."""

    location_id: str
    name: str
    owner: str
    url: str
    place: str
    credential_id: str
    credential_name: str
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str
    comment: str | None = None
    read_only: bool = False
    of_server: bool = False
    document: dict[str, Any] = field(default_factory=dict)

    @property
    def entry(self) -> MetastoreObject:
        """The row as grants and statements see it."""
        return MetastoreObject(KIND, self.name, self.location_id, self.owner, self.comment)


_C = external_locations.c
_COLUMNS = [_C[name] for name in LocationRow.__dataclass_fields__]
_ALL = select(*_COLUMNS)
_BY_NAME = Prepared(_ALL.where(_C.name == bindparam("name")))
_AFTER = Prepared(
    _ALL.where(_C.name > bindparam("name")).order_by(_C.name).limit(bindparam("most"))
)
_BETWEEN = Prepared(
    _ALL.where(_C.place >= bindparam("start"), _C.place < bindparam("end")).order_by(_C.place)
)


def new_id() -> str:
    """An id for a location that is not made yet."""
    return str(uuid.uuid4())


def insert_location(tx: Connection, row: LocationRow) -> None:
    """Add a location; its name and its place must be free."""
    tx.execute(insert(external_locations).values(**vars(row)))


def update_location(tx: Connection, row: LocationRow) -> bool:
    """Write a location's row anew; False when it is gone."""
    values = {key: value for key, value in vars(row).items() if key != "location_id"}
    this = _C.location_id == row.location_id
    return tx.execute(update(external_locations).where(this).values(**values)).rowcount > 0


def delete_location(tx: Connection, location_id: str) -> bool:
    """Remove a location's row; False when it is gone already."""
    found = tx.execute(delete(external_locations).where(_C.location_id == location_id))
    return found.rowcount > 0


def by_name(tx: Connection, name: str) -> LocationRow | None:
    """The location of a name in any case."""
    row = _BY_NAME.first(tx, name=name.lower())
    return LocationRow(*row) if row else None


def after(tx: Connection, name: str, most: int) -> list[LocationRow]:
    """At most so many locations behind a name, by name."""
    return [LocationRow(*row) for row in _AFTER.all(tx, name=name, most=most)]


def at(tx: Connection, places: Sequence[str]) -> list[LocationRow]:
    """The locations whose place is one of these."""
    return [LocationRow(*row) for row in tx.execute(_ALL.where(_C.place.in_(places)))]


def between(tx: Connection, start: str, end: str) -> list[LocationRow]:
    """The locations whose places sort between two texts."""
    return [LocationRow(*row) for row in _BETWEEN.all(tx, start=start, end=end)]


def rename_credential(tx: Connection, credential_id: str, name: str) -> None:
    """A credential has another name now."""
    this = _C.credential_id == credential_id
    tx.execute(update(external_locations).where(this).values(credential_name=name))


def count_using(tx: Connection, credential_id: str) -> int:
    """How many locations use a credential."""
    query = select(func.count()).where(_C.credential_id == credential_id)
    return int(tx.execute(query).scalar_one())
