"""What the rows of an information schema are made of: securables that the caller may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boathouse.context import Context
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs.store import INTERNAL, CatalogRow
from boathouse.services.functions import find as functions
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas.store import SchemaRow
from boathouse.services.tables import find as tables
from boathouse.services.tables.find import Found
from boathouse.services.volumes import find as volumes
from boathouse.services.volumes.store import VolumeRow
from boathouse.sql.information import SPANNING
from boathouse.sql.securables import Function

Only = Mapping[str, frozenset[str]]
"""Column of a view -> the lower-case values that are asked for; the others need not be made."""

_LEVELS: Mapping[str, str] = {
    **dict.fromkeys(
        ("catalog_name", "table_catalog", "volume_catalog", "specific_catalog"), "catalog"
    ),
    **dict.fromkeys(("schema_name", "table_schema", "volume_schema", "specific_schema"), "schema"),
    **dict.fromkeys(("table_name", "volume_name", "specific_name", "routine_name"), "name"),
    "routine_catalog": "catalog",
    "routine_schema": "schema",
}
# The constraint's own schema, which is its table's; the table named beside it may be another.
_OF_CONSTRAINT: Mapping[str, str] = {"constraint_catalog": "catalog", "constraint_schema": "schema"}


@dataclass(frozen=True)
class Seen:
    """What `ctx`'s caller may see in some catalogs, or in what of them is asked for."""

    ctx: Context
    catalog: str
    """Whose information schema it is; `system`'s spans them all."""
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By level: catalog, schema, name."""

    def catalogs(self) -> list[CatalogRow]:
        """Those that the caller may use."""
        rows = self._scope()
        shown = decide.visible(self.ctx, [row.entry for row in rows])
        names = {entry.name for entry in shown}
        return [row for row in rows if row.name in names]

    def schemas(self) -> list[tuple[CatalogRow, SchemaRow]]:
        """Those that the caller may use."""
        there = list(self._schemas())
        entries = [schema.entry(catalog.name) for catalog, schema in there]
        shown = decide.visible(self.ctx, entries)
        names = {(entry.catalog, entry.name) for entry in shown}
        return [(above, row) for above, row in there if (above.name, row.name) in names]

    def tables(self) -> Iterator[Found]:
        """Tables and views, wherever they are, that the caller may read."""
        wanted = self.only.get("name")
        for catalog, schema in self._schemas():
            if wanted is None:
                yield from tables.visible_in(self.ctx, catalog, schema)
                continue
            for name in sorted(wanted):
                yield from tables.visible_in(self.ctx, catalog, schema, name)

    def volumes(self) -> Iterator[tuple[CatalogRow, SchemaRow, VolumeRow]]:
        """Volumes that the caller may read."""
        for catalog, schema in self._schemas():
            for row in volumes.visible_in(self.ctx, catalog, schema):
                if self._asked("name", row.name):
                    yield catalog, schema, row

    def functions(self) -> Iterator[Function]:
        """Functions of users that the caller may execute."""
        for catalog, schema in self._schemas():
            for found in functions.visible_in(self.ctx, catalog, schema):
                if self._asked("name", found.name.name):
                    yield found.entry

    def owns(self, securable: Any) -> bool:
        """Whether the caller may do everything with it."""
        return decide.may(self.ctx, "MANAGE", securable)

    def _scope(self) -> Sequence[CatalogRow]:
        if self.catalog == SPANNING:
            rows = [row for row in catalogs.everywhere(self.ctx) if row.catalog_type != INTERNAL]
        else:
            rows = [catalogs.existing(self.ctx, self.catalog)]
        return [row for row in rows if self._asked("catalog", row.name)]

    def _schemas(self) -> Iterator[tuple[CatalogRow, SchemaRow]]:
        for catalog in self._scope():
            for schema in schemas.everywhere(self.ctx, catalog):
                if self._asked("schema", schema.name):
                    yield catalog, schema

    def _asked(self, level: str, name: str) -> bool:
        wanted = self.only.get(level)
        return wanted is None or name in wanted


def levels(view: str, only: Only) -> Mapping[str, frozenset[str]]:
    """What conditions on a view's columns say of the securables that it lists."""
    names = _LEVELS if not view.startswith("constraint_") else {}
    found: dict[str, frozenset[str]] = {}
    for column, values in only.items():
        level = {**names, **_OF_CONSTRAINT}.get(column)
        if level is not None:
            found[level] = found.get(level, values) & values
    return found
