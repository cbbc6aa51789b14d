"""Plain requests as cases, and the grants on what is not in a schema.

A path is the operation's name, and behind it what tells it from others of the same operation.
"""

from __future__ import annotations

from typing import Any

from tests.denials.cases import (
    CATALOG,
    FUNCTION,
    MODEL,
    USE,
    VOLUME,
    Case,
    Grant,
)
from tests.denials.world import Visitor

OLD = "/api/2.0/unity-catalog"
LINEAGE = "/api/2.0/lineage-tracking"
IN_SCHEMA = {"catalog_name": CATALOG, "schema_name": "s"}
TAGS = [{"key": "k", "value": "v"}]
FAR = "aws:us-west-2:29a84bee-54bc-43a2-87de-023d0ec16016"


def of(kind: str) -> Any:
    """Grants on one securable of a kind, by privilege."""
    names = {
        "metastore": "boathouse",
        "volume": VOLUME,
        "function": FUNCTION,
        "registered_model": MODEL,
        "external_location": "den_loc",
        "storage_credential": "den_cred",
        "credential": "den_service",
        "connection": "den_conn",
        "external_metadata": "den_meta",
    }
    return lambda privilege: Grant(privilege, kind, names[kind])


METASTORE, ON_VOLUME, ON_FUNCTION, ON_MODEL = (
    of(kind) for kind in ("metastore", "volume", "function", "registered_model")
)
LOCATION, STORAGE, SERVICE, CONNECTION, TOLD = (
    of(kind)
    for kind in (
        "external_location",
        "storage_credential",
        "credential",
        "connection",
        "external_metadata",
    )
)


def rest(
    operation: str,
    verb: str,
    path: str,
    *needs: Grant,
    json: Any = None,
    params: Any = None,
    done: Any = None,
    data: Any = None,
    **more: Any,
) -> Case:
    """A plain request. `done`: verb and path that undo it, as an admin."""
    options = {"json": json, "params": params, "data": data}
    undo = (lambda w: Visitor.of(w).call(*done)) if done else None
    return Case(operation, needs, lambda who: who.call(verb, path, **options), undo, **more)


MODEL_USE = (*USE, ON_MODEL("EXECUTE"))
MODEL_MANAGE = (*USE, ON_MODEL("MANAGE"))
