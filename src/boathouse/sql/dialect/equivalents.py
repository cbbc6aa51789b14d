"""All calls that are written otherwise for the engine, or refused, by name."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.tokenizer_core import Token

from boathouse.sql.dialect import (
    forms_binary,
    forms_exact,
    forms_nested,
    forms_number,
    forms_text,
    forms_time,
)
from boathouse.sql.dialect.calls import call_of, written_name
from boathouse.sql.dialect.forms_text import Form
from boathouse.sql.dialect.integers import Query, Scope
from boathouse.sql.dialect.kinds import kind_of
from boathouse.sql.parse import Parsed
from boathouse.sql.rewrite import Edits
from boathouse.sql.securables import SparkType

FORMS: Mapping[str, Form] = {
    **forms_text.FORMS,
    **forms_time.FORMS,
    **forms_nested.FORMS,
    **forms_number.FORMS,
    **forms_binary.FORMS,
    **forms_exact.FORMS,
}


def has_forms(tokens: list[Token]) -> bool:
    return any(token.text.lower() in FORMS for token in tokens)


def put_form(node: exp.Expr, scope: Scope, ask: Query, parsed: Parsed, edits: Edits) -> bool:
    """Write a call in its other form. Whether it has one. Raises SqlError for what it refuses."""
    form = FORMS.get(written_name(node, parsed))
    if form is None:
        return False

    def kind(part: exp.Expr) -> SparkType:
        return kind_of(part, scope, ask, lambda inner: written_name(inner, parsed))

    call = call_of(node, parsed, edits, kind)
    made = form(call) if call is not None else None
    if call is not None and made is not None:
        edits.supersede(*call.place, made)
    return made is not None
