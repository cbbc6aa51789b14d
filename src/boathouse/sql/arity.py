"""What a text that could not be read should have been told: a call with too many or too few
arguments, a cast to a type that there is not."""

from __future__ import annotations

from itertools import pairwise

from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.rewrite import closing

MANY = 10_000
# name -> how few and how many arguments it takes
COUNTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(
        (
            *("abs", "upper", "lower", "length", "sqrt", "exp", "ln", "sin", "cos", "tan", "sum"),
            *("avg", "max_of", "reverse", "initcap", "ascii", "md5", "sha1", "crc32", "hex"),
            *("unhex", "base64", "unbase64", "year", "month", "day", "hour", "minute", "second"),
            *("size", "explode", "posexplode", "inline", "map_keys", "map_values", "flatten"),
            *("isnull", "isnotnull", "sign", "signum", "factorial", "last_day", "quarter"),
            *("dayofweek", "dayofyear", "weekofyear", "array_distinct", "array_max", "array_min"),
            *("char_length", "character_length", "typeof", "ucase", "lcase", "soundex", "cbrt"),
        ),
        (1, 1),
    ),
    **dict.fromkeys(
        (
            *("array_contains", "array_position", "array_remove", "array_union", "arrays_overlap"),
            *("array_intersect", "array_except", "array_append", "array_prepend", "date_sub"),
            *("add_months", "next_day", "repeat", "instr", "element_at", "nullif", "ifnull"),
            *("map_contains_key", "power", "pow", "mod", "pmod", "left", "right", "contains"),
            *("startswith", "endswith", "find_in_set", "transform", "filter", "exists", "forall"),
        ),
        (2, 2),
    ),
    **dict.fromkeys(
        ("date_add", "datediff", "date_diff", "dateadd", "substr", "substring"), (2, 3)
    ),
    **dict.fromkeys(("lpad", "rpad", "split", "locate", "replace"), (2, 3)),
    **dict.fromkeys(("coalesce", "concat_ws", "count"), (1, MANY)),
    **dict.fromkeys(("greatest", "least"), (2, MANY)),
    **dict.fromkeys(("translate", "split_part", "nvl2", "substring_index", "if"), (3, 3)),
}
OPEN = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE)
CLOSE = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE)


def better(text: str, tokens: list[Token], at: int) -> SqlError | None:
    """The error of a text that cannot be read, where it is another than a syntax error. `at`: the
    offset that the parser gave up at."""
    for index, (token, following) in enumerate(pairwise(tokens)):
        if following.token_type != TokenType.L_PAREN:
            continue
        name = token.text.lower()
        if name == "window":
            return NotSupported("The function window is not supported by this warehouse's engine.")
        found = count(tokens, index + 1)
        low, high = COUNTS.get(name, (0, MANY))
        uneven = name in ("map", "named_struct") and found is not None and found % 2
        if found is not None and (not low <= found <= high or uneven):
            return wrong_count(name, "2n" if uneven else wanted(low, high), found)
    for before, token in pairwise(tokens):
        if token.start == at and before.text.upper() == "AS" and token.token_type == TokenType.VAR:
            why = f'Unsupported data type "{token.text.upper()}".'
            return SqlError("UNSUPPORTED_DATATYPE", why, "0A000")
    return None


def wrong_count(name: str, number: str, found: int) -> SqlError:
    why = f"The `{name}` requires {number} parameters but the actual number is {found}."
    return SqlError("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", why, "42605")


def wanted(low: int, high: int) -> str:
    if low == high:
        return str(low)
    return f"> {low - 1}" if high == MANY else f"[{low}, {high}]"


def count(tokens: list[Token], first: int) -> int | None:
    """How many arguments stand in the brackets that begin at a token; None: they are not closed."""
    last = closing(first, tokens)
    if tokens[last].token_type != TokenType.R_PAREN:
        return None
    if last == first + 1:
        return 0
    depth, commas = 0, 0
    for token in tokens[first + 1 : last]:
        depth += (token.token_type in OPEN) - (token.token_type in CLOSE)
        commas += depth == 0 and token.token_type == TokenType.COMMA
    return commas + 1
