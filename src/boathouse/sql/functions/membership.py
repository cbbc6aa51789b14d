"""is_account_group_member() and is_member(): the groups of whoever runs the statement, put in."""

from __future__ import annotations

import re

from sqlglot import exp

from boathouse.sql.errors import SqlError
from boathouse.sql.functions.calls import argument_places
from boathouse.sql.parse import Parsed, parse
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits, literal, quote, span

NAMES = frozenset(("is_account_group_member", "is_member"))
_WORD = re.compile(r"\bis_(?:account_group_)?member\b", re.IGNORECASE)


def with_groups(planning: Planning, parsed: Parsed) -> Parsed:
    """The statement without calls of these functions; their argument may be a column."""
    if not _WORD.search(parsed.text):
        return parsed
    edits = Edits(parsed.text)
    groups = ", ".join(map(literal, sorted(planning.ctx.principal.groups) or [""]))
    for node in parsed.tree.find_all(exp.Anonymous):
        place = span(node, parsed.tokens) if node.name.lower() in NAMES else None
        if place is None:
            continue
        if len(node.expressions) != 1:
            raise _wrong_number(node)
        [(start, end)] = argument_places(parsed.tokens, place[0])
        [argument] = node.expressions
        if isinstance(argument, exp.Literal) and argument.is_string:
            test = "true" if argument.name in planning.ctx.principal.groups else "false"
        else:
            test = f"(CAST(({parsed.text[start:end]}) AS STRING) IN ({groups}))"
        if isinstance(node.parent, exp.Select) and node.arg_key == "expressions":
            test += f" AS {quote(f'{node.name.lower()}({_shown(node)})')}"
        edits.replace(*place, test)
    return parse(edits.apply()) if edits else parsed


def _shown(node: exp.Anonymous) -> str:
    [argument] = node.expressions
    return str(argument.name) if isinstance(argument, exp.Literal | exp.Column) else str(argument)


def _wrong_number(node: exp.Anonymous) -> SqlError:
    return SqlError(
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
        f"The `{node.name.lower()}` requires 1 parameters but the actual number is"
        f" {len(node.expressions)}.",
        "42605",
    )
