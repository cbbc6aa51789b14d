"""Forms of statements that the engine cannot parse, each made into one that it can.

Each takes the statement and its scopes and gives the tree back; `STRUCTURES` says by the tokens of
a text which of them it may need.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from sqlglot import exp, transforms
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.dialect.columns import expand_stars, group_by_all, order_by_all
from boathouse.sql.dialect.pivot import pivot
from boathouse.sql.dialect.sampling import like_any, refused, samples
from boathouse.sql.dialect.scopes import Scopes
from boathouse.sql.dialect.semistructured import json_paths, variants

Change = Callable[[exp.Expr, Scopes], exp.Expr]


def same(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """Writing the tree anew is all that is needed: pipes, FROM first, MINUS, `t@v1`."""
    return tree


def qualify(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """QUALIFY: a filter around the query, with what comes after the filter around that."""
    for select in list(tree.find_all(exp.Select)):
        if select.args.get("qualify"):
            tree = put(tree, select, filtered(select.copy()))
    return tree


AFTER = ("order", "limit", "offset", "distinct", "with_")


def filtered(select: exp.Select) -> exp.Expr:
    """sqlglot's rewriting leaves ORDER BY, LIMIT and DISTINCT inside, where they act early."""
    later = {name: select.args.pop(name, None) for name in AFTER}
    hide_keys(select, later["order"])
    outer = transforms.eliminate_qualify(select)
    shown = [node for node in outer.expressions if not node.alias_or_name.startswith(HIDDEN)]
    outer.set("expressions", shown)
    for name, clause in later.items():
        outer.set(name, clause)
    return outer


HIDDEN = "__key"


def hide_keys(select: exp.Select, order: exp.Order | None) -> None:
    """Order by columns of the inner query: those that it shows, and others under hidden names."""
    shown = {node.alias_or_name.lower() for node in select.expressions}
    for number, key in enumerate(order.expressions if order else ()):
        inner = key.this
        plain = isinstance(inner, exp.Column) and not inner.table and inner.name.lower() in shown
        if isinstance(inner, exp.Literal) or plain:
            continue
        name = f"{HIDDEN}{number}"
        select.append("expressions", exp.alias_(inner.copy(), name))
        key.set("this", exp.column(name))


def put(tree: exp.Expr, old: exp.Expr, new: exp.Expr) -> exp.Expr:
    """The tree with `new` for `old`, which may be all of it."""
    if old is tree:
        return new
    old.replace(new)
    return tree


def decode(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """decode(x, 1, 'a', 2, 'b', 'c'): a CASE that finds NULL as well."""
    for node in list(tree.find_all(exp.DecodeCase)):
        value, *rest = node.expressions
        pairs = list(zip(rest[::2], rest[1::2], strict=False))
        default = rest[-1] if len(rest) % 2 else None
        found = [
            exp.If(this=exp.NullSafeEQ(this=value.copy(), expression=key), true=result)
            for key, result in pairs
        ]
        tree = put(tree, node, exp.Case(ifs=found, default=default))
    return tree


Test = Callable[[list[Token]], bool]


def has(*kinds: TokenType) -> Test:
    wanted = frozenset(kinds)
    return lambda tokens: any(token.token_type in wanted for token in tokens)


def has_word(word: str) -> Test:
    return lambda tokens: any(token.text.upper() == word for token in tokens)


def has_any_word(words: frozenset[str]) -> Test:
    return lambda tokens: any(token.text.upper() in words for token in tokens)


def has_like_any(tokens: list[Token]) -> bool:
    return any(
        two.text.upper() in ("ANY", "ALL", "SOME") and one.text.upper() in ("LIKE", "ILIKE")
        for one, two in pairwise(tokens)
    )


def has_pair(first: TokenType, second: TokenType) -> Test:
    return lambda tokens: any(
        one.token_type == first and two.token_type == second for one, two in pairwise(tokens)
    )


def starts_with_from(tokens: list[Token]) -> bool:
    return bool(tokens) and tokens[0].token_type == TokenType.FROM


VARIANT_WORDS = frozenset(("PARSE_JSON", "TRY_PARSE_JSON", "VARIANT_GET", "TRY_VARIANT_GET"))


def has_variants(tokens: list[Token]) -> bool:
    """A path behind a colon, a variant's function, or a cast beside a variant column."""
    return any(
        token.token_type == TokenType.COLON or token.text.upper() in VARIANT_WORDS
        for token in tokens
    )


def has_cast(tokens: list[Token]) -> bool:
    return any(token.text.upper() in ("CAST", "TRY_CAST", "::", "STRING") for token in tokens)


# In this order: stars last, for what comes before needs none of them written out.
STRUCTURES: tuple[tuple[Test, Change], ...] = (
    (has(TokenType.PIPE_GT), same),
    (starts_with_from, same),
    (has_word("MINUS"), same),
    (has(TokenType.PIVOT, TokenType.UNPIVOT), pivot),
    (has_pair(TokenType.STAR, TokenType.EXCEPT), expand_stars),
    (has(TokenType.PIPE_GT), expand_stars),
    (has_pair(TokenType.GROUP_BY, TokenType.ALL), group_by_all),
    (has_pair(TokenType.ORDER_BY, TokenType.ALL), order_by_all),
    (has(TokenType.QUALIFY), qualify),
    (has_word("GET_JSON_OBJECT"), json_paths),
    (has_variants, variants),
    (has_word("DECODE"), decode),
    (has_word("TABLESAMPLE"), samples),
    (has_like_any, like_any),
    (has_any_word(frozenset(("RECURSIVE", "COLLATE"))), refused),
)
