"""Session variables: DECLARE, SET VARIABLE, DROP TEMPORARY VARIABLE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.constants import constant, fitted
from boathouse.sql.errors import NotSupported, SqlError, SyntaxFailure
from boathouse.sql.evaluate import evaluated, row
from boathouse.sql.grammar.variables import DeclareVariable, DropVariable, SetVariable
from boathouse.sql.identifiers import parameters_of
from boathouse.sql.parameters import Parameter
from boathouse.sql.parse import MAX_TEXT, parse_expression
from boathouse.sql.planning import Nested, Plan, Planning
from boathouse.sql.securables import SparkType
from boathouse.sql.statements.local import Done, InSession
from boathouse.sql.variables import (
    Locals,
    Value,
    Variable,
    session_name,
    shown,
    unresolved_variable,
)
from boathouse.sql.work import Work


def plan_declare(planning: Planning) -> Plan:
    """DECLARE [OR REPLACE] [VARIABLE] v ..."""
    tree, session = planning.parsed.tree, planning.session
    assert isinstance(tree, DeclareVariable)
    if planning.within == "SCRIPT":
        raise SqlError(
            "INVALID_VARIABLE_DECLARATION.ONLY_AT_BEGINNING",
            f"Invalid variable declaration. Variable {shown(tree.names[0])} can only be declared at"
            " the beginning of the compound.",
            "42K0M",
        )
    found = [_session_name(parts) for parts in tree.names]
    _distinct(found)
    for name in found:
        if name in session.variables and not tree.replaces:
            raise already_exists(("system", "session", name))
    if tree.holds_query:
        raise SqlError(
            "INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION",
            "Failed to execute DECLARE VARIABLE command because the destination column or variable"
            f" {shown(('system', 'session', found[0]))} has a DEFAULT value {tree.default}, which"
            " contains subquery expressions.",
            "42623",
        )
    kind = None if tree.kind is None else types.from_node(tree.kind)
    given = parameters_at(planning, tree.start)
    return Declare(tuple(found), kind, tree.default, values_of(planning, [tree.default]), given)


def already_exists(parts: Sequence[str]) -> SqlError:
    """The error of a variable that is declared twice."""
    why = (
        f"Cannot create the variable {shown(parts)} because it already exists.\n"
        "Choose a different name, or drop or replace the existing variable."
    )
    return SqlError("VARIABLE_ALREADY_EXISTS", why, "42723")


@dataclass(frozen=True)
class Declare:
    """`value`: of the default, where it is known already."""

    names: tuple[str, ...]
    type: SparkType | None
    default: str | None
    value: tuple[Value | None, ...]
    parameters: tuple[Parameter, ...]

    async def run(self, work: Work) -> Answer:
        """Ask for the default's value, and keep the variables."""
        value = Value(self.type or "void", None)
        if self.default is not None:
            nested = Nested(self.default, self.parameters)
            (value,) = await computed(work, nested, [self.default], [self.type], self.value)
        for name in self.names:
            work.session.variables[name] = Variable(
                name, value.type, value.value, self.default or "NULL"
            )
        return answer.nothing()


def plan_drop(planning: Planning) -> Plan:
    """DROP TEMPORARY VARIABLE [IF EXISTS] v."""
    tree, variables = planning.parsed.tree, planning.session.variables
    assert isinstance(tree, DropVariable)
    if planning.within == "SCRIPT":
        raise SqlError(
            "UNSUPPORTED_FEATURE.SQL_SCRIPTING_DROP_TEMPORARY_VARIABLE",
            "The feature is not supported: DROP TEMPORARY VARIABLE is not supported within SQL"
            " scripts. To bypass this, use `EXECUTE IMMEDIATE 'DROP TEMPORARY VARIABLE ...'` .",
            "0A000",
        )
    name = _session_name(tree.named)
    if name in variables:
        return InSession(lambda: _forget(variables, name))
    if tree.exists:
        return Done()
    raise SqlError(
        "VARIABLE_NOT_FOUND",
        f"The variable {shown(('system', 'session', name))} cannot be found. Verify the spelling"
        " and correctness of the schema and catalog.\nIf you did not qualify the name with a schema"
        " and catalog, verify the current_schema() output, or qualify the name with the correct"
        " schema and catalog.\nTo tolerate the error on drop use DROP VARIABLE IF EXISTS.",
        "42883",
    )


