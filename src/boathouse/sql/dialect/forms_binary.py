"""Text and bytes into each other: formats of to_binary, character sets, pads of bytes, overlay."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlglot import exp

from boathouse.sql.dialect.calls import Call
from boathouse.sql.dialect.forms_text import Form, fail
from boathouse.sql.errors import NotSupported
from boathouse.sql.rewrite import literal, span

NO_BYTES = "CAST(NULL AS BINARY)"
HEX_LITERAL = re.compile(r"[xX]'[^']*'")
HEX = "'^[0-9a-fA-F]*$'"
_SIGN = "[A-Za-z0-9+/]"
BASE64 = f"'^({_SIGN}{{4}})*({_SIGN}{{2}}(==)?|{_SIGN}{{3}}=?)?$'"
SPACE = r"'\\s'"
OUTSIDE = {"US-ASCII": r"'[^\\x00-\\x7F]'", "ISO-8859-1": r"'[^\\x00-\\xFF]'"}
"""What a character set does not hold, as a regular expression."""


def to_binary(call: Call) -> str:
    """to_binary and try_to_binary."""
    if call.null(0) or (len(call.arguments) > 1 and call.null(1)):
        return NO_BYTES
    written = call.string(1) if len(call.arguments) > 1 else "hex"
    if call.type(0) not in ("string", "unknown") or len(call.arguments) > 2 or written is None:
        raise NotSupported(f"{call.name} takes text, and a format that is a literal.")
    text, form = call.text(0), written.lower()
    if form in ("utf-8", "utf8"):
        return f"encode({text}, 'UTF-8')"
    if form not in ("hex", "base64"):
        raise NotSupported(f"{call.name} takes the formats hex, base64 and utf-8.")
    return checked(call.name, text, form)


def checked(name: str, text: str, form: str) -> str:
    """The bytes that a text of digits tells; signs that it does not know end the statement."""
    made, good = f"unhex({text})", f"{text} RLIKE {HEX}"
    if form == "base64":
        packed = f"regexp_replace({text}, {SPACE}, '')"
        made = f"unbase64(rpad({packed}, CAST(ceil(length({packed}) / 4D) * 4 AS INT), '='))"
        good = rf"{packed} RLIKE {BASE64} AND NOT {text} RLIKE '=\\s'"
    why = f"The value cannot be converted to BINARY from {form.upper()} because it is malformed."
    bad = NO_BYTES if name.startswith("try") else fail("CONVERSION_INVALID_INPUT", why)
    return f"CASE WHEN {text} IS NULL THEN NULL WHEN {good} THEN {made} ELSE {bad} END"


def encode(call: Call) -> str | None:
    """The engine writes a question mark for what the character set does not hold."""
    name = (call.string(1) or "").upper() if len(call.arguments) == 2 else ""
    if name not in OUTSIDE or call.type(0) not in ("string", "unknown"):
        return None
    text = call.text(0)
    why = f"Invalid value found when performing `encode` with {name}."
    bad = fail("MALFORMED_CHARACTER_CODING", why)
    made = f"encode({text}, {literal(name)})"
    return f"CASE WHEN {text} RLIKE {OUTSIDE[name]} THEN {bad} ELSE {made} END"


def pad(call: Call) -> str | None:
    """Of bytes, by way of their digits."""
    if len(call.arguments) not in (2, 3) or not of_bytes(call, 0):
        return None
    short = len(call.arguments) == 2
    if short and call.type(0) == "binary":
        raise NotSupported(f"{call.name} of bytes takes what it pads with here, such as X'00'.")
    if not short and not of_bytes(call, 2):
        raise NotSupported(f"{call.name} of bytes pads with bytes.")
    filling = "'00'" if short else f"hex({call.text(2)})"
    return f"unhex({call.name}(hex({call.text(0)}), 2 * ({call.text(1)}), {filling}))"


def of_bytes(call: Call, at: int) -> bool:
    written = call.parsed.text[slice(*call.arguments[at])]
    return call.type(at) == "binary" or bool(HEX_LITERAL.fullmatch(written))


def overlay(call: Call) -> str | None:
    """A place below 1 counts from behind, but nothing stands before it; a length below zero is
    that of the new text."""
    node = call.node
    if not isinstance(node, exp.Overlay) or call.kind(node.this) == "binary":
        return None
    parts = [node.this, node.expression, node.args["from_"], node.args.get("for_")]
    at = number(node.args["from_"])
    places = [span(part, call.parsed.tokens) for part in parts if part is not None]
    found = [call.edits.applied(*place) for place in places if place is not None]
    if len(found) != len(places) or (len(found) < 4 and (at is None or at > 0)):
        return None
    text, new = found[:2]
    length = f"length({new})"
    if len(found) > 3:
        length = f"if({found[3]} < 0, {length}, {found[3]})"
    if at is None or at > 0:
        return f"overlay({text}, {new}, {found[2]}, {length})"
    begin = f"({at} + {length})"
    rest = f"if({begin} < 0, right({text}, -{begin}), substr({text}, greatest({begin}, 1)))"
    return f"concat({new}, {rest})"


def number(node: exp.Expr) -> int | None:
    """The value of an integer literal, with or without a sign."""
    sign = -1 if isinstance(node, exp.Neg) else 1
    inner = node.this if isinstance(node, exp.Neg) else node
    if isinstance(inner, exp.Literal) and not inner.is_string and inner.name.isdecimal():
        return sign * int(inner.name)
    return None


DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CONV_OVERFLOW = fail("ARITHMETIC_OVERFLOW", "Overflow in function conv().")


def written_in(value: int, base: int) -> str:
    found = ""
    while value:
        value, digit = divmod(value, base)
        found = DIGITS[digit] + found
    return found or "0"


def conv(call: Call) -> str:
    """Numbers under 2^63; to a negative base they have a sign. From 2^64 on it is an error."""
    base, target = call.number(1), call.number(2)
    if base is None or target is None:
        raise NotSupported("conv takes bases that are written as numbers here.")
    if not 2 <= base <= 36 or not 2 <= abs(target) <= 36:
        return "CAST(NULL AS STRING)"
    text = f"trim(CAST({call.text(0)} AS STRING))"
    most, bound = len(written_in(2**63, base)) - 1, written_in(2**64, base)
    known = f"{DIGITS[:base]}{DIGITS[10:base].lower()}"
    digits = f"upper(regexp_extract({text}, '^-?0*([{known}]*)', 1))"
    size = f"length({digits})"
    over = f"{size} > {len(bound)} OR ({size} = {len(bound)} AND {digits} >= '{bound}')"
    made = f"if({size} = 0, '0', conv({digits}, {base}, {abs(target)}))"
    kept = f"concat('-', {made})" if target < 0 else f"if({size} = 0, '0', {UNSIGNED})"
    return (
        f"CASE WHEN {text} IS NULL OR {text} = '' THEN NULL WHEN {over} THEN {CONV_OVERFLOW}"
        f" WHEN {size} > {most} THEN {WIDE} WHEN left({text}, 1) = '-' THEN {kept}"
        f" ELSE {made} END"
    )


UNSIGNED = fail("UNSUPPORTED_FEATURE", "conv of a negative number to a base without a sign.")
WIDE = fail("UNSUPPORTED_FEATURE", "conv takes numbers under 2^63 here.")


FORMS: Mapping[str, Form] = {
    "to_binary": to_binary,
    "try_to_binary": to_binary,
    "encode": encode,
    "lpad": pad,
    "rpad": pad,
    "overlay": overlay,
    "conv": conv,
}
