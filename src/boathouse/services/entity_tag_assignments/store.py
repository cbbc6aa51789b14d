"""The table of tags of what keeps none in its own row: functions, models, versions of models."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Column, Connection, String, Table, bindparam, delete, insert, select

from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, metadata

securable_tags = Table(
    "securable_tags",
    metadata,
    Column("securable_id", String(64), primary_key=True),
    # The number of a model's version; "" for the securable itself.
    Column("part", String(32), primary_key=True),
    Column("tags", Document, nullable=False),
)

_C = securable_tags.c
_ONE = Prepared(
    select(_C.tags).where(_C.securable_id == bindparam("id"), _C.part == bindparam("part"))
)
_CHUNK = 500


def tags_of(tx: Connection, securable_id: str, part: str = "") -> dict[str, str]:
    """The tags of a securable, or of a part of it."""
    row = _ONE.first(tx, id=securable_id, part=part)
    return dict(row.tags) if row else {}


def put(tx: Connection, securable_id: str, part: str, tags: Mapping[str, str]) -> None:
    """Replace all tags of a securable, or of a part of it."""
    own = (_C.securable_id == securable_id) & (_C.part == part)
    tx.execute(delete(securable_tags).where(own))
    if tags:
        row = {"securable_id": securable_id, "part": part, "tags": dict(tags)}
        tx.execute(insert(securable_tags).values(row))


def forget(tx: Connection, securable_ids: Collection[str]) -> None:
    """Remove the tags of securables that are gone for good."""
    wanted = list(securable_ids)
    for start in range(0, len(wanted), _CHUNK):
        chunk = _C.securable_id.in_(wanted[start : start + _CHUNK])
        tx.execute(delete(securable_tags).where(chunk))