def _forget(variables: dict[str, Variable], name: str) -> None:
    variables.pop(name, None)


def plan_set(planning: Planning) -> Plan:
    """SET VAR a = x, b = DEFAULT; SET VAR (a, b) = (query)."""
    tree = planning.parsed.tree
    assert isinstance(tree, SetVariable)
    targets = targets_of(planning, tree.names)
    given = parameters_at(planning, tree.start)
    if tree.query is not None:
        return SetRow(targets, Nested(tree.query, given, planning.locals))
    texts = [
        _default(name, target) if value is None else value
        for name, target, value in zip(tree.names, targets.variables, tree.values, strict=True)
    ]
    known = values_of(planning, texts)
    return Set(targets, tuple(texts), known, Nested("", given, planning.locals))


def _default(name: Sequence[str], target: Variable) -> str:
    if target.default is None:
        raise NotSupported(f"The variable {shown(name)} has no DEFAULT.")
    return target.default


@dataclass(frozen=True)
class Targets:
    """The variables that a statement assigns to, as they were when it was planned."""

    names: tuple[tuple[str, ...], ...]
    variables: tuple[Variable, ...]
    locals: Locals | None

    @property
    def kinds(self) -> list[SparkType]:
        return [variable.type for variable in self.variables]

    def assign(self, work: Work, values: Sequence[Value]) -> None:
        """Give each its value."""
        for parts, value in zip(self.names, values, strict=True):
            if self.locals is not None and self.locals.assign(parts, value.value):
                continue
            name = session_name(parts)
            held = work.session.variables.get(name or "")
            if held is None:
                raise unresolved_variable(parts)
            work.session.variables[held.name] = replace(held, value=value.value)


def targets_of(planning: Planning, names: Sequence[tuple[str, ...]]) -> Targets:
    """The variables of these names. Raises SqlError UNRESOLVED_VARIABLE, DUPLICATE_ASSIGNMENTS."""
    lower = [tuple(part.lower() for part in parts) for parts in names]
    found = []
    for parts in lower:
        variable = planning.locals.find(parts) if planning.locals is not None else None
        if variable is None:
            name = session_name(parts)
            variable = planning.session.variables.get(name) if name is not None else None
        if variable is None:
            raise unresolved_variable(parts)
        found.append(variable)
    for at, parts in enumerate(lower):
        if parts in lower[:at]:
            raise SqlError(
                "DUPLICATE_ASSIGNMENTS",
                f"The columns or variables {shown(parts)} appear more than once as assignment"
                " targets.",
                "42701",
            )
    return Targets(tuple(lower), tuple(found), planning.locals)


@dataclass(frozen=True)
class Set:
    """Expressions, all asked for before the first is assigned."""

    targets: Targets
    texts: tuple[str, ...]
    known: tuple[Value | None, ...]
    nested: Nested

    async def run(self, work: Work) -> Answer:
        """Ask for the values, then assign them."""
        kinds = self.targets.kinds
        values = await computed(work, self.nested, self.texts, kinds, self.known)
        self.targets.assign(work, values)
        return answer.nothing()


@dataclass(frozen=True)
class SetRow:
    """The only row of a query, or NULLs."""

    targets: Targets
    nested: Nested

    async def run(self, work: Work) -> Answer:
        """Ask for the row, then assign it."""
        await assign_row(work, self.nested, self.targets)
        return answer.nothing()


