"""Functions on text that Sail 0.7.2 lacks or answers otherwise, in forms that it answers alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from boathouse.sql.dialect.calls import Call
from boathouse.sql.dialect.kinds import shape
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.rewrite import literal

Form = Callable[[Call], str | None]
NUMBERS = ("byte", "short", "integer", "long")
LONGEST = 2**31 - 1


def fail(error_class: str, message: str) -> str:
    """An expression that ends the statement with an error when it is reached."""
    return f"raise_error({literal(f'[{error_class}] {message}')})"


def side(call: Call) -> str | None:
    """left and right: a negative length is none."""
    if len(call.arguments) != 2 or (call.number(1) or -1) >= 0:
        return None
    text, length = call.texts
    return f"{call.name}({text}, if({length} < 0, 0, {length}))"


def substring(call: Call) -> str | None:
    """A start before the text's begin takes away from the length; NULL anywhere is NULL."""
    start = call.number(1) if len(call.arguments) > 1 else None
    length = call.number(2) if len(call.arguments) == 3 else LONGEST
    if len(call.arguments) not in (2, 3) or (
        start is not None and start >= 0 and length is not None and length >= 0
    ):
        return None
    text, begin, size = [*call.texts, str(LONGEST)][:3]
    asked = [one for one in (begin, size) if not one.lstrip("-").isdecimal()]
    first = f"CAST({begin} AS BIGINT)"
    at = f"if({first} > 0, {first} - 1, if({first} < 0, length({text}) + {first}, 0))"
    low = f"greatest({at}, 0)"
    count = f"greatest(greatest({at} + {size}, 0) - {low}, 0)"
    made = f"substring({text}, CAST({low} + 1 AS INT), CAST({count} AS INT))"
    if not asked:
        return made
    return f"if({' OR '.join(f'{one} IS NULL' for one in asked)}, NULL, {made})"


def split(call: Call) -> str | None:
    """By nothing: into characters."""
    if len(call.arguments) != 2 or call.string(1) != "":
        return None
    text = call.text(0)
    return f"if({text} = '', array(''), regexp_extract_all({text}, '(?s).', 0))"


def initcap(call: Call) -> str:
    """Words end at spaces only."""
    word = "concat(upper(left(w__, 1)), substr(w__, 2))"
    return f"array_join(transform(split(lower({call.text(0)}), ' '), w__ -> {word}), ' ')"


def elt(call: Call) -> str:
    number, count = call.text(0), len(call.arguments) - 1
    why = f"The index is out of bounds. The array has {count} elements."
    bad = f"{number} < 1 OR {number} > {count}"
    return f"if({bad}, {fail('INVALID_ARRAY_INDEX', why)}, elt({', '.join(call.texts)}))"


def reverse(call: Call) -> str | None:
    if call.type(0) not in (*NUMBERS, "void"):
        return None
    return f"reverse(CAST({call.text(0)} AS STRING))"


def trim(call: Call) -> str | None:
    if len(call.arguments) != 1 or call.type(0) not in NUMBERS:
        return None
    return f"{call.name}(CAST({call.text(0)} AS STRING))"


def concat(call: Call) -> str | None:
    if not call.arguments:
        return "''"
    kinds = [shape(call.type(number)) for number in range(len(call.arguments))]
    if "array" in kinds and any(kind not in ("array", "unknown") for kind in kinds):
        raise mismatch("DATA_DIFF_TYPES", "concat takes arrays, or values of other types.")
    return None


def character(call: Call) -> str:
    code = call.text(0)
    return f"if({code} < 0, '', chr({code} % 256))"


CLASSES = {"w": "A-Za-z0-9_", "d": "0-9", "s": r" \t\n\x0B\f\r"}
ESCAPE = re.compile(r"\\(.)|([\[\]])", re.DOTALL)


