"""Names of relations in a query: what IDENTIFIER(...), a path or a Table node spells, and how
another name is put in its place."""

from __future__ import annotations

from sqlglot import exp

from boathouse.sql.errors import NotSupported
from boathouse.sql.paths import FORMATS
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits
from boathouse.sql.securables import Name
from boathouse.sql.types import quote_if_needed


def quoted(parts: tuple[str, str, str]) -> str:
    """A name as it stands in a text; "" for parts that it does not have."""
    return ".".join(quote_if_needed(part) for part in parts if part)


def is_path(node: exp.Table) -> bool:
    """Whether a Table node is `format.`path``."""
    parts = [part.name for part in node.parts]
    return len(parts) == 2 and parts[0].lower() in FORMATS and "/" in parts[1]


def is_named(node: exp.Expr) -> bool:
    """Whether a Table node is IDENTIFIER(...)."""
    this = node.this
    return isinstance(this, exp.Anonymous) and this.name.upper() == "IDENTIFIER"


def named(planning: Planning, node: exp.Expr) -> exp.Table | None:
    """The name that IDENTIFIER(...) spells; None where its argument is not constant."""
    from boathouse.sql.parse import parse_name

    arguments = node.this.expressions
    text = constant_text(planning, arguments[0]) if len(arguments) == 1 else None
    found: exp.Table | None = parse_name(text) if text is not None else None
    return found


def constant_text(planning: Planning, node: exp.Expr) -> str | None:
    """The text that an expression of strings and parameters has."""
    match node:
        case exp.Literal() if node.is_string:
            return str(node.this)
        case exp.Placeholder():
            values = [one.value for one in planning.parameters if one.name == node.name]
            return values[0] if len(values) == 1 and node.name else None
        case exp.Concat() | exp.DPipe():
            parts = [constant_text(planning, part) for part in node.flatten()]
            if isinstance(node, exp.Concat):
                parts = [constant_text(planning, part) for part in node.expressions]
            texts = [part for part in parts if part is not None]
            return "".join(texts) if len(texts) == len(parts) else None
        case exp.Paren():
            return constant_text(planning, node.this)
        case _:
            return None


def name_of(planning: Planning, node: exp.Expr) -> Name:
    """The full name that a Table node spells."""
    if isinstance(node, exp.Table) and is_named(node):
        node = named(planning, node) or node
    parts = node.parts if isinstance(node, exp.Table) else []
    if not parts or not all(isinstance(part, exp.Identifier) for part in parts):
        raise NotSupported("A table's name is expected here.")
    return planning.full_name(*(part.name for part in parts))


def put_name(edits: Edits, first: exp.Expr, last: exp.Expr, text: str) -> None:
    """Another text from where the first part of a name begins to where the last one ends."""
    edits.replace(first.meta["start"], last.meta["end"] + 1, text)
