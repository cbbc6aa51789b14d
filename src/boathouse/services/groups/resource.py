"""What a SCIM Group is."""

from __future__ import annotations

from typing import TypedDict

from boathouse.services.principals.store import GROUP
from boathouse.services.scim.resources import ResourceType
from boathouse.wire.iam import ComplexValue, ResourceMeta


class GroupDocument(TypedDict, total=False):
    """The document as clients send it; schemas are texts, as extensions bring their own."""

    displayName: str
    entitlements: list[ComplexValue]
    externalId: str
    groups: list[ComplexValue]
    members: list[ComplexValue]
    meta: ResourceMeta
    roles: list[ComplexValue]
    schemas: list[str]


GROUP_RESOURCE = ResourceType(
    kind=GROUP,
    label="Group",
    schemas=("urn:ietf:params:scim:schemas:core:2.0:Group",),
    name_attribute="displayName",
    document=GroupDocument,
    attributes=(
        "id",
        "displayName",
        "entitlements",
        "externalId",
        "groups",
        "members",
        "meta",
        "roles",
        "schemas",
    ),
)
