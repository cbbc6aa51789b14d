"""The text of a SQL function, read once: where its parameters stand, and what else it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.dialect.integers import Columns, Scope
from boathouse.sql.dialect.scopes import Scopes
from boathouse.sql.errors import NotSupported, SyntaxFailure
from boathouse.sql.functions import failures
from boathouse.sql.functions.calls import Call, calls
from boathouse.sql.lexical import plain
from boathouse.sql.parse import Parsed, parse, tokenize
from boathouse.sql.planning import Planning
from boathouse.sql.resolve import named_tables
from boathouse.sql.securables import Function, Relation
from boathouse.sql.table_names import is_named, is_path

EXPRESSION, SCALAR, TABLE = "SELECT ", "SELECT (\n", "SELECT * FROM (\n"
_QUERY = (TokenType.SELECT, TokenType.WITH, TokenType.VALUES, TokenType.FROM, TokenType.TABLE)


@dataclass(frozen=True)
class Hidden:
    """What a place in a subquery sees besides the caller's columns. `names`: the columns of what
    the subqueries around it read; None where nobody can tell."""

    names: frozenset[str] | None
    aliases: frozenset[str]


@dataclass(frozen=True)
class Use:
    """A parameter in the body, by its number. `hidden`: None outside of subqueries; `repeated`:
    inside a lambda function, which runs more than once."""

    start: int
    end: int
    parameter: int
    hidden: Hidden | None = None
    repeated: bool = False


@dataclass(frozen=True)
class Named:
    """A column in the body that is no parameter, or a table, and its place."""

    start: int
    end: int
    name: str
    table: str


@dataclass
class Body:
    """`parsed` is the body made a statement: `head` stands in front of it."""

    parsed: Parsed
    head: str
    tail: str
    uses: list[Use] = field(default_factory=list)
    columns: list[Named] = field(default_factory=list)
    tables: list[exp.Table] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    renamed: frozenset[str] = frozenset()
    """The tables that get an alias of our own: none of the caller's is one."""

    def cut(self, text: str) -> str:
        """The body's own part of a changed text; of a query with its brackets."""
        kept = "SELECT * FROM " if self.head == TABLE else "SELECT "
        return text[len(kept) :]


def read(planning: Planning, function: Function, table: bool | None = None) -> Body:
    """Read a SQL function's body with the planning of its owner. Raises SqlError."""
    body = outline(function, table)
    columns: dict[tuple[str, str], Columns] = {}
    for node in named_tables(body.parsed.tree):
        _check(node)
        relation = _relation(planning, node)
        if relation is None:
            continue  # a temporary view: its name stays
        body.tables.append(node)
        columns[node.db.lower(), node.name.lower()] = {
            column.name.lower(): column.type for column in relation.columns
        }
    body.renamed = _renamed(body)
    _find_uses(body, function, columns)
    body.calls = calls(body.parsed)
    return body


def outline(function: Function, table: bool | None = None) -> Body:
    """The body as a statement, nothing looked up. `table`: whether it is one of a table function,
    None where the function tells. Raises SqlError."""
    text = function.body.strip().rstrip(";")
    tokens = tokenize(text)
    head, tail = EXPRESSION, ""
    if table if table is not None else bool(function.columns):
        if not _is_query(tokens):
            raise failures.invalid(
                "SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY",
                f"SQL table function {failures.shown(function)} body must be a query.",
            )
        head, tail = TABLE, "\n)"
    elif _is_query(tokens):
        head, tail = SCALAR, "\n)"
    parsed = plain(parse(head + text + tail))
    if head != TABLE:
        _one_expression(parsed)
    return Body(parsed, head, tail)


