"""What DDL statements ask for, taken apart: the road reads it from SQL, services carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boathouse.sql.securables import Column, Name, SparkType


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
    """Columns at the end; existing rows hold NULL in them."""

    columns: tuple[Column, ...]
    if_not_exists: bool = False


@dataclass(frozen=True)
class DropColumns:
    """One overwrite commit under the table's lock."""

    names: tuple[str, ...]
    if_exists: bool = False


@dataclass(frozen=True)
class RenameColumn:
    """One overwrite commit under the table's lock."""

    old: str
    new: str


@dataclass(frozen=True)
class AlterColumn:
    """What is None stays. `drop_default`: take the default away."""

    name: str
    type: SparkType | None = None
    comment: str | None = None
    nullable: bool | None = None
    default: str | None = None
    drop_default: bool = False


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


Alteration = (
    AddColumns
    | DropColumns
    | RenameColumn
    | AlterColumn
    | RenameTo
    | SetProperties
    | SetComment
    | SetOwner
)
