"""Connections, shares and recipients: CREATE, ALTER, DROP, DESCRIBE and SHOW."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from boathouse.sql.grammar.sharing import SharingStatement
from boathouse.sql.grammar.show import Show
from boathouse.sql.patterns import documented
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.statements.local import Act, Fields, Rows

_REPORT: Fields = (("info_name", "string"), ("info_value", "string"))
_SHARE: Fields = (
    ("name", "string"),
    ("created_at", "timestamp"),
    ("created_by", "string"),
    ("comment", "string"),
)
_LISTED: Mapping[str, tuple[str, Fields]] = MappingProxyType(
    {
        "CONNECTIONS": (
            "CONNECTION",
            tuple(
                (name, "string")
                for name in ("name", "connection_type", "credential_type", "comment")
            ),
        ),
        "SHARES": ("SHARE", (("name", "string"), ("comment", "string"))),
        "RECIPIENTS": ("RECIPIENT", (("name", "string"), ("comment", "string"))),
    }
)
"""What SHOW names, the kind that it is, and the columns of its list."""


def plan(planning: Planning) -> Plan:
    """CREATE, ALTER, DROP or DESCRIBE one."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, SharingStatement)
    kind, name, exists = tree.kind, tree.name.lower(), tree.exists
    settings = dict(tree.settings)
    match tree.verb:
        case "DESCRIBE":
            return _described(planning, kind, name)
        case "CREATE":
            return Act(lambda ctx: catalog.create_shared(ctx, kind, name, exists, settings))
        case "ALTER":
            return Act(lambda ctx: catalog.alter_shared(ctx, kind, name, settings))
        case _:
            return Act(lambda ctx: catalog.drop_shared(ctx, kind, name, exists))


def _described(planning: Planning, kind: str, name: str) -> Plan:
    found = planning.catalog.shared(planning.ctx, kind, name)
    moment = datetime.fromtimestamp(found["created_at"] / 1000, UTC)
    if kind == "SHARE":
        row = {**found, "created_at": moment}
        return Rows(_SHARE, [tuple(row.get(column) for column, _ in _SHARE)])
    shown = {**found, "created_at": moment.isoformat(timespec="milliseconds")}
    rows = _connection(shown) if kind == "CONNECTION" else _recipient(shown)
    return Rows(_REPORT, [(key, value) for key, value in rows.items() if value is not None])


def _connection(found: Mapping[str, Any]) -> dict[str, Any]:
    """As in the documentation of DESCRIBE CONNECTION."""
    options = ", ".join(f"({key}, '{value}')" for key, value in found["options"].items())
    return {
        "name": found["name"],
        "Connection Type": found["connection_type"],
        "Credential Type": found["credential_type"],
        "Owner": found["owner"],
        "Created At": found["created_at"],
        "Created By": found["created_by"],
        "Comment": found.get("comment"),
        "Options": f"({options})",
    }


def _recipient(found: Mapping[str, Any]) -> dict[str, Any]:
    """As in the documentation of DESCRIBE RECIPIENT."""
    return {
        "recipient_name": found["name"],
        "authentication_type": "DATABRICKS",
        "owner": found["owner"],
        "created_by": found["created_by"],
        "created_at": found["created_at"],
        "comment": found.get("comment"),
        "metastore_id": found["global_metastore_id"],
    }


def show(planning: Planning, tree: Show) -> Plan:
    """SHOW CONNECTIONS, SHARES, RECIPIENTS: what the caller may see."""
    kind, fields = _LISTED[tree.kind]
    wanted = documented(tree.like)
    found = planning.catalog.all_shared(planning.ctx, kind)
    rows = [tuple(one.get(name) for name, _ in fields) for one in found if wanted(one["name"])]
    return Rows(fields, rows)


SHOWERS: Mapping[str, Callable[[Planning, Show], Any]] = MappingProxyType(
    dict.fromkeys(_LISTED, show)
)
