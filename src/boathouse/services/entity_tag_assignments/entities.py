"""What can have tags, by type and full name: its tags, and how they are changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceDoesNotExist
from boathouse.services.catalogs import change as catalog_change
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs import tags as rules
from boathouse.services.catalogs.names import parts_of
from boathouse.services.entity_tag_assignments import store
from boathouse.services.functions import find as functions
from boathouse.services.grants import decide
from boathouse.services.grants.chain import Securable
from boathouse.services.model_versions import find as versions
from boathouse.services.registered_models import find as models
from boathouse.services.schemas import change as schema_change
from boathouse.services.schemas import find as schemas
from boathouse.services.tables import edit as table_change
from boathouse.services.tables import find as tables
from boathouse.services.tag_policies.rights import require_assign
from boathouse.services.volumes import change as volume_change
from boathouse.services.volumes import find as volumes
from boathouse.sql.definitions import SetTags
from boathouse.sql.securables import Name

Change = Callable[[Mapping[str, str], tuple[str, ...]], None]
"""Sets tags and takes others away; asks for APPLY_TAG itself."""


@dataclass(frozen=True)
class Entity:
    """One thing with tags. `securable` is what rights on it are held on: a column's is its
    table."""

    entity_type: str
    name: str
    securable: Securable
    tags: Mapping[str, str]
    change: Change


def visible(ctx: Context, entity_type: str, name: str) -> Entity:
    """An entity whose tags the caller may see, by BROWSE at least.

    Errors: InvalidParameterValue, *DoesNotExist, PermissionDenied.
    """
    found = _listed(ctx, entity_type, name)
    require(ctx, "BROWSE", found)
    return found


def taggable(ctx: Context, entity_type: str, name: str) -> Entity:
    """An entity on which the caller has APPLY_TAG. Errors: as for `visible`."""
    found = _listed(ctx, entity_type, name)
    require(ctx, "APPLY_TAG", found)
    return found


def require(ctx: Context, privilege: str, found: Entity) -> None:
    """Raise PermissionDenied for who lacks a privilege on what an entity is, or is part of."""
    decide.require(ctx, privilege, found.securable)


def entity(ctx: Context, entity_type: str, name: str) -> Entity:
    """An entity, not authorized yet, also one that entity-tag-assignments do not know: functions,
    registered_models, model_versions (`catalog.schema.model.version`).

    Errors: *DoesNotExist, PermissionDenied for columns of a table that the caller does not see.
    """
    return {**_TYPES, **_MORE}[entity_type](ctx, name)


def _listed(ctx: Context, entity_type: str, name: str) -> Entity:
    if entity_type.lower() not in _TYPES:
        kinds = ", ".join(_TYPES)
        raise InvalidParameterValue(
            f"The entity type '{entity_type[:64]}' has no tags: it must be one of {kinds}."
        )
    return entity(ctx, entity_type.lower(), name)


def _catalog(ctx: Context, name: str) -> Entity:
    row = catalogs.existing(ctx, *parts_of(name, 1))

    def change(tags: Mapping[str, str], gone: tuple[str, ...]) -> None:
        catalog_change.alter(ctx, row.name, tags=tags, untag=gone)

    return Entity("catalogs", row.name, row.entry, row.tags, change)


def _schema(ctx: Context, name: str) -> Entity:
    above, row = schemas.existing(ctx, *parts_of(name, 2))

    def change(tags: Mapping[str, str], gone: tuple[str, ...]) -> None:
        schema_change.alter(ctx, above.name, row.name, tags=tags, untag=gone)

    full_name = f"{above.name}.{row.name}"
    return Entity("schemas", full_name, row.entry(above.name), row.tags, change)


def _volume(ctx: Context, name: str) -> Entity:
    asked = Name(*parts_of(name, 3))
    catalog, schema, row = volumes.existing(ctx, asked)

    def change(tags: Mapping[str, str], gone: tuple[str, ...]) -> None:
        volume_change.alter(ctx, asked, tags=tags, untag=gone)

    entry = row.entry(catalog.name, schema.name)
    return Entity("volumes", str(entry.name), entry, row.tags, change)


def _table(ctx: Context, name: str) -> Entity:
    found = tables.existing(ctx, Name(*parts_of(name, 3)))
    relation = tables.plain(found)

    def change(tags: Mapping[str, str], gone: tuple[str, ...]) -> None:
        table_change.alter(ctx, found.name, SetTags(tags, gone))

    return Entity("tables", str(found.name), relation, relation.tags, change)


def _column(ctx: Context, name: str) -> Entity:
    table, column = _of_column(name)
    found = tables.existing(ctx, Name(*parts_of(table, 3)))
    # Who does not see the table learns nothing of its columns.
    decide.require(ctx, "BROWSE", tables.plain(found))
    relation = tables.read(ctx, found)
    own = next((one for one in relation.columns if one.name.lower() == column.lower()), None)
    if own is None:
        raise ResourceDoesNotExist(f"Column '{found.name}.{column}' does not exist.")
    spelled = own.name

    def change(tags: Mapping[str, str], gone: tuple[str, ...]) -> None:
        table_change.alter(ctx, found.name, SetTags(tags, gone, spelled))

    return Entity("columns", f"{found.name}.{spelled}", relation, own.tags, change)


def _function(ctx: Context, name: str) -> Entity:
    found = functions.existing(ctx, Name(*parts_of(name, 3)))
    return _kept(ctx, "functions", str(found.name), found.entry, found.row.function_id)


def _model(ctx: Context, name: str) -> Entity:
    found = models.existing(ctx, Name(*parts_of(name, 3)))
    return _kept(ctx, "registered_models", str(found.name), found.entry, found.row.model_id)


def _version(ctx: Context, name: str) -> Entity:
    full_name, _, number = name.rpartition(".")
    if not number.isdecimal() or len(number) > 18:
        raise InvalidParameterValue(f"'{number[:64]}' is no version of a model.")
    found = versions.existing(ctx, Name(*parts_of(full_name, 3)), int(number))
    shown, part = f"{found.parent.name}.{int(number)}", str(int(number))
    return _kept(ctx, "model_versions", shown, found.model, found.model.model_id, part)


def _kept(
    ctx: Context, kind: str, name: str, securable: Securable, securable_id: str, part: str = ""
) -> Entity:
    """An entity whose tags lie in a table of their own."""

    def change(tags: Mapping[str, str], gone: tuple[str, ...]) -> None:
        decide.require(ctx, "APPLY_TAG", securable)
        require_assign(ctx, tags, gone)
        with ctx.write() as tx:
            present = store.tags_of(tx, securable_id, part)
            store.put(tx, securable_id, part, rules.merged(present, tags, gone))

    return Entity(kind, name, securable, store.tags_of(ctx.tx, securable_id, part), change)


def _of_column(name: str) -> tuple[str, str]:
    """`catalog.schema.table.column`; what stands behind the third dot is the column, dots too."""
    parts = name.split(".", 3)
    if len(parts) != 4 or not all(parts):
        raise InvalidParameterValue(
            f"'{name[:300]}' is not the name of a column: <catalog>.<schema>.<table>.<column>."
        )
    return ".".join(parts[:3]), parts[3]


_TYPES: Mapping[str, Callable[[Context, str], Entity]] = {
    "catalogs": _catalog,
    "schemas": _schema,
    "tables": _table,
    "columns": _column,
    "volumes": _volume,
}

_MORE: Mapping[str, Callable[[Context, str], Entity]] = {
    "functions": _function,
    "registered_models": _model,
    "model_versions": _version,
}