async def assign_row(work: Work, nested: Nested, targets: Targets) -> None:
    """Run a query and give its only row to variables."""
    kinds, rows = await evaluated(work.nest, nested)
    if len(kinds) != len(targets.names):
        raise SqlError(
            "ASSIGNMENT_ARITY_MISMATCH",
            "The number of columns or variables assigned or aliased:"
            f" {len(targets.names)} does not match the number of source expressions: {len(kinds)}.",
            "42802",
        )
    held = [Value(kind, value) for kind, value in zip(kinds, row(rows, len(kinds)), strict=True)]
    targets.assign(work, await coerced(work, held, targets.kinds))


async def coerced(work: Work, values: Sequence[Value], kinds: Sequence[SparkType]) -> list[Value]:
    """Values as variables of these types hold them."""
    known = [fitted(value, kind) for value, kind in zip(values, kinds, strict=True)]
    return await computed(work, Nested(""), [value.sql for value in values], kinds, known)


async def computed(
    work: Work,
    nested: Nested,
    texts: Sequence[str],
    kinds: Sequence[SparkType | None],
    known: Sequence[Value | None],
) -> list[Value]:
    """The values of expressions, each cast to its type where one is given. `known`: those that
    need no engine. `nested`: what the expressions see."""
    fit = [
        value if value is None or kind is None else fitted(value, kind)
        for value, kind in zip(known, kinds, strict=True)
    ]
    if all(value is not None for value in fit):
        return [value for value in fit if value is not None]
    listed = ", ".join(
        f"{_cast(text, kind)} AS v{at}"
        for at, (text, kind) in enumerate(zip(texts, kinds, strict=True))
    )
    found, rows = await evaluated(work.nest, replace(nested, text=f"SELECT {listed}"))
    values = row(rows, len(found))
    if any(isinstance(value, (str, bytes)) and len(value) > MAX_TEXT for value in values):
        raise NotSupported("Variables of more than 16 MiB are not supported.")
    return [
        Value(kind if kind is not None else own, value)
        for kind, own, value in zip(kinds, found, values, strict=True)
    ]


def _cast(text: str, kind: SparkType | None) -> str:
    # The break ends a comment in the text.
    return f"({text}\n)" if kind is None else f"CAST(({text}\n) AS {types.to_sql(kind)})"


def values_of(planning: Planning, texts: Sequence[str | None]) -> tuple[Value | None, ...]:
    """The values of expressions that need no engine."""
    return tuple(value_of(planning, text) for text in texts)


def value_of(planning: Planning, text: str | None) -> Value | None:
    """The value of one, None where an engine must tell it."""
    if text is None:
        return None
    try:
        node = parse_expression(text)
    except SyntaxFailure:
        return None
    return constant(node, planning.look, planning.parameters)


def parameters_at(planning: Planning, start: int) -> tuple[Parameter, ...]:
    """The named parameters, and the positional ones of the text from `start` on."""
    return parameters_from(planning.parsed.tokens, planning.parameters, start)


def parameters_from(
    tokens: Sequence[Any], parameters: tuple[Parameter, ...], start: int, end: int | None = None
) -> tuple[Parameter, ...]:
    """The named parameters, and the positional ones of a part of the text."""
    if all(parameter.name for parameter in parameters):
        return parameters
    marks = [token.start for token in tokens if token.token_type is TokenType.PLACEHOLDER]
    wanted = [at for at, mark in enumerate(marks) if mark >= start and (end is None or mark < end)]
    return parameters_of(parameters, wanted)


def _session_name(parts: Sequence[str]) -> str:
    name = session_name(parts)
    if name is None:
        raise unresolved_variable(parts)
    return name


def _distinct(names: Sequence[str]) -> None:
    for at, name in enumerate(names):
        if name in names[:at]:
            raise SqlError(
                "DUPLICATE_VARIABLE_NAME_INSIDE_DECLARE",
                f"Found duplicate variable {shown((name,))} in the declare variable list. Please,"
                " remove one of them.",
                "42734",
            )
