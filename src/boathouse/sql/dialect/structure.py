"""Forms of statements that the engine cannot parse, each made into one that it can."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp, transforms
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.parse import Parsed

Test = Callable[[Parsed], bool]
Change = Callable[[exp.Expr], exp.Expr]


def same(tree: exp.Expr) -> exp.Expr:
    """Writing the tree anew is all that is needed: pipes, FROM first, MINUS, `* EXCEPT`."""
    return tree


def qualify(tree: exp.Expr) -> exp.Expr:
    """QUALIFY: a filter around the query."""
    for select in list(tree.find_all(exp.Select)):
        if select.args.get("qualify"):
            outer = transforms.eliminate_qualify(select.copy())
            if select is tree:
                tree = outer
            else:
                select.replace(outer)
    return tree


def has(*kinds: TokenType) -> Test:
    wanted = frozenset(kinds)
    return lambda parsed: any(token.token_type in wanted for token in parsed.tokens)


STRUCTURES: tuple[tuple[Test, Change], ...] = (
    (has(TokenType.QUALIFY), qualify),
    (has(TokenType.PIPE_GT), same),
)
