"""What planning a statement works with, and what a plan is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from boathouse.context import Context
from boathouse.errors import (
    ApiError,
    PermissionDenied,
    ResourceDoesNotExist,
)
from boathouse.sql.answer import Answer
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.files.asked import Reading
from boathouse.sql.issued import IssuedNames, IssuedTable
from boathouse.sql.parameters import Parameter
from boathouse.sql.protocols import (
    Authorizer,
    Catalog,
)
from boathouse.sql.securables import Function, Name, Relation, SparkType
from boathouse.sql.session import Session
from boathouse.sql.variables import Locals, Value, field_of, session_name

if TYPE_CHECKING:
    from boathouse.sql.functions.stage import Stage
    from boathouse.sql.parse import Parsed
    from boathouse.sql.recursion import Given
    from boathouse.sql.work import Work


STATES = {
    "CATALOG_ALREADY_EXISTS": "42P06",
    "CATALOG_NOT_EMPTY": "2BP01",
    "CATALOG_DOES_NOT_EXIST": "42704",
    "FUNCTION_ALREADY_EXISTS": "42723",
    "FUNCTION_DOES_NOT_EXIST": "42883",
    "NOT_IMPLEMENTED": "0A000",
    "RESOURCE_ALREADY_EXISTS": "42710",
    "SCHEMA_ALREADY_EXISTS": "42P06",
    "SCHEMA_DOES_NOT_EXIST": "42704",
    "SCHEMA_NOT_EMPTY": "2BP01",
    "TABLE_ALREADY_EXISTS": "42P07",
    "TABLE_DOES_NOT_EXIST": "42P01",
    "VOLUME_ALREADY_EXISTS": "42710",
    "VOLUME_DOES_NOT_EXIST": "42704",
}
"""SQLSTATEs of the errors of services; of any other 22023, an invalid value."""


class Plan(Protocol):
    """A planned statement: everything is resolved and authorized, nothing has happened yet."""

    async def run(self, work: Work) -> Answer:
        """Do it."""


@dataclass(frozen=True)
class Borrowed:
    """Where a function of a user reads, and with whose rights; None: the caller's."""

    owner: str | None
    catalog: str
    schema: str


@dataclass
class Notes:
    """What planning leaves for the run: shared by the plannings of a statement and of its views."""

    opened: dict[tuple[str, str], str] = field(default_factory=dict)
    """(catalog, schema) -> the schema that the engine knows their tables under."""
    checked: bool = False
    """Whether the engine's text holds checked arithmetic."""
    known: list[str] = field(default_factory=list)
    """The columns of what is read, for errors that suggest one."""
    borrowed: dict[str, Borrowed] = field(default_factory=dict)
    """Names of schemas that stand in the bodies of functions, as this statement has them."""
    python: dict[str, Function] = field(default_factory=dict)
    """Names that stand for Python functions in texts of this statement."""
    mapped: dict[str, str] = field(default_factory=dict)
    """Names of tables of values in these texts -> their folders."""
    stages: list[Stage] = field(default_factory=list)
    """What makes the tables of values, before the engine is asked for anything else."""
    temporary_functions: list[str] = field(default_factory=list)
    """The temporary functions that are called."""
    unsure: set[str] = field(default_factory=set)
    """Names of variables that may be columns of what the engine alone knows."""
    reading: Reading = field(default_factory=Reading)
    """How files are read."""


@dataclass(frozen=True)
class Nested:
    """A statement that another one runs: EXECUTE IMMEDIATE, a script, the value of a variable.

    `within`: IMMEDIATE, SCRIPT or "", what may not stand in each other.
    """

    text: str
    parameters: tuple[Parameter, ...] = ()
    locals: Locals | None = None
    within: str = ""
    session: Session | None = None
    """With its names and variables, where it is not the one that asks."""
    owner: str | None = None
    """As in Planning."""
    given: Mapping[tuple[object, ...], Given] = field(default_factory=dict)
    """As in Planning."""


