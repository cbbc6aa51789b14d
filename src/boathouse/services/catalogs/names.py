"""Names of catalogs, schemas and volumes: which are valid, and how a full one is taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from boathouse.errors import InvalidParameterValue

LONGEST = 255

_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "Catalog": "managedcatalog.CatalogInfo.name",
        "Schema": "managedcatalog.SchemaInfo.name",
        "Volume": "managedcatalog.VolumeInfo.name",
        "Table": "managedcatalog.TableInfo.name",
        "Function": "managedcatalog.FunctionInfo.name",
        "RegisteredModel": "managedcatalog.RegisteredModelInfo.name",
        "Connection": "managedcatalog.ConnectionInfo.name",
        "Share": "managedcatalog.ShareInfo.name",
        "ExternalLocation": "managedcatalog.ExternalLocationInfo.name",
        "StorageCredential": "managedcatalog.StorageCredentialInfo.name",
        "Credential": "managedcatalog.CredentialInfo.name",
    }
)


def valid_name(rpc: str, name: str) -> str:
    """The name as it is kept, in lower case. `rpc` is the operation, such as CreateCatalog.

    Errors: InvalidParameterValue in the words of unity_catalog.md A3.4.
    """
    kept = name.lower()
    if not kept or any(_forbidden(character) for character in kept):
        kind = next((kind for kind in _FIELDS if rpc.endswith(kind)), "Catalog")
        raise InvalidParameterValue(
            f'Invalid input: RPC {rpc} Field {_FIELDS[kind]}: name "{name}" is not a valid name. '
            "Valid names cannot contain spaces, periods, forward slashes, or control characters."
        )
    if len(kept) > LONGEST:
        raise InvalidParameterValue(
            f"Invalid input: RPC {rpc}: the name is longer than {LONGEST} characters."
        )
    return kept


def parts_of(full_name: str, count: int) -> list[str]:
    """The parts of `catalog.schema.volume`, in lower case; InvalidParameterValue unless `count`."""
    parts = full_name.lower().split(".")
    if len(parts) != count or not all(parts):
        shape = ".".join(("<catalog>", "<schema>", "<name>")[:count])
        raise InvalidParameterValue(f"'{full_name}' is not a valid name. It must be {shape}.")
    return parts


def _forbidden(character: str) -> bool:
    return character in "./" or character.isspace() or ord(character) < 32 or ord(character) == 127
