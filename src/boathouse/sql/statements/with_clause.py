"""WITH in front of UPDATE, DELETE and MERGE: moved into the queries of the statement."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.parse import parse
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits, closing
from boathouse.sql.statements.clauses import outside, word

_QUERY = (TokenType.SELECT, TokenType.VALUES, TokenType.FROM, TokenType.TABLE)


def moved(planning: Planning) -> Planning:
    """The statement with no WITH in front, each of its queries with the clause instead."""
    parsed, tree = planning.parsed, planning.parsed.tree
    clause = tree.args.get("with_")
    if clause is None:
        return planning
    tokens = parsed.tokens
    first = next(i for i, t in outside(tokens) if word(t, "UPDATE", "DELETE", "MERGE"))
    before = parsed.text[tokens[0].start : tokens[first].start].rstrip()
    edits = Edits(parsed.text)
    edits.replace(0, tokens[first].start, "")
    _queries(tokens, first, before, edits)
    source = tree.args.get("using")
    names = {common.alias_or_name.lower() for common in clause.expressions}
    if isinstance(source, exp.Table) and not source.args.get("db") and source.name.lower() in names:
        start, end = source.this.meta["start"], source.this.meta["end"] + 1
        name = parsed.text[start:end]
        alias = "" if source.args.get("alias") else f" AS {name}"
        edits.replace(start, end, f"({before} SELECT * FROM {name}){alias}")
    return replace(planning, parsed=parse(edits.apply()))


def _queries(tokens: list[Token], first: int, before: str, edits: Edits) -> None:
    """Every query that is in no other one gets the clause."""
    at = first
    while at < len(tokens) - 1:
        token, after = tokens[at], tokens[at + 1]
        if token.token_type is not TokenType.L_PAREN:
            at += 1
        elif after.token_type in _QUERY:
            edits.insert(after.start, f"{before} ")
            at = closing(at, tokens)
        elif after.token_type is TokenType.WITH:
            end = closing(at, tokens)
            edits.insert(after.start, f"{before} SELECT * FROM (")
            edits.insert(tokens[end].start, ")")
            at = end
        else:
            at += 1
