"""What an update asks of a catalog, a schema or a volume, as values for its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from boathouse.context import Context
from boathouse.errors import PrincipalDoesNotExist
from boathouse.services.catalogs.names import valid_name
from boathouse.services.principals import store as principals


class Described(Protocol):
    """A row with properties and a document of other fields."""

    @property
    def properties(self) -> dict[str, str]: ...

    @property
    def document(self) -> dict[str, Any]: ...


def stamped(ctx: Context, changes: Mapping[str, Any], rpc: str) -> dict[str, Any]:
    """New values of a row for `comment` (None takes it away), `owner` and `new_name`.

    Errors: PrincipalDoesNotExist, InvalidParameterValue for a name.
    """
    values: dict[str, Any] = {"updated_at": ctx.now, "updated_by": ctx.principal.user_name}
    if "comment" in changes:
        values["comment"] = changes["comment"] or None
    if changes.get("owner"):
        values["owner"] = existing_principal(ctx, changes["owner"])
    if changes.get("new_name"):
        values["name"] = valid_name(rpc, changes["new_name"])
    return values


def described(row: Described, changes: Mapping[str, Any]) -> dict[str, Any]:
    """New values for `properties` (merged), `unset` (names), `set_properties` (all of them) and
    `document` (merged)."""
    values: dict[str, Any] = {}
    if changes.get("set_properties") is not None:
        values["properties"] = dict(changes["set_properties"])
    elif changes.get("properties") or changes.get("unset"):
        merged = {**row.properties, **(changes.get("properties") or {})}
        gone = set(changes.get("unset") or ())
        values["properties"] = {key: text for key, text in merged.items() if key not in gone}
    if changes.get("document"):
        values["document"] = {**row.document, **changes["document"]}
    return values


def existing_principal(ctx: Context, name: str) -> str:
    """The name of a user, group or service principal as it is spelled; PrincipalDoesNotExist."""
    found = principals.by_name(ctx.tx, name)
    if found is None:
        raise PrincipalDoesNotExist(f"Could not find principal with name {name}")
    return found.name