@dataclass
class Planning:
    """The synchronous half of one statement. `ctx` is read from, never written to."""

    ctx: Context
    session: Session
    parsed: Parsed
    parameters: tuple[Parameter, ...]
    statement_id: str
    catalog: Catalog
    authorizer: Authorizer
    names: IssuedNames
    notes: Notes = field(default_factory=Notes)
    owner: str | None = None
    """Whose rights count: those of the owner inside a stored view; None: the caller's."""
    reads: list[Relation] = field(default_factory=list)
    temporary_reads: list[str] = field(default_factory=list)
    """The temporary views among what is read."""
    columns: dict[tuple[str, str], dict[str, SparkType]] = field(default_factory=dict)
    """(schema, table) as the engine knows them -> the types of the columns, in lower case."""
    locals: Locals | None = None
    """The variables of the script that the statement is part of."""
    within: str = ""
    """As in Nested."""
    forced: frozenset[str] = frozenset()
    """Names of variables that the engine says are no columns."""
    given: Mapping[tuple[object, ...], Given] = field(default_factory=dict)
    """The rows of recursions that are there, by what they depend on."""
    variable_reads: list[str] = field(default_factory=list)
    """The variables among what is read."""

    def look(self, parts: tuple[str, ...]) -> Value | None:
        """What the variable of this name holds, or its field; None where there is none."""
        lower = tuple(part.lower() for part in parts)
        for count in range(len(lower), 0, -1):
            found = self.locals.find(lower[:count]) if self.locals is not None else None
            if found is None:
                name = session_name(lower[:count])
                found = self.session.variables.get(name) if name is not None else None
            if found is not None:
                return field_of(found.held, lower[count:])
        return None

    def full_name(self, *parts: str) -> Name:
        """A relation's or volume's name, completed from the session, lower case."""
        lower = [part.lower() for part in parts]
        if len(lower) > 3 or not lower:
            raise SqlError(
                "IDENTIFIER_TOO_MANY_NAME_PARTS", f"{'.'.join(parts)} has too many parts.", "42601"
            )
        return Name(*([self.session.catalog, self.session.schema][: 3 - len(lower)]), *lower)

    def table(self, name: Name, privilege: str = "SELECT") -> Relation:
        """An existing relation that the caller, or inside a view its owner, may do this with."""
        relation = self.catalog.relation(self.ctx, name)
        if relation is None:
            raise not_found(name)
        if self.owner is None:
            self.authorizer.require(self.ctx, privilege, relation)
        else:
            self.authorizer.require_as(self.ctx, self.owner, privilege, relation)
        return relation

    def issue(self, relation: Relation, *, reading: bool = True) -> tuple[str, str, str]:
        """The name under which the engine finds a table, as catalog, schema, table. `reading`:
        whether the statement may see its rows. Raises SqlError for those that nobody may yet."""
        if reading:
            refuse_protected(relation)
        key = (relation.name.catalog, relation.name.schema)
        schema = self.notes.opened.get(key)
        if schema is None:
            schema = self.notes.opened[key] = self.names.open_schema()
        self.names.issue(schema, relation.name.name, issued(relation))
        self.columns[schema, relation.name.name] = {
            column.name.lower(): column.type for column in relation.columns
        }
        return "main", schema, relation.name.name


def refuse_protected(relation: Relation) -> None:
    """Raise NotSupported for a table whose rows are not for everybody: filters and masks are kept
    but not applied yet, and no row of such a table may be seen without."""
    masked = [column.name for column in relation.columns if column.mask is not None]
    if relation.row_filter is not None or masked:
        kind = "a row filter" if relation.row_filter is not None else "column masks"
        raise NotSupported(
            f"{relation.name} has {kind}, which are not applied to reads yet: it cannot be read."
        )


def issued(relation: Relation) -> IssuedTable:
    """What the engine's catalog answers for a table."""
    return IssuedTable(
        str(relation.name),
        relation.location or "",
        relation.columns,
        relation.partitions,
        relation.format or "DELTA",
    )


def not_found(name: Name) -> SqlError:
    """The error of a relation that does not exist, in the words of Databricks."""
    return SqlError(
        "TABLE_OR_VIEW_NOT_FOUND",
        f"The table or view `{name.catalog}`.`{name.schema}`.`{name.name}` cannot be found."
        " Verify the spelling and correctness of the schema and catalog.\nIf you did not qualify"
        " the name with a schema, verify the current_schema() output, or qualify the name with the"
        " correct schema and catalog.\nTo tolerate the error on drop use DROP VIEW IF EXISTS or"
        " DROP TABLE IF EXISTS.",
        "42P01",
    )


def from_service(error: ApiError) -> SqlError:
    """A service's error as a statement fails with it."""
    if isinstance(error, PermissionDenied):
        return SqlError(
            "INSUFFICIENT_PERMISSIONS", f"Insufficient privileges:\n{error.message}", "42501"
        )
    if isinstance(error, ResourceDoesNotExist):
        return SqlError("RESOURCE_DOES_NOT_EXIST", error.message, "42704")
    return SqlError(error.error_code, error.message, STATES.get(error.error_code, "22023"))


Planner = Callable[[Planning], Plan]
