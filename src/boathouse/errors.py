"""One class per error_code of the API, and the one table of their HTTP statuses.

ApiError
├── 400  BadRequest, InvalidParameterValue, MalformedRequest, InvalidState, ResourceAlreadyExists,
│        DirectoryNotEmpty, DirectoryProtected, IoError, QuotaExceeded, ResourceLimitExceeded,
│        Max*Exceeded, {Catalog,Schema,Table,Volume}AlreadyExists, {Catalog,Schema}NotEmpty
├── 401  Unauthenticated            ├── 403  PermissionDenied
├── 404  NotFound, EndpointNotFound, ResourceDoesNotExist and, below it,
│        {Catalog,Schema,Table,Volume,Metastore,Principal}DoesNotExist
├── 409  ResourceConflict, Aborted  ├── 413  RequestTooLarge
├── 429  RequestLimitExceeded       ├── 501  NotImplementedHere
└── 500  InternalError, 503 TemporarilyUnavailable

A class's docstring is its default message. Status codes: reference/api.md 8.2. Messages must not
hold the phrases on which clients retry (api.md 8.3), such as the SDK's "Unexpected" + "error".
"""

from typing import Any

STATUS: dict[str, int] = {
    "BAD_REQUEST": 400,
    "INVALID_PARAMETER_VALUE": 400,
    "MALFORMED_REQUEST": 400,
    "INVALID_STATE": 400,
    "RESOURCE_ALREADY_EXISTS": 400,
    "DIRECTORY_NOT_EMPTY": 400,
    "QUOTA_EXCEEDED": 400,
    "RESOURCE_LIMIT_EXCEEDED": 400,
    "MAX_NOTEBOOK_SIZE_EXCEEDED": 400,
    "MAX_BLOCK_SIZE_EXCEEDED": 400,
    "MAX_READ_SIZE_EXCEEDED": 400,
    "DIRECTORY_PROTECTED": 400,
    "IO_ERROR": 400,  # a folder that is not empty, as the Go CLI's DBFS filer reads it
    "CATALOG_ALREADY_EXISTS": 400,
    "CATALOG_NOT_EMPTY": 400,
    "CONNECTION_ALREADY_EXISTS": 400,
    "CREDENTIAL_ALREADY_EXISTS": 400,
    "EXTERNAL_LOCATION_ALREADY_EXISTS": 400,
    "FUNCTION_ALREADY_EXISTS": 400,
    "RECIPIENT_ALREADY_EXISTS": 400,
    "SCHEMA_ALREADY_EXISTS": 400,
    "SCHEMA_NOT_EMPTY": 400,
    "SHARE_ALREADY_EXISTS": 400,
    "STORAGE_CREDENTIAL_ALREADY_EXISTS": 400,
    "TABLE_ALREADY_EXISTS": 400,
    "VOLUME_ALREADY_EXISTS": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ENDPOINT_NOT_FOUND": 404,
    "RESOURCE_DOES_NOT_EXIST": 404,
    "CATALOG_DOES_NOT_EXIST": 404,
    "CONNECTION_DOES_NOT_EXIST": 404,
    "CREDENTIAL_DOES_NOT_EXIST": 404,
    "EXTERNAL_LOCATION_DOES_NOT_EXIST": 404,
    "FUNCTION_DOES_NOT_EXIST": 404,
    "METASTORE_DOES_NOT_EXIST": 404,
    "PRINCIPAL_DOES_NOT_EXIST": 404,
    "RECIPIENT_DOES_NOT_EXIST": 404,
    "SCHEMA_DOES_NOT_EXIST": 404,
    "SHARE_DOES_NOT_EXIST": 404,
    "STORAGE_CREDENTIAL_DOES_NOT_EXIST": 404,
    "TABLE_DOES_NOT_EXIST": 404,
    "VOLUME_DOES_NOT_EXIST": 404,
    "ABORTED": 409,
    "RESOURCE_CONFLICT": 409,
    "REQUEST_TIMEOUT": 408,
    "REQUEST_TOO_LARGE": 413,
    "REQUEST_LIMIT_EXCEEDED": 429,
    "INTERNAL_ERROR": 500,
    "NOT_IMPLEMENTED": 501,
    "TEMPORARILY_UNAVAILABLE": 503,
}


class EngineError(Exception):
    """A query engine refused or failed a statement; the text is the engine's own."""


class EngineGone(Exception):
    """The connection to a query engine broke: its process ended."""


