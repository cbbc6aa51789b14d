"""CREATE, DROP and ALTER FUNCTION, and COMMENT ON FUNCTION."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.definitions import NewFunction
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.functions import failures
from boathouse.sql.functions.check import Checked, checked
from boathouse.sql.grammar.functions import (
    AlterFunction,
    CreateFunction,
    DropFunction,
    FunctionColumn,
)
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.securables import Function, FunctionParameter, Name, SparkType
from boathouse.sql.statements.columns import of_schema
from boathouse.sql.statements.create_table import schema_of
from boathouse.sql.statements.local import Act, Done, InSession
from boathouse.sql.work import Work

LANGUAGES = ("SQL", "PYTHON")


def plan_create(planning: Planning) -> Plan:
    """CREATE [OR REPLACE] [TEMPORARY] FUNCTION [IF NOT EXISTS]."""
    tree = planning.parsed.tree
    assert isinstance(tree, CreateFunction)
    function = _described(planning, tree)
    _check_definition(tree, function)
    if not _wanted(planning, tree, function):
        return Done()
    if function.language == "PYTHON":
        return Create(_new(tree, function), function)
    found = checked(planning, function, table=tree.table, deterministic=tree.deterministic)
    texts = tuple(engine_text(replace(planning, parsed=parse(one))) for one in found.texts)
    _check_references(planning, tree, function, found)
    function = replace(function, deterministic=found.deterministic, reads_data=found.reads_data)
    return Create(_new(tree, function), function, texts, tree.table)


def _described(planning: Planning, tree: CreateFunction) -> Function:
    session = planning.session
    user = "" if tree.temporary else planning.ctx.principal.user_name
    return Function(
        name=_temporary_name(tree.names) if tree.temporary else planning.full_name(*tree.names),
        function_id="",
        owner=user,
        body=tree.body,
        parameters=_columns(tree.parameters),
        returns=types.from_node(tree.returns) if tree.returns is not None else None,
        columns=_columns(tree.columns),
        language=tree.language or "SQL",
        handler=tree.handler,
        deterministic=tree.deterministic is not False,
        comment=tree.comment,
        catalog=session.catalog,
        schema=session.schema,
        created_at=planning.ctx.now,
        created_by=planning.ctx.principal.user_name,
        updated_at=planning.ctx.now,
    )


def _temporary_name(names: Sequence[str]) -> Name:
    lower = [one.lower() for one in names]
    if lower[:-1] not in ([], ["session"], ["system", "session"]):
        raise SqlError(
            "INVALID_TEMP_OBJ_QUALIFIER",
            f"Temporary FUNCTION `{names[-1]}` cannot be qualified with"
            f" {failures.quoted(names[:-1])}. Temporary objects can only be qualified with SESSION"
            " or SYSTEM.SESSION.",
            "42602",
        )
    return Name("", "", lower[-1])


def _columns(nodes: Sequence[FunctionColumn]) -> tuple[FunctionParameter, ...]:
    return tuple(
        FunctionParameter(one.name_, types.from_node(one.dtype), one.default, one.comment)
        for one in nodes
    )


def _check_definition(tree: CreateFunction, function: Function) -> None:
    if function.language not in LANGUAGES:
        raise NotSupported(f"Functions in {function.language} are not supported.")
    python = function.language == "PYTHON"
    if python != tree.quoted:
        raise SqlError(
            "PARSE_SYNTAX_ERROR",
            "A SQL function has RETURN and its body, a Python one AS $$ and its body $$.",
            "42601",
        )
    if tree.data_access == "MODIFIES SQL DATA" or tree.collation or tree.parameter_style:
        raise NotSupported("MODIFIES SQL DATA, collations and PARAMETER STYLE are not supported.")
    if python and function.returns is None:
        raise NotSupported("A Python function needs RETURNS and a type.")
    if (tree.handler or tree.environment) and not python:
        raise NotSupported("HANDLER and ENVIRONMENT are for Python functions.")
    if any(value.strip() not in ("", "[]", "None") for value in tree.environment.values()):
        raise NotSupported("Python functions with an ENVIRONMENT of their own are not supported.")
    _check_parameters(tree.names[-1], function)


def _check_parameters(name: str, function: Function) -> None:
    for columns, which, state in (
        (function.parameters, "DUPLICATE_ROUTINE_PARAMETER_NAMES", "42734"),
        (function.columns, "DUPLICATE_ROUTINE_RETURNS_COLUMNS", "42711"),
    ):
        names = [one.name.lower() for one in columns]
        twice = sorted({one for one in names if names.count(one) > 1})
        if twice:
            where = "parameter list" if state == "42734" else "RETURNS clause column list"
            kind = "name(s)" if state == "42734" else "column(s)"
            raise SqlError(
                which,
                f"Found duplicate {kind} in the {where} of the user-defined routine {name}:"
                f" {', '.join(f'`{one}`' for one in twice)}.",
                state,
            )
    for one, following in zip(function.parameters, function.parameters[1:], strict=False):
        if one.default is not None and following.default is None:
            raise failures.invalid(
                "NOT_A_VALID_DEFAULT_PARAMETER_POSITION",
                f"In routine `{name}` parameter `{one.name}` with DEFAULT must not be followed by"
                f" parameter `{following.name}` without DEFAULT.",
            )


def _wanted(planning: Planning, tree: CreateFunction, function: Function) -> bool:
    """Whether it is to be made; what may not be made raises."""
    if tree.temporary:
        exists = function.name.name in planning.session.temporary_functions
        if exists and not (tree.replace_ or tree.exists):
            raise failures.already_exists((function.name.name,))
        return not (exists and tree.exists)
    schema = schema_of(planning, function.name)
    planning.authorizer.require(planning.ctx, "CREATE_FUNCTION", schema)
    existing = planning.catalog.function(planning.ctx, function.name)
    if existing is None:
        return True
    if tree.exists:
        return False
    if not tree.replace_:
        raise failures.already_exists(function.name)
    planning.authorizer.require(planning.ctx, "MANAGE", existing)
    return True


def _check_references(
    planning: Planning, tree: CreateFunction, function: Function, found: Checked
) -> None:
    if tree.data_access == "CONTAINS SQL" and found.reads_data:
        raise SqlError(
            "INVALID_SQL_FUNCTION_DATA_ACCESS",
            "Cannot create a SQL function with CONTAINS SQL that accesses a table/view or a SQL"
            " function that reads SQL data. Please use READS SQL DATA instead.",
            "42K0E",
        )
    if tree.temporary:
        return
    temporary = [("VIEW", name) for name in planning.temporary_reads]
    temporary += [("FUNCTION", name) for name in planning.notes.temporary_functions]
    temporary += [("VARIABLE", name) for name in planning.variable_reads]
    for kind, name in temporary:
        raise temporary_reference("FUNCTION", failures.shown(function), kind, name)


def temporary_reference(kind: str, name: str, other: str, temporary: str) -> SqlError:
    """A lasting object may not read a temporary one: others could never read it."""
    return SqlError(
        "INVALID_TEMP_OBJ_REFERENCE",
        f"Cannot create the persistent object {name} of the type {kind} because it references to"
        f" the temporary object `{temporary}` of the type {other}. Please make the temporary"
        f" object `{temporary}` persistent, or make the persistent object {name} temporary.",
        "42K0F",
    )


def _new(tree: CreateFunction, function: Function) -> NewFunction:
    return NewFunction(
        function.name,
        function.body,
        function.catalog,
        function.schema,
        parameters=function.parameters,
        returns=function.returns,
        columns=function.columns,
        language=function.language,
        handler=function.handler,
        deterministic=function.deterministic,
        reads_data=function.reads_data,
        comment=function.comment,
        replace=tree.replace_,
        if_not_exists=tree.exists,
    )


@dataclass(frozen=True)
class Create:
    """A function in the catalog or, where it has no owner, in the session. `texts`: queries that
    the engine is asked the types of: the body's, then that of the declared types."""

    new: NewFunction
    function: Function
    texts: tuple[str, ...] = ()
    table: bool = False

    async def run(self, work: Work) -> Answer:
        """Ask the engine whether the body is one, then keep it."""
        new, function = self.new, self.function
        if self.texts:
            returns, columns = await self._types(work)
            new = replace(new, returns=returns, columns=columns)
            function = replace(function, returns=returns, columns=columns)
        if function.owner:
            await work.in_thread(lambda ctx: work.catalog.create_function(ctx, new))
        else:
            kept = replace(function, function_id=work.statement_id)
            work.session.temporary_functions[function.name.name] = kept
        return answer.nothing()

    async def _types(self, work: Work) -> tuple[SparkType | None, tuple[FunctionParameter, ...]]:
        function = self.function
        given = await work.schema(self.texts[0])
        if function.columns and len(given) != len(function.columns):
            raise failures.invalid(
                "RETURN_COLUMN_COUNT_MISMATCH",
                f"The number of columns produced by the RETURN clause (num: `{len(given)}`) does"
                " not match the number of column names specified by the RETURNS clause (num:"
                f" `{len(function.columns)}`) of {failures.shown(function)}.",
            )
        for text in self.texts[1:]:
            await work.schema(text)
        if function.returns is not None or function.columns:
            return function.returns, function.columns
        found = of_schema(given)
        if not self.table:
            return found[0].type, ()
        return None, tuple(FunctionParameter(one.name, one.type) for one in found)


