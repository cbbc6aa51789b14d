"""What a SCIM User is."""

from __future__ import annotations

from typing import TypedDict

from boathouse.services.principals.store import USER
from boathouse.services.scim.resources import ResourceType
from boathouse.wire.iam import ComplexValue, Name


class UserDocument(TypedDict, total=False):
    """The document as clients send it; schemas are texts, as extensions bring their own."""

    active: bool
    displayName: str
    emails: list[ComplexValue]
    entitlements: list[ComplexValue]
    externalId: str
    groups: list[ComplexValue]
    name: Name
    roles: list[ComplexValue]
    schemas: list[str]
    userName: str


USER_RESOURCE = ResourceType(
    kind=USER,
    label="User",
    schemas=(
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:workspace:2.0:User",
    ),
    name_attribute="userName",
    document=UserDocument,
    attributes=(
        "id",
        "active",
        "displayName",
        "emails",
        "entitlements",
        "externalId",
        "groups",
        "name",
        "roles",
        "schemas",
        "userName",
    ),
)
