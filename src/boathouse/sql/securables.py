"""What names stand for: catalogs, schemas, relations, volumes, as statements see them.

Services make these from their rows and, for a table's columns, from its Delta log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SparkType = str | dict[str, Any]
"""A type as in a Delta schemaString: "integer", "decimal(10,2)", {"type": "array", ...}."""


@dataclass(frozen=True)
class Name:
    """A full name of a relation or volume; lower case, as Unity Catalog keeps them."""

    catalog: str
    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.catalog}.{self.schema}.{self.name}"


@dataclass(frozen=True)
class CatalogEntry:
    """A catalog. `catalog_type`: MANAGED_CATALOG, SYSTEM_CATALOG or INTERNAL_CATALOG."""

    name: str
    owner: str
    comment: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    catalog_type: str = "MANAGED_CATALOG"
    catalog_id: str = ""


@dataclass(frozen=True)
class SchemaEntry:
    """A schema of a catalog."""

    catalog: str
    name: str
    owner: str
    comment: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    schema_id: str = ""


@dataclass(frozen=True)
class Identity:
    """GENERATED {ALWAYS | BY DEFAULT} AS IDENTITY (START WITH `start` INCREMENT BY `step`).

    `key`: under which the catalog counts the values that were given away.
    """

    start: int = 1
    step: int = 1
    always: bool = True
    key: str = ""


class Constant(str):
    """SQL text of a literal, among the names of columns that a filter or a mask is given."""

    __slots__ = ()


@dataclass(frozen=True)
class Mask:
    """A column's mask: `function` (a full name) of the column, then of the columns and Constants
    `using`."""

    function: str
    using: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a relation.

    `default` and `generated` are SQL text. They, `identity`, `mask` and `tags` live in the store.
    """

    name: str
    type: SparkType
    nullable: bool = True
    comment: str | None = None
    default: str | None = None
    generated: str | None = None
    identity: Identity | None = None
    mask: Mask | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Constraint:
    """A constraint of a table. `kind`: CHECK (enforced; `expression`), PRIMARY KEY, FOREIGN KEY
    (`parent`, `parent_columns`); keys are told to readers and not enforced, as on Databricks."""

    name: str
    kind: str
    columns: tuple[str, ...] = ()
    expression: str | None = None
    parent: Name | None = None
    parent_columns: tuple[str, ...] = ()
    rely: bool = False
    timeseries: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowFilter:
    """A table's row filter: `function` (a full name) of `columns`, some of which may be
    Constants."""

    function: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class FunctionParameter:
    """A parameter of a function; `default` is SQL text."""

    name: str
    type: SparkType
    default: str | None = None
    comment: str | None = None


@dataclass(frozen=True)
class Function:
    """A function of a user.

    `language`: SQL or PYTHON. `returns`: the type of a scalar function; `columns` those of a table
    function, whose `returns` is None. `body`: the expression, query or Python text, read with
    `catalog` and `schema` as the current ones and with the rights of `owner`.
    """

    name: Name
    function_id: str
    owner: str
    body: str
    parameters: tuple[FunctionParameter, ...] = ()
    returns: SparkType | None = None
    columns: tuple[FunctionParameter, ...] = ()
    language: str = "SQL"
    handler: str | None = None
    deterministic: bool = True
    reads_data: bool = True
    comment: str | None = None
    catalog: str = ""
    schema: str = ""
    created_at: int = 0
    created_by: str = ""
    updated_at: int = 0


@dataclass(frozen=True)
class Relation:
    """A table or a view.

    `kind`: MANAGED, EXTERNAL or VIEW. Tables: `location` is a path or URI, `format` DELTA (files
    of others: PARQUET, CSV, JSON, ...), `columns`, `partitions` and `version` are those of the
    Delta log as it stands now. Views: `definition` is a query, to be read with `view_catalog` and
    `view_schema` as the current ones, with the rights of `owner`.
    """

    name: Name
    table_id: str
    kind: str
    owner: str
    columns: tuple[Column, ...]
    location: str | None = None
    format: str | None = None
    partitions: tuple[str, ...] = ()
    version: int | None = None
    comment: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    definition: str | None = None
    view_catalog: str = ""
    view_schema: str = ""
    created_at: int = 0
    created_by: str = ""
    updated_at: int = 0
    constraints: tuple[Constraint, ...] = ()
    clustering: tuple[str, ...] = ()
    row_filter: RowFilter | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    statistics: Mapping[str, Any] = field(default_factory=dict)
    """What ANALYZE counted last: `size` in bytes, `rows`, `columns` (SetStatistics)."""


@dataclass(frozen=True)
class Volume:
    """A volume: `location` is the folder that holds its files."""

    name: Name
    volume_id: str
    kind: str
    owner: str
    location: str
    comment: str | None = None


@dataclass(frozen=True)
class Model:
    """A registered model."""

    name: Name
    model_id: str
    owner: str
    comment: str | None = None


@dataclass(frozen=True)
class MetastoreObject:
    """What lies directly below the metastore. `kind`: External Location, Storage Credential,
    Credential (a service's), Connection or Share, as denials say it."""

    kind: str
    name: str
    object_id: str
    owner: str
    comment: str | None = None
