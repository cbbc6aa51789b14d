"""/api/2.1/unity-catalog/temporary-model-version-credentials, as MLflow's `uc:` registry asks it.

The SDK lacks this operation; its fields are those of the open source Unity Catalog.
"""

from __future__ import annotations

from typing import Any, Literal

from boathouse.context import Context
from boathouse.errors import InvalidState
from boathouse.route import Access, route
from boathouse.services.grants import decide
from boathouse.services.model_versions import find
from boathouse.services.schemas import find as schemas
from boathouse.services.vending import credential, rights
from boathouse.sql.securables import Name

Operation = Literal["READ_MODEL_VERSION", "READ_WRITE_MODEL_VERSION"]


@route("POST", "/api/2.0|2.1/unity-catalog/temporary-model-version-credentials", access=Access.USER)
def generate_temporary_model_version_credentials(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    model_name: str,
    version: int,
    operation: Operation,
) -> dict[str, Any]:
    """Where the version's files are: to read once it is READY, to write until then."""
    rights.require_open(ctx)
    name = Name(catalog_name.lower(), schema_name.lower(), model_name.lower())
    rights.require_schema(ctx, *schemas.existing(ctx, name.catalog, name.schema))
    found = find.existing(ctx, name, version)
    write = operation == "READ_WRITE_MODEL_VERSION"
    decide.require(ctx, "CREATE_MODEL_VERSION" if write else "EXECUTE", found.model)
    if found.row.status != ("PENDING_REGISTRATION" if write else "READY"):
        raise InvalidState(f"Version {version} of model '{name}' is {found.row.status}.")
    return credential.for_location(ctx, str(found.folder(ctx.parts.config)))
