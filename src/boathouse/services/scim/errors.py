"""SCIM's own shape of errors, and how the errors of the rest are told in it [api.md 8.1]."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boathouse.errors import (
    ApiError,
    InvalidParameterValue,
    InvalidState,
    NotImplementedHere,
    PermissionDenied,
    ResourceAlreadyExists,
)
from boathouse.services.principals.changes import Immutable

SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"


class InvalidFilter(InvalidParameterValue):
    """The filter is not valid."""


class InvalidPath(InvalidParameterValue):
    """The path of a PATCH operation is not valid."""


class InvalidSyntax(InvalidParameterValue):
    """The request is not a SCIM message."""


class NoTarget(InvalidParameterValue):
    """The path of a PATCH operation finds nothing."""


_TYPES: dict[type[ApiError], tuple[int, str]] = {
    InvalidFilter: (400, "invalidFilter"),
    InvalidPath: (400, "invalidPath"),
    InvalidSyntax: (400, "invalidSyntax"),
    NoTarget: (400, "noTarget"),
    Immutable: (400, "mutability"),
    ResourceAlreadyExists: (409, "uniqueness"),
    InvalidParameterValue: (400, "invalidValue"),
    InvalidState: (400, "mutability"),
}


class ScimError(ApiError):
    """An error told in SCIM's shape; `error_code` is for our own log."""

    def __init__(self, error: ApiError) -> None:
        found = (told for kind, told in _TYPES.items() if isinstance(error, kind))
        status, self.scim_type = next(found, (error.status, ""))
        self.error_code = error.error_code
        super().__init__(error.message, status=status)

    def document(self, request_id: str) -> dict[str, Any]:
        """The body of the answer. scimType is empty, not absent, where RFC 7644 knows none: the
        Python SDK puts it before the detail, an absent one as the word None.
        """
        return {
            "schemas": [SCHEMA],
            "detail": self.message,
            "status": str(self.status),
            "scimType": self.scim_type,
        }


@contextmanager
def told_in_scim() -> Iterator[None]:
    """Errors inside leave in SCIM's shape; denials and 501 keep the one that all APIs share."""
    try:
        yield
    except (PermissionDenied, NotImplementedHere):
        raise
    except ApiError as error:
        raise ScimError(error) from None
