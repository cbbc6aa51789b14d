"""What planning a statement works with, and what a plan is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from boathouse.context import Context
from boathouse.errors import (
    ApiError,
    PermissionDenied,
    ResourceDoesNotExist,
)
from boathouse.sql.answer import Answer
from boathouse.sql.errors import SqlError
from boathouse.sql.files.asked import Reading
from boathouse.sql.issued import IssuedNames, IssuedTable
from boathouse.sql.parameters import Parameter
from boathouse.sql.protections import protects, refused
from boathouse.sql.protocols import (
    Authorizer,
    Catalog,
)
from boathouse.sql.securables import Function, Name, Relation, SparkType
from boathouse.sql.session import Session
from boathouse.sql.variables import Locals, Value, field_of, session_name

if TYPE_CHECKING:
    from boathouse.sql.flows import Flow, Target
    from boathouse.sql.functions.stage import Stage
    from boathouse.sql.parse import Parsed
    from boathouse.sql.recursion import Given
    from boathouse.sql.work import Work


STATES = {
    "CATALOG_ALREADY_EXISTS": "42P06",
    "CATALOG_NOT_EMPTY": "2BP01",
    "CATALOG_DOES_NOT_EXIST": "42704",
    "CREDENTIAL_ALREADY_EXISTS": "42710",
    "EXTERNAL_LOCATION_ALREADY_EXISTS": "42710",
    "FUNCTION_ALREADY_EXISTS": "42723",
    "FUNCTION_DOES_NOT_EXIST": "42883",
    "LOCATION_OVERLAP": "22KD1",
    "NOT_IMPLEMENTED": "0A000",
    "NO_PARENT_EXTERNAL_LOCATION_FOR_PATH": "42501",
    "PRINCIPAL_DOES_NOT_EXIST": "42704",
    "RESOURCE_ALREADY_EXISTS": "42710",
    "SCHEMA_ALREADY_EXISTS": "42P06",
    "SCHEMA_DOES_NOT_EXIST": "42704",
    "SCHEMA_NOT_EMPTY": "2BP01",
    "STORAGE_CREDENTIAL_ALREADY_EXISTS": "42710",
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
    reads: list[Relation] = field(default_factory=list)
    """What the texts of a plan of Spark read."""
    paths: list[str] = field(default_factory=list)
    """The paths among what is read, as they are written."""
    guarded: bool = False
    """Whether a table with a row filter or column masks is read."""
    target: Target | None = None
    """What the statement writes rows to, where it does."""
    flow: Flow | None = None
    """What it moves, once it is planned."""


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
    trusted: frozenset[Name] = frozenset()
    """Inside the query of a protected table: the functions of its filter and masks."""
    through: Relation | None = None
    """The outermost stored view that is being read."""

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
            raise self.missing(name)
        self.require(privilege, relation)
        return relation

    def require(self, privilege: str, securable: Any) -> None:
        """Pass where the caller, or inside a view its owner, has the privilege."""
        if self.owner is None:
            self.authorizer.require(self.ctx, privilege, securable)
        else:
            self.authorizer.require_as(self.ctx, self.owner, privilege, securable)

    def missing(self, name: Name) -> SqlError:
        """The error of a relation that does not exist. PermissionDenied is raised instead for who
        does not see the schema: whether a name is taken there is not theirs to know."""
        self.require_sight(name.catalog, name.schema)
        return not_found(name)

    def require_sight(self, catalog: str, schema: str = "") -> None:
        """Pass for who sees what a name would lie in, where that exists."""
        above = self.catalog.schema(self.ctx, catalog, schema) if schema else None
        within = above or self.catalog.catalog(self.ctx, catalog)
        if within is not None:
            self.require("BROWSE", within)

    def protection(self, relation: Relation) -> Relation:
        """The relation with the filter and the masks that hold for who runs the statement, also
        inside views. Raises SqlError where policies contradict."""
        return self.catalog.protection(self.ctx, relation)

    def issue(self, relation: Relation, *, reading: bool = True) -> tuple[str, str, str]:
        """The name under which the engine finds a table, as catalog, schema, table. `reading`:
        whether the statement may see its rows as they are: those of a protected table are read by
        `protected.guarded` alone, and every other way ends here. Raises SqlError."""
        if reading:
            refuse_protected(self.protection(relation), "This statement")
        if self.names.own:
            what = "Writing to such a table on a cluster (use a SQL warehouse)"
            refuse_protected(self.protection(relation), what)
        key = (relation.name.catalog, relation.name.schema)
        schema = self.notes.opened.get(key)
        if schema is None:
            schema = self.notes.opened[key] = self.names.open_schema()
        self.names.issue(schema, relation.name.name, issued(relation))
        self.columns[schema, relation.name.name] = {
            column.name.lower(): column.type for column in relation.columns
        }
        return "main", schema, relation.name.name


def refuse_protected(relation: Relation, what: str) -> None:
    """Raise NotSupported for a table that has a row filter or column masks for the caller. `what`:
    the statement, as the beginning of a sentence."""
    if protects(relation):
        raise refused(relation, what)


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
    if error.condition is not None:
        return SqlError(error.condition, error.message, STATES[error.condition])
    if isinstance(error, PermissionDenied):
        return SqlError(
            "INSUFFICIENT_PERMISSIONS", f"Insufficient privileges:\n{error.message}", "42501"
        )
    if isinstance(error, ResourceDoesNotExist):
        return SqlError("RESOURCE_DOES_NOT_EXIST", error.message, "42704")
    return SqlError(error.error_code, error.message, STATES.get(error.error_code, "22023"))


Planner = Callable[[Planning], Plan]