def _is_query(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[0].token_type in _QUERY


def _one_expression(parsed: Parsed) -> None:
    tree = parsed.tree
    alone = isinstance(tree, exp.Select) and len(tree.expressions) == 1
    given = {key for key, value in tree.args.items() if value and key != "expressions"}
    if not alone or given or isinstance(tree.expressions[0], (exp.Alias, exp.Star)):
        raise SyntaxFailure("Syntax error at or near RETURN: one expression or a query is due.")
    if next(tree.find_all(exp.Placeholder), None) is not None:
        raise NotSupported("The body of a function takes no parameter markers.")


def _renamed(body: Body) -> frozenset[str]:
    aliases = {alias.name.lower() for alias in body.parsed.tree.find_all(exp.TableAlias)}
    dated = {table.name.lower() for table in body.tables if table.args.get("version") is not None}
    names = {table.name.lower() for table in body.tables if not table.args.get("alias")}
    return frozenset(names - aliases - dated)


def _check(node: exp.Table) -> None:
    if is_named(node):
        raise NotSupported("IDENTIFIER(...) in the body of a function is not supported.")
    if is_path(node):
        raise NotSupported("Files read by path in the body of a function are not supported.")


def _relation(planning: Planning, node: exp.Table) -> Relation | None:
    parts = [part.name for part in node.parts]
    if len(parts) == 1 and parts[0].lower() in planning.session.temporary_views:
        planning.temporary_reads.append(parts[0].lower())
        return None
    return planning.table(planning.full_name(*parts))


def _find_uses(body: Body, function: Function, columns: Mapping[tuple[str, str], Columns]) -> None:
    scopes = {id(node): scope for node, scope in Scopes(columns).expressions(body.parsed.tree)}
    # The statement around the body is not of the function.
    around = scopes.pop(id(body.parsed.tree), None)
    for seen in scopes.values():
        for inner in _chain(seen):
            if around is not None and inner.outer is around:
                inner.outer = None
    numbers = {one.name.lower(): index for index, one in enumerate(function.parameters)}
    for node in body.parsed.tree.find_all(exp.Column):
        first = node.parts[0]
        if "start" not in first.meta:
            continue
        scope = _scope(node, scopes)
        use = _use(node, scope, numbers, function.name.name, body.renamed)
        if use is not None:
            body.uses.append(use)
        else:
            start, end = first.meta["start"], node.parts[-1].meta["end"] + 1
            body.columns.append(Named(start, end, node.name.lower(), node.table.lower()))


def _use(
    node: exp.Column,
    scope: Scope | None,
    numbers: Mapping[str, int],
    function: str,
    renamed: frozenset[str],
) -> Use | None:
    parts = node.parts
    words = [part.name.lower() for part in parts]
    if len(parts) == 1:
        if words[0] not in numbers or _is_alias(node) or _is_column(scope, words[0]):
            return None
        first, last, name = parts[0], parts[0], words[0]
    elif words[0] == function and words[1] in numbers and not _is_source(scope, words[0]):
        first, last, name = parts[0], parts[1], words[1]
    elif words[0] in numbers and not _is_source(scope, words[0]):
        if _is_column(scope, words[0]):
            return None
        first, last, name = parts[0], parts[0], words[0]
    else:
        return None
    repeated = node.find_ancestor(exp.Lambda) is not None
    start, end = first.meta["start"], last.meta["end"] + 1
    return Use(start, end, numbers[name], _hidden(scope, renamed), repeated)


def _scope(node: exp.Expr, scopes: Mapping[int, Scope]) -> Scope | None:
    above = node.parent
    while above is not None:
        if id(above) in scopes:
            return scopes[id(above)]
        above = above.parent
    return None


def _chain(scope: Scope | None) -> Iterator[Scope]:
    while scope is not None:
        yield scope
        scope = scope.outer


def _is_source(scope: Scope | None, name: str) -> bool:
    return any(name in one.sources for one in _chain(scope))


def _is_column(scope: Scope | None, name: str) -> bool:
    """Whether a column hides the parameter. Raises NotSupported where nobody can tell."""
    for one in _chain(scope):
        found = list(one.sources.values())
        if any(columns is not None and name in columns for columns in found):
            return True
        if None in found:
            raise NotSupported(
                f"It cannot be told whether {name} is the function's parameter or a column of what"
                " its query reads: qualify it with the function's name."
            )
    return False


def _is_alias(node: exp.Column) -> bool:
    """Whether ORDER BY, GROUP BY or HAVING names a column of the result."""
    clause = node.find_ancestor(exp.Order, exp.Group, exp.Having, exp.Select)
    query = clause.parent if isinstance(clause, (exp.Order, exp.Group, exp.Having)) else None
    if not isinstance(query, exp.Select):
        return False
    return any(
        isinstance(one, exp.Alias) and one.alias.lower() == node.name.lower()
        for one in query.expressions
    )


def _hidden(scope: Scope | None, renamed: frozenset[str]) -> Hidden | None:
    found = [(alias, cols) for one in _chain(scope) for alias, cols in one.sources.items()]
    if not found:
        return None
    known = [columns for _, columns in found if columns is not None]
    names = frozenset(name for columns in known for name in columns)
    return Hidden(
        names if len(known) == len(found) else None,
        frozenset(a for a, _ in found if a not in renamed),
    )
