"""What the functions of policies are called with: matched columns by their aliases, constants."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from boathouse.errors import InvalidParameterValue, NotImplementedHere

_LONGEST = 1000
_WORDS = ("TRUE", "FALSE", "NULL")


def checked(sent: Mapping[str, Any], aliases: Iterable[str]) -> dict[str, Any]:
    """A FunctionArgument: an alias of a matched column, or a constant."""
    if sent.get("function_arg_expression"):
        raise NotImplementedHere("The request field function_arg_expression is not implemented.")
    name, constant = sent.get("alias"), sent.get("constant")
    if (name is None) == (constant is None):
        raise InvalidParameterValue("Each of using must have an alias or a constant.")
    if name is not None:
        return {"alias": alias(name, aliases)}
    if len(str(constant)) > _LONGEST:
        raise InvalidParameterValue(f"A constant has at most {_LONGEST} characters.")
    return {"constant": constant}


def alias(name: str, aliases: Iterable[str]) -> str:
    """An alias of match_columns as it is spelled there; InvalidParameterValue."""
    found = next((one for one in aliases if one.casefold() == name.casefold()), None)
    if found is None:
        raise InvalidParameterValue(f"There is no alias '{name}' in match_columns.")
    return found


def literal(constant: str) -> str:
    """A constant as SQL: a number, TRUE, FALSE, NULL or a quoted string as it is; any other text
    is a string by itself."""
    text = constant.strip()
    if text.upper() in _WORDS or _is_number(text):
        return text
    inner = text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else constant
    plain = inner.replace("''", "'") if inner is not constant else inner
    return "'" + plain.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _is_number(text: str) -> bool:
    if not text or not set(text) <= set("0123456789.+-eE"):
        return False
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