def ascii_only(pattern: str) -> str:
    """Java's `\\w`, `\\d` and `\\s` are of ASCII, those of the engine of Unicode."""
    depth = 0

    def put(found: re.Match[str]) -> str:
        nonlocal depth
        if found[2]:
            depth = max(0, depth + (1 if found[2] == "[" else -1))
            return found[0]
        signs = CLASSES.get(found[1].lower())
        if signs is None or (found[1].isupper() and depth):
            return found[0]
        if depth:
            return signs
        return f"[{'^' if found[1].isupper() else ''}{signs}]"

    return ESCAPE.sub(put, pattern)


def regexp(call: Call) -> str | None:
    """Patterns of ASCII classes; a start for regexp_replace."""
    texts = call.texts
    pattern = call.string(1) if len(texts) > 1 else None
    if pattern is not None:
        texts[1] = literal(ascii_only(pattern))
    if call.name == "regexp_replace":
        return replaced(call, texts)
    if call.name == "regexp_count":
        return f"CAST(regexp_count({', '.join(texts)}) AS INT)"
    return f"{call.name}({', '.join(texts)})" if pattern is not None else None


def replaced(call: Call, texts: list[str]) -> str:
    if "\\" in (call.string(2) or ""):
        raise NotSupported("A backslash in the replacement of regexp_replace is not supported.")
    if len(texts) < 4:
        return f"regexp_replace({', '.join(texts)})"
    text, start = texts[0], texts[3]
    rest = f"regexp_replace(substr({text}, {start}), {texts[1]}, {texts[2]})"
    return f"concat(substr({text}, 1, {start} - 1), {rest})"


def authority(call: Call) -> str | None:
    if len(call.arguments) != 2:
        return None
    if call.string(1) != "AUTHORITY":
        return None
    found = f"regexp_extract({call.text(0)}, '^[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#]*)', 1)"
    return f"nullif({found}, '')"


def raised(call: Call) -> str | None:
    if "[INVALID_VARIANT_CAST]" in call.text(0):
        return None  # ours
    return f"raise_error(concat('[USER_RAISED_EXCEPTION] ', {call.text(0)}))"


def asserted(call: Call) -> str:
    told = call.text(1) if len(call.arguments) > 1 else literal(f"'{call.text(0)}' is not true!")
    return f"if({call.text(0)}, NULL, raise_error(concat('[USER_RAISED_EXCEPTION] ', {told})))"


def mismatch(kind: str, why: str) -> SqlError:
    return SqlError(f"DATATYPE_MISMATCH.{kind}", why, "42K09")


def unsupported(why: str) -> Form:
    def refuse(call: Call) -> str | None:
        raise NotSupported(f"{call.name} {why}".strip())

    return refuse


def url_checked(call: Call) -> str | None:
    if call.name == "parse_url":
        found = authority(call)
        if found is not None:
            return found
        text = call.text(0)
        good = f"{text} IS NULL OR {text} RLIKE '^[^ <>\"{{}}|^`]*$'"
        why = "The url is invalid. Use `try_parse_url` to tolerate it and return NULL instead."
        return f"if({good}, parse_url({', '.join(call.texts)}), {fail('INVALID_URL', why)})"
    return None


FORMS: Mapping[str, Form] = {
    "left": side,
    "right": side,
    "substring": substring,
    "substr": substring,
    "split": split,
    "initcap": initcap,
    "elt": elt,
    "reverse": reverse,
    "trim": trim,
    "concat": concat,
    "chr": character,
    "char": character,
    "parse_url": url_checked,
    "raise_error": raised,
    "assert_true": asserted,
    "try_to_number": unsupported("is not supported by this warehouse's engine: use try_cast."),
    "to_csv": unsupported("is not supported by this warehouse's engine."),
    "aes_encrypt": unsupported("is not supported by this warehouse's engine."),
    "aes_decrypt": unsupported("is not supported by this warehouse's engine."),
    "try_aes_decrypt": unsupported("is not supported by this warehouse's engine."),
    **dict.fromkeys(
        (
            *("regexp_replace", "regexp_extract", "regexp_extract_all", "regexp_like", "regexp"),
            *("rlike", "regexp_count", "regexp_substr", "regexp_instr"),
        ),
        regexp,
    ),
}
