"""Pages of tables: as many as asked for, in the same time however many there are in the schema.

Rows are read behind the last name. Who sees a schema's tables by grants on single ones only (no
right on the schema, ten tables of ten thousand) is shown what these grants and ownership lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.paging import Asked, asked, held, scanned
from boathouse.services.catalogs.store import SYSTEM_OWNER, CatalogRow
from boathouse.services.grants import decide
from boathouse.services.grants import store as grants
from boathouse.services.grants.privileges import KNOWN
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas.store import SchemaRow
from boathouse.services.tables import information, places, samples, store
from boathouse.services.tables.delta import NoDeltaLog
from boathouse.services.tables.find import Found
from boathouse.services.tables.kept import with_facts
from boathouse.services.tables.known import Known
from boathouse.services.tables.present import relation_of
from boathouse.services.tables.store import TableRow
from boathouse.sql.securables import Column, Name, Relation

LONGEST_PATTERN = 1000
MOST_GRANTS = 1000
"""Who holds more than so many is shown the schema's tables one by one, as its owner is."""

Read = Callable[[str, int], Sequence[Found]]
Page = tuple[list[sight.Seen[Found]], dict[str, Any]]


def of_schema(
    ctx: Context,
    catalog: str,
    schema: str,
    max_results: int | None,
    page_token: str | None,
    *,
    browse: bool = False,
) -> Page:
    """A page of the tables and views of a schema that the caller may see.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied without USE_SCHEMA,
    InvalidParameterValue.
    """
    above, within = schemas.listable(ctx, catalog, schema, browse=browse)
    page = asked(ctx, f"tables {within.schema_id}", max_results, page_token)
    return scanned(
        page,
        _reader(ctx, above, within, browse=browse),
        sight.keeper(ctx, _entry, browse=browse),
        lambda found: found.row.name,
    )


def summaries(
    ctx: Context, catalog: str, schema_like: str | None, table_like: str | None, page: Asked
) -> Page:
    """A page of a catalog's tables and views, by schema and name, whose names match LIKE patterns.

    Errors: CatalogDoesNotExist, PermissionDenied without USE_CATALOG.
    """
    above = catalogs.existing(ctx, catalog)
    sight.require(ctx, "USE_CATALOG", above.entry)
    matches(table_like, "")  # refuses a pattern that is too long before a row is looked at
    rows = [row for row in schemas.everywhere(ctx, above) if matches(schema_like, row.name)]
    seen = sight.keeper(ctx, lambda row: row.entry(above.name))(rows)
    within = [one[0] for one in seen if one is not None]

    def read(after: str, most: int) -> list[Found]:
        last_schema, _, last = after.partition(".")
        found: list[Found] = []
        for schema in within:
            if schema.name < last_schema or len(found) >= most:
                continue
            start = last if schema.name == last_schema else ""
            found += _reader(ctx, above, schema, like=table_like)(start, most - len(found))
        return found

    keep = sight.keeper(ctx, _entry)
    return scanned(page, read, keep, lambda found: f"{found.schema.name}.{found.row.name}")


def matches(like: str | None, name: str) -> bool:
    """Whether a name matches a LIKE pattern; None matches everything. InvalidParameterValue."""
    if not like:
        return True
    if len(like) > LONGEST_PATTERN:
        raise InvalidParameterValue(f"A pattern is longer than {LONGEST_PATTERN} characters.")
    first, *others = like.lower().split("%")
    pattern = _literal(first)
    if others:
        # Atomic groups: what stands behind a % is looked for once, never in all combinations.
        pattern += "".join(f"(?>.*?{_literal(part)})" for part in others[:-1])
        pattern += f".*{_literal(others[-1])}"
    return re.fullmatch(pattern, name, re.DOTALL) is not None


def _literal(part: str) -> str:
    return "".join("." if one == "_" else re.escape(one) for one in part)


def known(ctx: Context, row: TableRow) -> Known | None:
    """What is known of a table's log without opening it; None for views, other files, samples
    whose data nobody has asked for yet, and where the log is gone."""
    if row.location is None or row.format != "DELTA":
        return None
    try:
        if samples.is_sample(row) and not places.has_log(row.location):
            return None
        found: Known = ctx.parts.delta.known.of(row.location)
    except (NoDeltaLog, NotImplementedHere, OSError):
        return None
    return found


def relation(row: TableRow, name: Name, log: Known | None) -> Relation:
    """The row with what is known of its log."""
    bare = relation_of(row, name, None)
    if log is None:
        sample = row.columns.get("sample")
        return replace(bare, columns=samples.columns_of(sample)) if sample else bare
    facts = row.columns.get("of", {})
    columns = tuple(
        with_facts(Column(title, kind, nullable, comment), facts.get(title.lower()) or {})
        for title, kind, nullable, comment in log.columns
    )
    return replace(
        bare,
        columns=columns,
        partitions=log.partitions,
        version=log.version,
        properties={**log.configuration, **bare.properties},
    )


def _reader(
    ctx: Context,
    catalog: CatalogRow,
    schema: SchemaRow,
    *,
    like: str | None = None,
    browse: bool = False,
) -> Read:
    def found(rows: Sequence[TableRow]) -> list[Found]:
        return [Found(catalog, schema, row) for row in rows]

    if information.holds(schema):
        few = [row for row in information.views(schema) if matches(like, row.name)]
        read_view = held(few, lambda row: row.name)
        return lambda after, most: found(read_view(after, most))
    if like is None and _only_by_single_grants(ctx, catalog, schema, browse):
        owners = {ctx.principal.user_name, *ctx.principal.groups}
        ids = grants.held_by(ctx.principal.identities, KNOWN)
        return lambda after, most: found(
            store.after_of(ctx.tx, schema.schema_id, after, most, owners, ids)
        )
    pattern = like.lower() if like else None
    return lambda after, most: found(store.after(ctx.tx, schema.schema_id, after, most, pattern))


def _only_by_single_grants(
    ctx: Context, catalog: CatalogRow, schema: SchemaRow, browse: bool
) -> bool:
    """Whether the caller sees no table of the schema but those of which a grant or the owner's
    name says so: asked of a table that nobody owns and that has no grants."""
    nobodys = Relation(Name(catalog.name, schema.name, ""), "", "MANAGED", SYSTEM_OWNER, ())
    seen = decide.sight(ctx, nobodys)
    if seen == sight.FULL or (seen == sight.BROWSE and browse):
        return False
    few = grants.held_by(ctx.principal.identities, KNOWN).limit(MOST_GRANTS + 1)
    return len(ctx.tx.execute(few).all()) <= MOST_GRANTS


def _entry(found: Found) -> Relation:
    row, name = found.row, found.name
    return Relation(name, row.table_id, row.kind, row.owner, ())