def plan_drop(planning: Planning) -> Plan:
    """DROP [TEMPORARY] FUNCTION [IF EXISTS]."""
    tree = planning.parsed.tree
    assert isinstance(tree, DropFunction)
    if tree.temporary:
        return _drop_temporary(planning, tree)
    name = planning.full_name(*tree.names)
    function = planning.catalog.function(planning.ctx, name)
    if function is None:
        planning.require_sight(name.catalog, name.schema)
        if tree.exists:
            return Done()
        raise failures.not_found(name)
    planning.authorizer.require(planning.ctx, "MANAGE", function)
    catalog = planning.catalog
    return Act(lambda ctx: catalog.drop_function(ctx, name))


def _drop_temporary(planning: Planning, tree: DropFunction) -> Plan:
    name, known = _temporary_name(tree.names).name, planning.session.temporary_functions
    if name in known:
        return InSession(lambda: _forget(known, name))
    if tree.exists:
        return Done()
    raise failures.not_found((name,))


def _forget(known: dict[str, Function], name: str) -> None:
    known.pop(name, None)


def plan_alter(planning: Planning) -> Plan:
    """ALTER FUNCTION ... OWNER TO."""
    tree = planning.parsed.tree
    assert isinstance(tree, AlterFunction)
    return altered(planning, tree.names, owner=tree.owner)


def altered(planning: Planning, names: Sequence[str], **changes: str) -> Plan:
    """A change of a function's `owner` or `comment`."""
    name, catalog = planning.full_name(*names), planning.catalog
    function = catalog.function(planning.ctx, name)
    if function is None:
        planning.require_sight(name.catalog, name.schema)
        raise failures.not_found(name)
    planning.authorizer.require(planning.ctx, "MANAGE", function)
    return Act(lambda ctx: catalog.alter_function(ctx, name, **changes))
