"""What a SCIM ServicePrincipal is."""

from __future__ import annotations

from typing import TypedDict

from boathouse.services.principals.store import SERVICE_PRINCIPAL
from boathouse.services.scim.resources import ResourceType
from boathouse.wire.iam import ComplexValue


class PrincipalDocument(TypedDict, total=False):
    """The document as clients send it; schemas are texts, as extensions bring their own."""

    active: bool
    applicationId: str
    displayName: str
    entitlements: list[ComplexValue]
    externalId: str
    groups: list[ComplexValue]
    roles: list[ComplexValue]
    schemas: list[str]


SERVICE_PRINCIPAL_RESOURCE = ResourceType(
    kind=SERVICE_PRINCIPAL,
    label="ServicePrincipal",
    schemas=("urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal",),
    name_attribute="applicationId",
    document=PrincipalDocument,
    attributes=(
        "id",
        "active",
        "applicationId",
        "displayName",
        "entitlements",
        "externalId",
        "groups",
        "roles",
        "schemas",
    ),
)
