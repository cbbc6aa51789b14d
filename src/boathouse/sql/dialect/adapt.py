"""From a resolved statement to the text that the engine runs: what differs, found and changed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.dialect.checks import check_clauses
from boathouse.sql.dialect.expressions import check_expressions, has_expressions
from boathouse.sql.dialect.lateral import has_lateral_aliases, lateral_aliases
from boathouse.sql.dialect.map_fields import has_maps
from boathouse.sql.dialect.names import name_columns
from boathouse.sql.dialect.order_keys import has_hidden_keys, order_keys
from boathouse.sql.dialect.scopes import Scopes, Tables, in_view
from boathouse.sql.dialect.semistructured import variants
from boathouse.sql.dialect.structure import STRUCTURES, has_cast
from boathouse.sql.dialect.values import Facts, put_values, shown_values
from boathouse.sql.parse import Parsed, parse
from boathouse.sql.rewrite import Edits, literal, render


@dataclass(frozen=True)
class Adapted:
    """The engine's text. `checked`: it holds checked arithmetic, so a cast that fails with
    "Can't cast value" may be an overflow."""

    text: str
    checked: bool = False


def adapted(parsed: Parsed, edits: Edits, facts: Facts, tables: Tables) -> Adapted:
    """The text for the engine, from a tree and edits that the resolver has been at.

    Values go in by place. Where the engine cannot parse the form of the statement, the tree is
    changed and written anew, which costs about a millisecond; most statements keep their text.
    """
    check_clauses(parsed)
    name_columns(parsed, edits, shown_values(parsed, facts), dates_of(tables))
    put_values(parsed, edits, facts)
    put_versions(parsed, edits)
    put_quotes(parsed, edits)
    needed = [change for test, change in STRUCTURES if test(parsed.tokens)]
    if variants not in needed and has_variant_columns(tables) and has_cast(parsed.tokens):
        needed.append(variants)
    if exp.Order in parsed.kinds and has_hidden_keys(parsed.selects):
        needed.append(order_keys)
    if has_lateral_aliases(parsed.selects):
        needed.insert(0, lateral_aliases)
    if needed:
        tree: exp.Expr = parsed.tree
        for change in needed:
            # a change before may have made other queries of it
            tree = change(tree, Scopes(tables))
        parsed = parse(render(tree))
        edits = Edits(parsed.text)
    looked = has_expressions(parsed) or has_maps(tables)
    checked = looked and check_expressions(parsed, edits, tables)
    return Adapted(edits.apply() if edits else parsed.text, checked)


def dates_of(tables: Tables) -> frozenset[str]:
    """The names of columns that are dates wherever they are columns."""
    dates = {name for columns in tables.values() for name, one in columns.items() if one == "date"}
    if not dates:
        return frozenset()
    other = {name for columns in tables.values() for name, one in columns.items() if one != "date"}
    return frozenset(name.lower() for name in dates - other)


def put_versions(parsed: Parsed, edits: Edits) -> None:
    """`t@v3` in the words that the engine reads."""
    if exp.Version not in parsed.kinds:
        return
    for node in parsed.tree.find_all(exp.Version):
        start, end = node.meta.get("start"), node.meta.get("end")
        if start is not None and end is not None and not in_view(node):
            edits.replace(start, end + 1, f" {node.name} AS OF {node.expression.sql('databricks')}")


def put_quotes(parsed: Parsed, edits: Edits) -> None:
    """`'it''s'`, which the engine would read as two strings."""
    if "''" not in parsed.text and '""' not in parsed.text:
        return
    for token in parsed.tokens:
        written = parsed.text[token.start : token.end + 1]
        if token.token_type == TokenType.STRING and written[:1] * 2 in written[1:-1]:
            edits.replace(token.start, token.end + 1, literal(token.text))


def has_variant_columns(tables: Tables) -> bool:
    return any("variant" in columns.values() for columns in tables.values())
