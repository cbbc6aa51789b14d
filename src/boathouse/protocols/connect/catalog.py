"""spark.catalog, answered from the workspace's own catalog: it shows what the caller may see."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.errors import ApiError
from boathouse.protocols.connect.errors import refused
from boathouse.sql.errors import SqlError
from boathouse.sql.patterns import documented
from boathouse.sql.planning import Planning, from_service, not_found
from boathouse.sql.rewrite import literal, quote
from boathouse.sql.securables import Name, Relation
from boathouse.sql.session import Session
from boathouse.sql.types import to_sql

Run = Callable[[str], Awaitable[bytes]]
Rows = Sequence[Sequence[Any]]

_DATABASES = ("name", "catalog", "description", "locationUri")
_TABLES = ("name", "catalog", "namespace", "description", "tableType", "isTemporary")
_FUNCTIONS = ("name", "catalog", "namespace", "description", "className", "isTemporary")
_COLUMNS = (
    "name", "description", "dataType", "nullable", "isPartition", "isBucket", "isCluster",
)  # fmt: skip
_LISTS = frozenset(("namespace",))
_FLAGS = frozenset(("isTemporary", "nullable", "isPartition", "isBucket", "isCluster", "flag"))
_NOTHING = ("cache_table", "uncache_table", "clear_cache", "refresh_table", "refresh_by_path")


@dataclass
class Look:
    """Answers what only reads; in a planner's thread."""

    planning: Planning

    @property
    def ctx(self) -> Context:
        return self.planning.ctx

    @property
    def session(self) -> Session:
        return self.planning.session

    def answer(self, kind: str, message: Any) -> tuple[tuple[str, ...], Rows] | None:
        """Names of columns and rows; None for what is run as a statement."""
        found: Callable[[Any], tuple[tuple[str, ...], Rows]] | None
        found = getattr(self, f"_{kind}", None)
        if kind in _NOTHING:
            return ("value",), []
        try:
            return found(message) if found is not None else None
        except ApiError as error:
            raise from_service(error) from error

    def _current_database(self, _: Any) -> tuple[tuple[str, ...], Rows]:
        return ("value",), [[self.session.schema]]

    def _current_catalog(self, _: Any) -> tuple[tuple[str, ...], Rows]:
        return ("value",), [[self.session.catalog]]

    def _list_catalogs(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        rows = [[one.name, one.comment] for one in self.planning.catalog.catalogs(self.ctx)]
        return ("name", "description"), _matching(message, rows)

    def _list_databases(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        entries = self.planning.catalog.schemas(self.ctx, self.session.catalog)
        rows = [[one.name, self.session.catalog, one.comment, ""] for one in entries]
        return _DATABASES, _matching(message, rows)

    def _get_database(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        catalog, name = self._schema(message.db_name)
        entry = self.planning.catalog.schema(self.ctx, catalog, name)
        if entry is None:
            self.planning.require_sight(catalog)
            text = f"The schema `{catalog}`.`{name}` cannot be found."
            raise SqlError("SCHEMA_NOT_FOUND", text, "42704")
        self.planning.authorizer.require(self.ctx, "BROWSE", entry)
        return _DATABASES, [[entry.name, catalog, entry.comment, ""]]

    def _database_exists(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        try:
            self._get_database(message)
        except (ApiError, SqlError):
            return ("flag",), [[False]]
        return ("flag",), [[True]]

    def _list_tables(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        rows = [_table(one) for one in self._relations(message)] + self._temporary()
        return _TABLES, _matching(message, rows)

    def _list_views(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        views = [_table(one) for one in self._relations(message) if one.kind == "VIEW"]
        return _TABLES, _matching(message, views + self._temporary())

    def _get_table(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        if message.table_name.lower() in self.session.temporary_views and not message.db_name:
            rows = [row for row in self._temporary() if row[0] == message.table_name.lower()]
            return _TABLES, rows
        return _TABLES, [_table(self._relation(message))]

    def _table_exists(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        try:
            self._get_table(message)
        except (ApiError, SqlError):
            return ("flag",), [[False]]
        return ("flag",), [[True]]

    def _list_columns(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        view = self.session.temporary_views.get(message.table_name.lower())
        if view is not None and not message.db_name:
            columns, partitions = view.columns, set[str]()
        else:
            relation = self._relation(message)
            columns, partitions = relation.columns, set(relation.partitions)
        rows = [
            [
                column.name, column.comment, to_sql(column.type).lower(), column.nullable,
                column.name in partitions, False, False,
            ]
            for column in columns
        ]  # fmt: skip
        return _COLUMNS, rows

    def _list_functions(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        catalog, schema = self._schema(message.db_name)
        entries = self.planning.catalog.functions(self.ctx, catalog, schema)
        rows: list[list[Any]] = [
            [one.name.name, catalog, [schema], one.comment, "", False] for one in entries
        ]
        rows += [[name, None, None, None, "", True] for name in self.session.engine_functions]
        return _FUNCTIONS, _matching(message, rows)

    def _function_exists(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        from boathouse.sql.functions.builtin import BUILTIN

        name = message.function_name.lower()
        there = name in BUILTIN or name in self.session.engine_functions
        if not there:
            full = self._name(message.function_name, message.db_name)
            with contextlib.suppress(ApiError):
                found = self.planning.catalog.function(self.ctx, full)
                if found is not None:
                    self.planning.authorizer.require(self.ctx, "EXECUTE", found)
                    there = True
        return ("flag",), [[there]]

    def _is_cached(self, _: Any) -> tuple[tuple[str, ...], Rows]:
        return ("flag",), [[False]]

    def _drop_global_temp_view(self, _: Any) -> tuple[tuple[str, ...], Rows]:
        return ("flag",), [[False]]

    def _get_table_properties(self, message: Any) -> tuple[tuple[str, ...], Rows]:
        return ("key", "value"), sorted(self._relation(message).properties.items())

    def _relations(self, message: Any) -> Sequence[Relation]:
        catalog, schema = self._schema(message.db_name)
        return self.planning.catalog.relations(self.ctx, catalog, schema)

    def _temporary(self) -> list[list[Any]]:
        return [
            [name, None, [], view.comment, "TEMPORARY", True]
            for name, view in self.session.temporary_views.items()
        ]

    def _relation(self, message: Any) -> Relation:
        name = self._name(message.table_name, getattr(message, "db_name", ""))
        relation = self.planning.catalog.relation(self.ctx, name)
        if relation is None:
            raise not_found(name)
        self.planning.authorizer.require(self.ctx, "SELECT", relation)
        return relation

    def _name(self, name: str, database: str) -> Name:
        from boathouse.sql.parse import parse_name

        parts = [part.name for part in parse_name(name).parts]
        if database:
            parts = [*self._schema(database), *parts]
        return self.planning.full_name(*parts)

    def _schema(self, database: str) -> tuple[str, str]:
        from boathouse.sql.parse import parse_name

        parts = [part.name.lower() for part in parse_name(database).parts] if database else []
        if len(parts) > 2:
            raise SqlError(
                "IDENTIFIER_TOO_MANY_NAME_PARTS", f"{database}: too many parts.", "42601"
            )
        catalog = parts[0] if len(parts) == 2 else self.session.catalog
        return catalog, parts[-1] if parts else self.session.schema


async def statement(kind: str, message: Any, session: Session, run: Run) -> tuple[Any, Rows]:
    """What is run as a statement; names of columns and rows."""
    if kind == "drop_temp_view":
        there = message.view_name.lower() in session.temporary_views
        if there:
            await run(f"DROP VIEW {quote(message.view_name)}")
        return ("flag",), [[there]]
    text = _texts(kind, message)
    if text is None:
        raise refused(f"spark.catalog's {kind.replace('_', ' ')}")
    await run(text)
    return ("value",), []


def _texts(kind: str, message: Any) -> str | None:
    match kind:
        case "set_current_database":
            return f"USE SCHEMA {_named(message.db_name)}"
        case "set_current_catalog":
            return f"USE CATALOG {_named(message.catalog_name)}"
        case "drop_table" | "drop_view":
            what, name = kind.partition("_")[2].upper(), getattr(message, f"{kind[5:]}_name")
            return f"DROP {what} {'IF EXISTS ' if message.if_exists else ''}{_named(name)}"
        case "create_database":
            clause = "IF NOT EXISTS " if message.if_not_exists else ""
            return f"CREATE SCHEMA {clause}{_named(message.db_name)}{_properties(message)}"
        case "drop_database":
            clause = "IF EXISTS " if message.if_exists else ""
            end = " CASCADE" if message.cascade else ""
            return f"DROP SCHEMA {clause}{_named(message.db_name)}{end}"
        case "truncate_table":
            return f"TRUNCATE TABLE {_named(message.table_name)}"
        case "analyze_table" if not message.no_scan:
            return f"ANALYZE TABLE {_named(message.table_name)} COMPUTE STATISTICS"
        case _:
            return None


def _properties(message: Any) -> str:
    properties = dict(message.properties)
    comment = properties.pop("comment", None)
    clause = f" COMMENT {literal(comment)}" if comment else ""
    if properties:
        pairs = ", ".join(f"{literal(key)} = {literal(value)}" for key, value in properties.items())
        clause += f" WITH DBPROPERTIES ({pairs})"
    return clause


def _named(name: str) -> str:
    from boathouse.sql.parse import parse_name

    return ".".join(quote(part.name) for part in parse_name(name).parts)


def _table(relation: Relation) -> list[Any]:
    name = relation.name
    return [name.name, name.catalog, [name.schema], relation.comment, relation.kind, False]


def _matching(message: Any, rows: Rows) -> Rows:
    if not message.HasField("pattern"):
        return rows
    fits = documented(message.pattern)
    return [row for row in rows if fits(row[0])]


def stream(names: Sequence[str], rows: Rows) -> tuple[bytes, int]:
    """An Arrow IPC stream of the rows, and their number."""
    import pyarrow as pa

    kinds: Mapping[str, Any] = {
        **{name: pa.list_(pa.string()) for name in _LISTS},
        **{name: pa.bool_() for name in _FLAGS},
    }
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    arrays = [pa.array(c, type=field.type) for c, field in zip(columns, schema, strict=True)]
    batch = pa.record_batch(arrays, schema=schema)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes(), len(rows)
