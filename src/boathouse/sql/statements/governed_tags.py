"""CREATE, ALTER, DROP, SHOW and DESCRIBE GOVERNED TAG, and GRANT and REVOKE on one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from boathouse.context import Context
from boathouse.sql.errors import SqlError
from boathouse.sql.grammar.governed_tags import GovernedTag
from boathouse.sql.patterns import documented
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.statements.local import Act, Fields, Listing

SHOWN: Fields = tuple(
    (name, "string") for name in ("Tag Key", "Description", "Values", "Create Time", "Update Time")
)
DESCRIBED: Fields = (("info_name", "string"), ("info_value", "string"))
JSON: Fields = (("json_metadata", "string"),)


def plan(planning: Planning) -> Plan:
    """A statement about governed tags."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, GovernedTag)
    tag = tree.tag
    match tree.verb:
        case "SHOW" | "DESCRIBE":
            return _shown(planning, tree)
        case "DROP":
            return Act(lambda ctx: catalog.drop_governed_tag(ctx, tag))
        case "GRANT" | "REVOKE":
            revoke, who = tree.verb == "REVOKE", tree.principal
            roles = [_role(one) for one in tree.privileges]
            return Act(lambda ctx: catalog.grant_governed_tag(ctx, tag, roles, who, revoke=revoke))
        case verb:
            given = {"description": tree.description, "values": tree.values}
            fields = {key: value for key, value in given.items() if value is not None}
            new = verb == "CREATE"
            return Act(lambda ctx: catalog.put_governed_tag(ctx, tag, fields, new=new))


def _shown(planning: Planning, tree: GovernedTag) -> Plan:
    catalog, tag = planning.catalog, tree.tag
    if tree.verb == "SHOW":
        wanted = documented(tree.pattern)

        def gather(ctx: Context) -> list[tuple[Any, ...]]:
            found = catalog.governed_tags(ctx)
            return [_row(one) for one in found if wanted(one["tag_key"])]

        return Listing(SHOWN, gather)
    if tree.as_json:
        return Listing(JSON, lambda ctx: [(json.dumps(_one(catalog.governed_tags(ctx), tag)),)])
    return Listing(DESCRIBED, lambda ctx: _described(_one(catalog.governed_tags(ctx), tag)))


def _one(found: Any, tag: str) -> Mapping[str, Any]:
    info = next((one for one in found if one["tag_key"] == tag), None)
    if info is None:
        raise SqlError("NOT_FOUND", f"Tag policy {tag} does not exist.", "42704")
    return dict(info)


def _row(info: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        info["tag_key"],
        info.get("description"),
        _values(info) or None,
        info["create_time"],
        info["update_time"],
    )


def _described(info: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    lines = (
        ("Tag Key", info["tag_key"]),
        ("Id", info["id"]),
        ("Description", info.get("description")),
        ("Values", _values(info)),
        ("Create Time", info["create_time"]),
        ("Update Time", info["update_time"]),
    )
    return [line for line in lines if line[1]]


def _values(info: Mapping[str, Any]) -> str:
    return ", ".join(one["name"] for one in info.get("values") or ())


def _role(privilege: str) -> str:
    if privilege not in ("ASSIGN", "MANAGE"):
        why = f"{privilege} is no privilege on a governed tag: ASSIGN and MANAGE are."
        raise SqlError("INVALID_PARAMETER_VALUE", why, "22023")
    return "assigner" if privilege == "ASSIGN" else "manager"
