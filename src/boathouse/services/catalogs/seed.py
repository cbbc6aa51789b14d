"""The catalogs that a workspace has from its first start."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.services.catalogs import store
from boathouse.services.catalogs.store import INTERNAL, MANAGED, SYSTEM, SYSTEM_OWNER
from boathouse.services.metastores.store import OWNER, first_metastore
from boathouse.services.schemas import store as schemas
from boathouse.store import settings

_DONE = "first_catalogs"

_FIRST = (
    ("main", MANAGED, "Main catalog (auto-created)", ("default",)),
    ("hive_metastore", INTERNAL, "Legacy catalog (auto-created)", ("default",)),
    ("samples", SYSTEM, "Sample datasets that everybody may read", ()),
    ("system", SYSTEM, "System catalog (auto-created)", ()),
)


def first_catalogs(tx: Connection, now: int) -> None:
    """Make the metastore, `main`, `hive_metastore`, `samples` and `system`, once: what an admin
    dropped or renamed later stays so."""
    first_metastore(tx, now)
    if settings.get(tx, _DONE) is not None:
        return
    for name, kind, comment, held in _FIRST:
        owner = SYSTEM_OWNER if kind == SYSTEM else OWNER
        catalog = store.new_row(
            name, owner, now, by=SYSTEM_OWNER, catalog_type=kind, comment=comment
        )
        store.insert_catalog(tx, catalog)
        for schema in held:
            row = schemas.new_row(catalog.catalog_id, schema, owner, now, by=SYSTEM_OWNER)
            schemas.insert_schema(tx, row)
    settings.put_once(tx, _DONE, "made")


def ensure_schema(tx: Connection, catalog: str, name: str, now: int) -> schemas.SchemaRow:
    """A schema of one of the platform's own catalogs, made where it is missing."""
    above = store.by_name(tx, catalog)
    if above is None:
        raise LookupError(catalog)
    found = schemas.by_name(tx, above, name)
    if found is None:
        found = schemas.new_row(above.catalog_id, name, above.owner, now)
        schemas.insert_schema(tx, found)
    return found
