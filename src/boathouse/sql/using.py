"""JOIN ... USING (c): the engine does not know `t.c` behind it, only `c`.

Where the two are the same value, the qualifier goes; where they are not, the statement is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from boathouse.sql.errors import NotSupported
from boathouse.sql.rewrite import Edits

Merged = dict[str, tuple[set[str], set[str]]]
"""Column -> the relations whose own is the merged one, and those whose own may differ."""


def without_qualifiers(tree: exp.Expr, edits: Edits) -> None:
    """Change the text and the tree alike. Raises NotSupported."""
    for select in list(tree.find_all(exp.Select)):
        merged = _merged(select)
        for column in _columns(select) if merged else ():
            _change(column, merged, edits)


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
    if isinstance(column.this, exp.Star) and any(
        table in one | two for one, two in merged.values()
    ):
        # Measured: the engine leaves the columns of USING out.
        raise NotSupported(
            f"{table}.* behind JOIN ... USING is not supported by the engine: name the columns, or"
            " join with ON."
        )
    if not table or name not in merged:
        return
    same, other = merged[name]
    if table in other:
        raise NotSupported(
            f"{column.sql(dialect='databricks')} behind an outer JOIN ... USING ({name}) is not"
            " supported by the engine: join with ON instead."
        )
    if table in same:
        edits.replace(column.parts[0].meta["start"], column.this.meta["start"], "")
        for part in ("table", "db", "catalog"):
            column.set(part, None)
