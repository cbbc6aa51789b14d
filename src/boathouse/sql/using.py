"""JOIN ... USING (c): the engine does not know `t.c` behind it, only `c`.

Where the two are the same value, the qualifier goes; where they are not, the statement is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp
from sqlglot.tokenizer_core import Token

from boathouse.sql.dialect.integers import Columns
from boathouse.sql.dialect.scopes import Scopes, Tables
from boathouse.sql.errors import NotSupported
from boathouse.sql.parse import Parsed
from boathouse.sql.rewrite import Edits, index_of

Merged = dict[str, tuple[set[str], set[str]]]
"""Column -> the relations whose own is the merged one, and those whose own may differ."""


def without_qualifiers(
    parsed: Parsed, edits: Edits, tables: Tables, shown: Mapping[str, str]
) -> None:
    """Change the text and the tree alike. Raises NotSupported.

    `shown`: the names of columns by the same in lower case, as their tables spell them.
    """
    sources: dict[int, Mapping[str, Columns | None]] = {}
    tree = parsed.tree
    for select in list(tree.find_all(exp.Select)):
        merged = _merged(select)
        for column in list(_columns(select)) if merged else ():
            if not isinstance(column.this, exp.Star):
                _change(column, merged, edits)
            elif any(column.table.lower() in one | two for one, two in merged.values()):
                sources = sources or {id(one): known for one, known in Scopes(tables).selects(tree)}
                _write_star(select, column, merged, parsed, edits, sources[id(select)], shown)


def _write_star(
    select: exp.Select,
    star: exp.Column,
    merged: Merged,
    parsed: Parsed,
    edits: Edits,
    sources: Mapping[str, Columns | None],
    shown: Mapping[str, str],
) -> None:
    """`t.*`: the engine leaves the columns of USING out of it (measured), so they are written."""
    table = star.table.lower()
    columns = sources.get(table)
    if columns is None or star.this.args.get("except_") or star.parent is not select:
        raise NotSupported(
            f"{table}.* behind JOIN ... USING is not supported by the engine here: name the"
            " columns, or join with ON."
        )
    written = []
    # the columns of USING come first, as in `*`
    for name in sorted(columns, key=lambda name: name not in merged):
        same, other = merged.get(name, (set(), set()))
        if table in other:
            raise _differs(f"{table}.{name}", name)
        place = None if table in same else exp.to_identifier(star.table, quoted=True)
        column = exp.to_identifier(shown.get(name, name), quoted=True)
        written.append(exp.Column(this=column, table=place))
    text = ", ".join(column.sql(dialect="databricks") for column in written)
    edits.replace(star.parts[0].meta["start"], _end(star, parsed.tokens) + 1, text)
    at = next(index for index, node in enumerate(select.expressions) if node is star)
    select.set("expressions", [*select.expressions[:at], *written, *select.expressions[at + 1 :]])


def _end(star: exp.Column, tokens: list[Token]) -> int:
    """Where `t.*` ends: a star has no place of its own; it stands behind the last name's dot."""
    last = star.args["table"].meta["start"]
    return int(tokens[index_of(last, tokens) + 2].end)


def _merged(select: exp.Select) -> Merged:
    merged: Merged = {}
    clause = select.args.get("from_")
    seen = {clause.this.alias_or_name.lower()} if clause is not None else set()
    for join in select.args.get("joins") or ():
        name = join.this.alias_or_name.lower()
        for node in join.args.get("using") or ():
            column = node.name.lower()
            same, other = merged.get(column, (set(seen), set()))
            merged[column] = _joined(join.side.upper(), same, other, name)
        seen.add(name)
    return merged


def _joined(side: str, same: set[str], other: set[str], name: str) -> tuple[set[str], set[str]]:
    match side:
        case "LEFT":
            return same, other | {name}
        case "RIGHT":
            return {name}, same | other
        case "FULL":
            return set(), same | other | {name}
        case _:
            return same | {name}, other


def _columns(select: exp.Select) -> Iterator[exp.Column]:
    """The columns of a SELECT itself, not of the queries in it."""
    pending = [child for key, child in _children(select) if key != "with_"]
    while pending:
        node = pending.pop()
        if isinstance(node, exp.Column):
            yield node
        elif not isinstance(node, exp.Query) or isinstance(node, exp.Table):
            pending.extend(child for _, child in _children(node))


def _children(node: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    for key, value in node.args.items():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, exp.Expr):
                yield key, child


def _change(column: exp.Column, merged: Merged, edits: Edits) -> None:
    table, name = column.table.lower(), column.name.lower()
    if not table or name not in merged:
        return
    same, other = merged[name]
    if table in other:
        raise _differs(column.sql(dialect="databricks"), name)
    if table in same:
        edits.replace(column.parts[0].meta["start"], column.this.meta["start"], "")
        for part in ("table", "db", "catalog"):
            column.set(part, None)


def _differs(column: str, name: str) -> NotSupported:
    return NotSupported(
        f"{column} behind an outer JOIN ... USING ({name}) is not supported by the engine: join"
        " with ON instead."
    )
