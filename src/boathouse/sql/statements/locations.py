"""External locations and credentials: CREATE, ALTER, DROP, DESCRIBE and SHOW."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from boathouse.sql.grammar.locations import LOCATION, StorageStatement
from boathouse.sql.grammar.show import Show
from boathouse.sql.patterns import documented
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.statements.local import Act, Fields, Rows

_LOCATION: Fields = (
    ("name", "string"),
    ("url", "string"),
    ("credential_name", "string"),
    ("owner", "string"),
    ("created_by", "string"),
    ("created_at", "timestamp"),
    ("comment", "string"),
)
_CREDENTIAL: Fields = (
    ("name", "string"),
    ("owner", "string"),
    ("created_at", "timestamp"),
    ("created_by", "string"),
    ("credential", "string"),
)
_LISTED: Mapping[str, tuple[str, Fields]] = MappingProxyType(
    {
        "EXTERNAL LOCATIONS": (
            LOCATION,
            (("name", "string"), ("url", "string"), ("comment", "string")),
        ),
        "STORAGE CREDENTIALS": (
            "STORAGE CREDENTIAL",
            (("name", "string"), ("comment", "string")),
        ),
        "SERVICE CREDENTIALS": (
            "SERVICE CREDENTIAL",
            (("name", "string"), ("comment", "string")),
        ),
        "CREDENTIALS": ("CREDENTIAL", (("name", "string"), ("comment", "string"))),
    }
)
"""What SHOW names, the kind that it is, and the columns of its list."""


def plan(planning: Planning) -> Plan:
    """CREATE, ALTER, DROP or DESCRIBE one."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, StorageStatement)
    kind, name, settings = tree.kind, tree.name.lower(), dict(tree.settings)
    exists, force = tree.exists, tree.force
    match tree.verb:
        case "DESCRIBE":
            return _described(planning, kind, name)
        case "CREATE":
            return Act(lambda ctx: catalog.create_location(ctx, name, exists=exists, **settings))
        case "ALTER":
            if force:
                return Act(
                    lambda ctx: catalog.alter_storage(ctx, kind, name, force=True, **settings)
                )
            return Act(lambda ctx: catalog.alter_storage(ctx, kind, name, **settings))
        case _:
            return Act(
                lambda ctx: catalog.drop_storage(ctx, kind, name, exists=exists, force=force)
            )


def _described(planning: Planning, kind: str, name: str) -> Plan:
    fields = _LOCATION if kind == LOCATION else _CREDENTIAL
    found = planning.catalog.storage(planning.ctx, kind, name)
    moment = datetime.fromtimestamp(found["created_at"] / 1000, UTC)
    row = {**found, "created_at": moment}
    return Rows(fields, [tuple(row.get(column) for column, _ in fields)])


def show(planning: Planning, tree: Show) -> Plan:
    """SHOW EXTERNAL LOCATIONS, [STORAGE | SERVICE] CREDENTIALS: what the caller may see."""
    kind, fields = _LISTED[tree.kind]
    wanted = documented(tree.like)
    found = planning.catalog.storages(planning.ctx, kind)
    rows = [tuple(one.get(name) for name, _ in fields) for one in found if wanted(one["name"])]
    return Rows(fields, rows)


SHOWERS: Mapping[str, Callable[[Planning, Show], Any]] = MappingProxyType(
    dict.fromkeys(_LISTED, show)
)
