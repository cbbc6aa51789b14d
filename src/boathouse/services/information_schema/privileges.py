"""The views of grants: all of those on what the caller manages, its own ones on what it sees."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from boathouse.services.connections import find as connections
from boathouse.services.credentials import find as credentials
from boathouse.services.credentials.store import STORAGE
from boathouse.services.external_locations import find as external_locations
from boathouse.services.grants import assignments, securables
from boathouse.services.grants.assignments import Assignment
from boathouse.services.information_schema.listed import Row, Rows, table_name
from boathouse.services.information_schema.seen import Seen
from boathouse.services.metastores import store as metastores
from boathouse.services.tables import find

_TOGETHER = 500
"""Securables whose grants are read at once."""


def catalog_privileges(seen: Seen) -> Rows:
    return _granted(seen, ((row.entry, {"catalog_name": row.name}) for row in seen.catalogs()))


def schema_privileges(seen: Seen) -> Rows:
    return _granted(
        seen,
        (
            (row.entry(catalog.name), {"catalog_name": catalog.name, "schema_name": row.name})
            for catalog, row in seen.schemas()
        ),
    )


def table_privileges(seen: Seen) -> Rows:
    return _granted(seen, ((find.plain(found), table_name(found)) for found in seen.tables()))


def volume_privileges(seen: Seen) -> Rows:
    names = ("volume_catalog", "volume_schema", "volume_name")
    return _granted(
        seen,
        (
            (
                row.entry(catalog.name, schema.name),
                dict(zip(names, (catalog.name, schema.name, row.name), strict=True)),
            )
            for catalog, schema, row in seen.volumes()
        ),
    )


def routine_privileges(seen: Seen) -> Rows:
    return _granted(seen, ((function, _routine(function)) for function in seen.functions()))


def metastore_privileges(seen: Seen) -> Rows:
    return _granted(seen, [(None, {"metastore_id": metastores.id_of(seen.ctx.tx)})])


def external_location_privileges(seen: Seen) -> Rows:
    rows = external_locations.all_visible(seen.ctx)
    return _granted(seen, ((row.entry, {"external_location_name": row.name}) for row in rows))


def credential_privileges(seen: Seen) -> Rows:
    rows = credentials.all_visible(seen.ctx)
    return _granted(seen, ((row.entry, {"credential_name": row.name}) for row in rows))


def storage_credential_privileges(seen: Seen) -> Rows:
    rows = credentials.all_visible(seen.ctx, STORAGE)
    return _granted(seen, ((row.entry, {"storage_credential_name": row.name}) for row in rows))


def connection_privileges(seen: Seen) -> Rows:
    rows = connections.all_visible(seen.ctx)
    return _granted(seen, ((row.entry, {"connection_name": row.name}) for row in rows))


def _granted(seen: Seen, several: Iterable[tuple[Any, Row]]) -> Rows:
    """A row for each grant on securables, `several` of them with the columns that name them."""
    left = iter(several)
    while some := list(islice(left, _TOGETHER)):
        named = [securables.of(seen.ctx, securable) for securable, _ in some]
        for (_, found), (_, names) in zip(assignments.of_many(seen.ctx, named), some, strict=True):
            yield from ({**_grant(one), **names} for one in found)


def _grant(one: Assignment) -> Row:
    return {
        "grantor": one.granted_by,
        "grantee": one.principal,
        "privilege_type": one.privilege,
        "is_grantable": "NO",
        "inherited_from": one.on.kind.upper() if one.inherited else "NONE",
    }


def _routine(function: Any) -> Row:
    name = function.name
    parts = {"catalog": name.catalog, "schema": name.schema, "name": name.name}
    return {
        f"{kind}_{part}": value for kind in ("specific", "routine") for part, value in parts.items()
    }
