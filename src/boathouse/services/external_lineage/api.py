"""/api/2.0/lineage-tracking/external-lineage."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from boathouse.context import Context, compact
from boathouse.errors import (
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.external_lineage import objects, store
from boathouse.services.external_lineage.objects import End
from boathouse.services.external_lineage.store import Relationship
from boathouse.services.external_metadata.api import moment
from boathouse.services.grants import decide
from boathouse.wire.catalog import (
    CreateRequestExternalLineage,
    DeleteRequestExternalLineage,
    ExternalLineageObject,
    LineageDirection,
    UpdateRequestExternalLineage,
)

_PATH = "/api/2.0/lineage-tracking/external-lineage"
_BODY = {"external_lineage_relationship": "the body is the relationship itself"}
_INERT = Fields(inert={**_BODY, "id": "a relationship is known by its two ends"})
MOST = 1000


@route("POST", _PATH, access=Access.USER, fields=_INERT)
def create_external_lineage_relationship(
    ctx: Context, **external_lineage_relationship: Unpack[CreateRequestExternalLineage]
) -> dict[str, Any]:
    """A relationship; external metadata is at one end of it at least."""
    given = external_lineage_relationship
    source, target = _ends(ctx, given)
    row = Relationship(
        id=str(uuid.uuid4()),
        source_key=source.key,
        target_key=target.key,
        source=source.sent,
        target=target.sent,
        columns=_pairs(given.get("columns")),
        properties=dict(given.get("properties") or {}),
        created_at=ctx.now,
        created_by=ctx.principal.user_name,
        updated_at=ctx.now,
    )
    with ctx.write() as tx:
        if store.between(tx, source.key, target.key) is not None:
            raise ResourceAlreadyExists("There is a relationship between these objects already.")
        store.add(tx, row)
    return _shown(row)


@route("PATCH", _PATH, access=Access.USER, fields=_INERT)
def update_external_lineage_relationship(
    ctx: Context,
    update_mask: str,
    **external_lineage_relationship: Unpack[UpdateRequestExternalLineage],
) -> dict[str, Any]:
    """Other columns or properties of a relationship."""
    given = external_lineage_relationship
    row = _existing(ctx, given)
    fields = {field.strip() for field in update_mask.split(",") if field.strip()}
    if fields == {"*"}:
        fields = {"columns", "properties"}
    if not fields or fields - {"columns", "properties"}:
        raise InvalidParameterValue("update_mask names columns and properties only.")
    values: dict[str, Any] = {"updated_at": ctx.now}
    if "columns" in fields:
        values["columns"] = _pairs(given.get("columns"))
    if "properties" in fields:
        values["properties"] = dict(given.get("properties") or {})
    with ctx.write() as tx:
        if not store.change(tx, row.id, **values):
            raise _gone()
    return _shown(dataclasses.replace(row, **values))


@route(
    "DELETE",
    _PATH,
    access=Access.USER,
    fields=Fields(
        inert={"external_lineage_relationship.id": "a relationship is known by its two ends"}
    ),
)
def delete_external_lineage_relationship(
    ctx: Context, external_lineage_relationship: DeleteRequestExternalLineage
) -> dict[str, Any]:
    """Forget a relationship."""
    row = _existing(ctx, external_lineage_relationship)
    with ctx.write() as tx:
        if not store.remove(tx, row.id):
            raise _gone()
    return {}


@route("GET", _PATH, access=Access.USER)
def list_external_lineage_relationships(
    ctx: Context,
    object_info: ExternalLineageObject,
    lineage_direction: LineageDirection,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """What users have told of an object, in one direction; those ends that the caller may see."""
    if page_size is not None and not 0 <= page_size <= MOST:
        raise InvalidParameterValue(f"page_size must be at most {MOST}.")
    upstream = lineage_direction == "UPSTREAM"
    asked_for = objects.end_of(ctx, object_info)
    if not objects.may_see(ctx, asked_for):
        if asked_for.securable is None:
            raise PermissionDenied("Only metastore admins can name paths outside of volumes.")
        decide.require(ctx, "BROWSE", asked_for.securable)
    listing = f"external lineage {lineage_direction} {asked_for.key}"
    page = asked(ctx, listing, page_size or 0, page_token)

    def read(after: str, most: int) -> list[Relationship]:
        return store.around(ctx.tx, asked_for.key, upstream=upstream, after=after, most=most)

    def keep(rows: Sequence[Relationship]) -> list[tuple[Relationship, End] | None]:
        return [_other(ctx, row, upstream=upstream) for row in rows]

    found, more = scanned(page, read, keep, _id)
    shown = [{"external_lineage_info": _shown(row), **_dated(end, row)} for row, end in found]
    return {**({"external_lineage_relationships": shown} if shown else {}), **more}


def _id(row: Any) -> str:
    return str(row.id if isinstance(row, Relationship) else row[0].id)


def _other(ctx: Context, row: Relationship, *, upstream: bool) -> tuple[Relationship, End] | None:
    sent, key = (row.source, row.source_key) if upstream else (row.target, row.target_key)
    end = objects.visible(ctx, sent, key)
    return (row, end) if end is not None else None


def _dated(end: End, row: Relationship) -> dict[str, Any]:
    [(name, info)] = end.info.items()
    return {name: {**info, "event_time": moment(row.updated_at)}}


def _ends(ctx: Context, given: Mapping[str, Any]) -> tuple[End, End]:
    """The two objects, which the caller may tie."""
    source = objects.end_of(ctx, given.get("source"))
    objects.require(ctx, source, source=True)
    target = objects.end_of(ctx, given.get("target"))
    objects.require(ctx, target, source=False)
    if "external_metadata" not in (source.kind, target.kind):
        raise InvalidParameterValue("source or target must be an external metadata object.")
    if source.key == target.key:
        raise InvalidParameterValue("source and target must be different objects.")
    return source, target


def _existing(ctx: Context, given: Mapping[str, Any]) -> Relationship:
    source, target = _ends(ctx, given)
    row = store.between(ctx.tx, source.key, target.key)
    if row is None:
        raise _gone()
    return row


def _gone() -> ResourceDoesNotExist:
    return ResourceDoesNotExist("There is no relationship between these objects.")


def _pairs(columns: Any) -> list[dict[str, str]]:
    return [compact({key: one.get(key) for key in ("source", "target")}) for one in columns or ()]


def _shown(row: Relationship) -> dict[str, Any]:
    document = {
        "id": row.id,
        "source": row.source,
        "target": row.target,
        "columns": row.columns or None,
        "properties": row.properties or None,
    }
    return compact(document)
