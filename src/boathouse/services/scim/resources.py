"""Resources on the wire and their rows: one description for each type, both ways."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import InvalidParameterValue
from boathouse.services.principals import members, store
from boathouse.services.principals.store import GROUP, SERVICE_PRINCIPAL, USERS_ID, PrincipalRow

ENDPOINTS = {GROUP: "Groups", SERVICE_PRINCIPAL: "ServicePrincipals"}

NOT_FOR_OTHERS = frozenset(("externalId", "entitlements", "roles"))
"""Attributes that only admins and the principal itself may see, and so filter by."""

_DERIVED = frozenset(("schemas", "id", "meta", "groups", "members", "account_id"))
_IN_COLUMNS = frozenset(("displayName", "active", "externalId"))


@dataclass(frozen=True)
class ResourceType:
    """One type of SCIM resource. `document` is the TypedDict of what a client may send."""

    kind: str
    label: str
    schemas: tuple[str, ...]
    name_attribute: str
    document: Any
    attributes: tuple[str, ...]
    """Every attribute that is known, in the schema's spelling."""

    def spelled(self, name: str) -> str:
        """An attribute's name in the schema's spelling; what is unknown stays as it is."""
        return {known.lower(): known for known in self.attributes}.get(name.lower(), name)

    def knows(self, name: str) -> bool:
        """Whether an attribute is in the schema, or in an extension by its URN."""
        return self.spelled(name) in self.attributes or name.lower().startswith("urn:")


def show(
    tx: Connection,
    viewer: Principal,
    kind: ResourceType,
    rows: Sequence[PrincipalRow],
    derived: Collection[str] = ("groups", "members"),
) -> list[dict[str, Any]]:
    """The resources as the viewer may see them, with the derived attributes that are asked for."""
    ids = [row.principal_id for row in rows]
    groups = _groups(tx, kind, ids) if "groups" in derived else {}
    held = members.members_of(tx, ids) if kind.kind == GROUP and "members" in derived else {}
    shown = []
    for row in rows:
        resource = _resource(kind, row)
        if row.principal_id in groups:
            resource["groups"] = groups[row.principal_id]
        if row.principal_id in held:
            resource["members"] = [_member(member) for member in held[row.principal_id]]
        if not (viewer.admin or viewer.user_id == row.principal_id):
            resource = {k: v for k, v in resource.items() if k not in NOT_FOR_OTHERS}
        shown.append(resource)
    return shown


def read(kind: ResourceType, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What a client sent, checked and in the schema's spelling.

    Errors: InvalidParameterValue.
    """
    resource = {kind.spelled(name): value for name, value in sent.items() if value is not None}
    known = {name: resource[name] for name in resource if name in kind.document.__annotations__}
    try:
        checked = msgspec.convert(known, kind.document, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidParameterValue(str(error).replace("`", "")) from None
    return {**resource, **{name: _over(resource[name], checked[name]) for name in known}}


def row_of(
    kind: ResourceType, resource: Mapping[str, Any], old: PrincipalRow, now: int
) -> PrincipalRow:
    """The row of a resource that `read` gave; what cannot be sent stays as in `old`."""
    name = resource.get(kind.name_attribute) or old.name
    if kind.kind != GROUP and store.key_of(name) == store.key_of(old.name):
        name = old.name
    kept = _DERIVED | _IN_COLUMNS | {kind.name_attribute}
    return dataclasses.replace(
        old,
        name=name,
        display_name=name if kind.kind == GROUP else _display_name(resource, name),
        active=resource.get("active", old.active),
        external_id=resource.get("externalId") or None,
        document={key: value for key, value in resource.items() if key not in kept},
        modified_at=now,
    )


def member_ids(resource: Mapping[str, Any]) -> set[int]:
    """The principals that a group's resource holds. Errors: InvalidParameterValue."""
    return {parse_id(member.get("value")) for member in resource.get("members", [])}


def parse_id(text: Any) -> int:
    """The id in a text; InvalidParameterValue for what is none."""
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidParameterValue(f"{str(text)[:50]} is not the id of a principal.")
    return int(text)


def _over(sent: Any, checked: Any) -> Any:
    """The checked values laid over what was sent, so that parts we do not know stay."""
    if isinstance(sent, Mapping) and isinstance(checked, Mapping):
        return {**sent, **checked}
    if isinstance(sent, list) and isinstance(checked, list):
        return [_over(left, right) for left, right in zip(sent, checked, strict=True)]
    return checked


def _display_name(resource: Mapping[str, Any], name: str) -> str:
    whole = resource.get("name") or {}
    parts = (whole.get("givenName"), whole.get("familyName"))
    return resource.get("displayName") or " ".join(filter(None, parts)) or name


def _resource(kind: ResourceType, row: PrincipalRow) -> dict[str, Any]:
    extensions = [name for name in row.document if name.startswith("urn:")]
    resource: dict[str, Any] = {
        "schemas": [*kind.schemas, *extensions],
        "id": str(row.principal_id),
        kind.name_attribute: row.name,
        "displayName": row.display_name,
    }
    if row.external_id is not None:
        resource["externalId"] = row.external_id
    if kind.kind == GROUP:
        resource["meta"] = {"resourceType": "Group" if not row.system else "WorkspaceGroup"}
    else:
        resource["active"] = row.active
    if "emails" in kind.attributes:
        resource["emails"] = [{"type": "work", "value": row.name, "primary": True}]
    return {**resource, **row.document}


def _groups(
    tx: Connection, kind: ResourceType, ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """For each principal the groups that it is in; the indirect ones only when one is asked for."""
    direct = members.direct_groups_of(tx, ids)
    found = {}
    for principal_id in ids:
        own = dict(direct.get(principal_id, {}))
        if kind.kind != GROUP:
            own[USERS_ID] = store.USERS
        shown = [_group(key, name, "direct") for key, name in own.items()]
        if len(ids) == 1:
            above = store.groups_of(tx, principal_id)
            shown += [_group(key, above[key], "indirect") for key in sorted(above.keys() - own)]
        if shown:
            found[principal_id] = shown
    return found


def _group(group_id: int, name: str, how: str) -> dict[str, Any]:
    return {"value": str(group_id), "display": name, "type": how, "$ref": f"Groups/{group_id}"}


def _member(row: members.Member) -> dict[str, Any]:
    endpoint = ENDPOINTS.get(row.kind, "Users")
    ref = f"{endpoint}/{row.principal_id}"
    return {"value": str(row.principal_id), "display": row.display_name, "$ref": ref}


def project(
    resource: Mapping[str, Any], attributes: Iterable[str], excluded: Iterable[str]
) -> dict[str, Any]:
    """The resource with the attributes asked for only (`emails.value` too); id always stays."""
    wanted = [name.lower() for name in attributes]
    unwanted = {name.lower() for name in excluded} - {"id", "schemas"}
    if not wanted and not unwanted:
        return dict(resource)
    shown: dict[str, Any] = {}
    for key, value in resource.items():
        subs = [name.partition(".")[2] for name in wanted if name.partition(".")[0] == key.lower()]
        if key in ("id", "schemas") or not wanted or "" in subs:
            if key.lower() not in unwanted:
                shown[key] = value
        elif subs:
            shown[key] = _only(value, subs)
    return shown


def _only(value: Any, subs: Collection[str]) -> Any:
    if isinstance(value, list):
        return [_only(item, subs) for item in value]
    if isinstance(value, Mapping):
        return {key: item for key, item in value.items() if key.lower() in subs}
    return value