class ApiError(Exception):
    """The request failed."""

    error_code = "INTERNAL_ERROR"
    condition: str | None = None
    """What SQL calls the error, where it has a name of its own for it."""

    def __init__(
        self,
        message: str | None = None,
        *,
        status: int | None = None,
        details: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.message = message if message is not None else str(type(self).__doc__)
        self.status = status or STATUS[self.error_code]
        self.details = details or []
        self.headers = headers or {}
        super().__init__(self.message)

    def document(self, request_id: str) -> dict[str, Any]:
        """The body of the answer: error_code, message, and details with the request's id."""
        info = {"@type": "type.googleapis.com/google.rpc.RequestInfo", "request_id": request_id}
        return {
            "error_code": self.error_code,
            "message": self.message,
            "details": [*self.details, info],
        }


class InternalError(ApiError):
    """The server failed; its log holds the details under this request id."""


class BadRequest(ApiError):
    """The request is not valid."""

    error_code = "BAD_REQUEST"


class InvalidParameterValue(ApiError):
    """A parameter of the request is not valid."""

    error_code = "INVALID_PARAMETER_VALUE"


class LocationOverlap(InvalidParameterValue):
    """The path overlaps with that of another object."""

    condition = "LOCATION_OVERLAP"


class MalformedRequest(ApiError):
    """The request's body is not valid JSON."""

    error_code = "MALFORMED_REQUEST"


class InvalidState(ApiError):
    """The resource is not in a state that allows this."""

    error_code = "INVALID_STATE"


class ResourceAlreadyExists(ApiError):
    """The resource already exists."""

    error_code = "RESOURCE_ALREADY_EXISTS"


class DirectoryNotEmpty(ApiError):
    """The directory is not empty."""

    error_code = "DIRECTORY_NOT_EMPTY"


class QuotaExceeded(ApiError):
    """The quota is used up."""

    error_code = "QUOTA_EXCEEDED"


class ResourceLimitExceeded(ApiError):
    """The limit of such resources is reached."""

    error_code = "RESOURCE_LIMIT_EXCEEDED"


class MaxNotebookSizeExceeded(ApiError):
    """The content is larger than 10 MB."""

    error_code = "MAX_NOTEBOOK_SIZE_EXCEEDED"


class MaxBlockSizeExceeded(ApiError):
    """The block is larger than 1 MB."""

    error_code = "MAX_BLOCK_SIZE_EXCEEDED"


class MaxReadSizeExceeded(ApiError):
    """The read is larger than 1 MB."""

    error_code = "MAX_READ_SIZE_EXCEEDED"


class DirectoryProtected(ApiError):
    """The directory belongs to the workspace itself."""

    error_code = "DIRECTORY_PROTECTED"


class IoError(ApiError):
    """The files do not allow this."""

    error_code = "IO_ERROR"


class Unauthenticated(ApiError):
    """The request carries no valid credential."""

    error_code = "UNAUTHENTICATED"


class PermissionDenied(ApiError):
    """The caller has no permission for this."""

    error_code = "PERMISSION_DENIED"


class NoParentExternalLocation(PermissionDenied):
    """No parent external location was found for the path."""

    condition = "NO_PARENT_EXTERNAL_LOCATION_FOR_PATH"


class NotFound(ApiError):
    """Not found."""

    error_code = "NOT_FOUND"


class EndpointNotFound(ApiError):
    """No API found for this path and method."""

    error_code = "ENDPOINT_NOT_FOUND"


class ResourceDoesNotExist(ApiError):
    """The resource does not exist."""

    error_code = "RESOURCE_DOES_NOT_EXIST"


class CatalogDoesNotExist(ResourceDoesNotExist):
    """The catalog does not exist."""

    error_code = "CATALOG_DOES_NOT_EXIST"


class SchemaDoesNotExist(ResourceDoesNotExist):
    """The schema does not exist."""

    error_code = "SCHEMA_DOES_NOT_EXIST"


class TableDoesNotExist(ResourceDoesNotExist):
    """The table does not exist."""

    error_code = "TABLE_DOES_NOT_EXIST"


class VolumeDoesNotExist(ResourceDoesNotExist):
    """The volume does not exist."""

    error_code = "VOLUME_DOES_NOT_EXIST"


class FunctionDoesNotExist(ResourceDoesNotExist):
    """No such function."""

    error_code = "FUNCTION_DOES_NOT_EXIST"


class ExternalLocationDoesNotExist(ResourceDoesNotExist):
    """The external location does not exist."""

    error_code = "EXTERNAL_LOCATION_DOES_NOT_EXIST"


class StorageCredentialDoesNotExist(ResourceDoesNotExist):
    """The storage credential does not exist."""

    error_code = "STORAGE_CREDENTIAL_DOES_NOT_EXIST"


class CredentialDoesNotExist(ResourceDoesNotExist):
    """The credential does not exist."""

    error_code = "CREDENTIAL_DOES_NOT_EXIST"


class ConnectionDoesNotExist(ResourceDoesNotExist):
    """The connection does not exist."""

    error_code = "CONNECTION_DOES_NOT_EXIST"


class ShareDoesNotExist(ResourceDoesNotExist):
    """The share does not exist."""

    error_code = "SHARE_DOES_NOT_EXIST"


class RecipientDoesNotExist(ResourceDoesNotExist):
    """The recipient does not exist."""

    error_code = "RECIPIENT_DOES_NOT_EXIST"


class MetastoreDoesNotExist(ResourceDoesNotExist):
    """The metastore does not exist."""

    error_code = "METASTORE_DOES_NOT_EXIST"


class PrincipalDoesNotExist(ResourceDoesNotExist):
    """The principal does not exist."""

    error_code = "PRINCIPAL_DOES_NOT_EXIST"
    condition = "PRINCIPAL_DOES_NOT_EXIST"


class CatalogAlreadyExists(ResourceAlreadyExists):
    """The catalog already exists."""

    error_code = "CATALOG_ALREADY_EXISTS"


class SchemaAlreadyExists(ResourceAlreadyExists):
    """The schema already exists."""

    error_code = "SCHEMA_ALREADY_EXISTS"


class TableAlreadyExists(ResourceAlreadyExists):
    """The table already exists."""

    error_code = "TABLE_ALREADY_EXISTS"


class VolumeAlreadyExists(ResourceAlreadyExists):
    """The volume already exists."""

    error_code = "VOLUME_ALREADY_EXISTS"


class ExternalLocationAlreadyExists(ResourceAlreadyExists):
    """The external location already exists."""

    error_code = "EXTERNAL_LOCATION_ALREADY_EXISTS"


class StorageCredentialAlreadyExists(ResourceAlreadyExists):
    """The storage credential already exists."""

    error_code = "STORAGE_CREDENTIAL_ALREADY_EXISTS"


class CredentialAlreadyExists(ResourceAlreadyExists):
    """The credential already exists."""

    error_code = "CREDENTIAL_ALREADY_EXISTS"


class ConnectionAlreadyExists(ResourceAlreadyExists):
    """The connection already exists."""

    error_code = "CONNECTION_ALREADY_EXISTS"


class ShareAlreadyExists(ResourceAlreadyExists):
    """The share already exists."""

    error_code = "SHARE_ALREADY_EXISTS"


class RecipientAlreadyExists(ResourceAlreadyExists):
    """The recipient already exists."""

    error_code = "RECIPIENT_ALREADY_EXISTS"


class FunctionAlreadyExists(ResourceAlreadyExists):
    """The function already exists."""

    error_code = "FUNCTION_ALREADY_EXISTS"


class CatalogNotEmpty(InvalidState):
    """The catalog is not empty."""

    error_code = "CATALOG_NOT_EMPTY"


class SchemaNotEmpty(InvalidState):
    """The schema is not empty."""

    error_code = "SCHEMA_NOT_EMPTY"


class Aborted(ApiError):
    """The operation was aborted by a concurrent one."""

    error_code = "ABORTED"


class ResourceConflict(ApiError):
    """The request conflicts with the resource's state."""

    error_code = "RESOURCE_CONFLICT"


class RequestTooLarge(ApiError):
    """The request's body is too large."""

    error_code = "REQUEST_TOO_LARGE"


class RequestTimeout(ApiError):
    """The request's body came too slowly."""

    error_code = "REQUEST_TIMEOUT"


class RequestLimitExceeded(ApiError):
    """Too many requests."""

    error_code = "REQUEST_LIMIT_EXCEEDED"


class NotImplementedHere(ApiError):
    """This operation is not implemented."""

    error_code = "NOT_IMPLEMENTED"


class TemporarilyUnavailable(ApiError):
    """The service is not available now; try again."""

    error_code = "TEMPORARILY_UNAVAILABLE"
