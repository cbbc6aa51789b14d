"""What DDL statements ask for, taken apart: the road reads it from SQL, services carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boathouse.sql.securables import (
    Column,
    Constraint,
    FunctionParameter,
    Mask,
    Name,
    RowFilter,
    SparkType,
)


@dataclass(frozen=True)
class NewTable:
    """CREATE [OR REPLACE] TABLE [IF NOT EXISTS]. `location` makes it EXTERNAL.

    `statement_id` goes into the commit (`app_transactions`), so that it happens once.
    """

    name: Name
    columns: tuple[Column, ...]
    statement_id: str
    replace: bool = False
    if_not_exists: bool = False
    partitions: tuple[str, ...] = ()
    clustering: tuple[str, ...] = ()
    location: str | None = None
    format: str = "DELTA"
    comment: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    row_filter: RowFilter | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CopiedFile:
    """A file that COPY INTO loads: its path on disk, bytes, and time of change in epoch ms."""

    path: str
    size: int
    modified: int


@dataclass(frozen=True)
class NewFunction:
    """CREATE [OR REPLACE] FUNCTION [IF NOT EXISTS]; fields as `securables.Function`'s."""

    name: Name
    body: str
    catalog: str
    schema: str
    parameters: tuple[FunctionParameter, ...] = ()
    returns: SparkType | None = None
    columns: tuple[FunctionParameter, ...] = ()
    language: str = "SQL"
    handler: str | None = None
    deterministic: bool = True
    reads_data: bool = True
    comment: str | None = None
    replace: bool = False
    if_not_exists: bool = False


@dataclass(frozen=True)
class NewView:
    """CREATE [OR REPLACE] VIEW [IF NOT EXISTS]. `columns` are those that the query gives."""

    name: Name
    definition: str
    columns: tuple[Column, ...]
    catalog: str
    schema: str
    replace: bool = False
    if_not_exists: bool = False
    comment: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AddColumns:
    """New columns; existing rows hold NULL in them. For each, where it is given: `parents`, the
    path of the column whose field it becomes, and `places`, what it stands behind ("": first;
    None: last)."""

    columns: tuple[Column, ...]
    if_not_exists: bool = False
    parents: tuple[tuple[str, ...], ...] = ()
    places: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class DropColumns:
    """One overwrite commit under the table's lock. `paths`: the parts of each name."""

    names: tuple[str, ...]
    if_exists: bool = False
    paths: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class RenameColumn:
    """One overwrite commit under the table's lock. `path`: the parts of the old name."""

    old: str
    new: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class AlterColumn:
    """What is None stays. `drop_default`: take the default away. `after`: the column behind which
    it is to stand, "" for the first place. `path`: the parts of its name, more for a field."""

    name: str
    type: SparkType | None = None
    comment: str | None = None
    nullable: bool | None = None
    default: str | None = None
    drop_default: bool = False
    after: str | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class AlterMany:
    """Changes of several columns, in one commit."""

    changes: tuple[AlterColumn, ...]


@dataclass(frozen=True)
class RenameTo:
    """A new name, in the same catalog."""

    name: Name


@dataclass(frozen=True)
class SetProperties:
    """TBLPROPERTIES, merged over the present ones; `unset` are taken away."""

    properties: Mapping[str, str] = field(default_factory=dict)
    unset: tuple[str, ...] = ()
    if_exists: bool = False


@dataclass(frozen=True)
class SetComment:
    """A comment; None takes it away."""

    comment: str | None


@dataclass(frozen=True)
class SetOwner:
    """A new owner: a user, a group or a service principal."""

    owner: str


@dataclass(frozen=True)
class AddConstraint:
    """A new constraint; a CHECK must hold for the rows that are there."""

    constraint: Constraint


@dataclass(frozen=True)
class DropConstraint:
    """By name, or, with `kind` PRIMARY KEY, the only one; `cascade`: the keys that point to it."""

    name: str
    kind: str | None = None
    columns: tuple[str, ...] = ()
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True)
class SetTags:
    """Tags of the relation, or of its `column`, merged over the present ones."""

    tags: Mapping[str, str] = field(default_factory=dict)
    unset: tuple[str, ...] = ()
    column: str | None = None


@dataclass(frozen=True)
class SetRowFilter:
    """The row filter; None takes it away."""

    row_filter: RowFilter | None


@dataclass(frozen=True)
class SetMask:
    """The mask of a column; None takes it away."""

    column: str
    mask: Mask | None


@dataclass(frozen=True)
class SetClustering:
    """The clustering columns; none for CLUSTER BY NONE."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class SetStatistics:
    """The size that a table has now, with `scan` its rows; `columns`: what was counted of some, by
    names in lower case (`num_nulls`, `distinct_count`, `min`, ..., as texts)."""

    scan: bool
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Alteration = (
    AddColumns
    | DropColumns
    | RenameColumn
    | AlterColumn
    | AlterMany
    | RenameTo
    | SetProperties
    | SetComment
    | SetOwner
    | AddConstraint
    | DropConstraint
    | SetTags
    | SetRowFilter
    | SetMask
    | SetClustering
    | SetStatistics
)
