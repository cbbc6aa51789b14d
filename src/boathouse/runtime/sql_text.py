"""Splitting the text of a %sql cell into statements."""

import re

# In this order: strings (raw ones know no escapes), names, comments, the separator.
_PIECE = re.compile(
    r"""(?<![A-Za-z0-9_])[rR]'[^']*(?:'|$)
    | (?<![A-Za-z0-9_])[rR]"[^"]*(?:"|$)
    | '(?:[^'\\]|\\.|'')*(?:'|$)
    | "(?:[^"\\]|\\.|"")*(?:"|$)
    | `(?:[^`]|``)*(?:`|$)
    | --[^\n]*
    | /\*
    | ;
    """,
    re.VERBOSE | re.DOTALL,
)

# Not `::type`, nor `column:path` of a variant.
_MARKER = re.compile(r"(?<![:\w)\]'\"`]):([A-Za-z_]\w*)")


def split(text: str) -> list[str]:
    """The statements between semicolons, those in strings, names and comments aside.

    What holds only comments is left out.
    """
    statements: list[str] = []
    begin, at, solid = 0, 0, False
    while found := _PIECE.search(text, at):
        piece = found.group()
        is_comment = piece.startswith(("--", "/*"))
        solid = solid or bool(text[at : found.start()].strip())
        if piece == ";":
            if solid:
                statements.append(text[begin : found.start()].strip())
            begin, solid = found.end(), False
        elif not is_comment:
            solid = True
        at = _end_of_comment(text, found.start()) if piece == "/*" else found.end()
    if solid or text[at:].strip():
        statements.append(text[begin:].strip())
    return statements


def parameters(statement: str) -> set[str]:
    """The names of the parameter markers (`:name`) of a statement.

    Those in bracketed comments too: an argument without a use does no harm.
    """
    return set(_MARKER.findall(_PIECE.sub(" ' ", statement)))


def _end_of_comment(text: str, start: int) -> int:
    """Where a bracketed comment ends; Spark nests them."""
    depth, at = 0, start
    while at < len(text):
        pair = text[at : at + 2]
        if pair in ("/*", "*/"):
            depth += 1 if pair == "/*" else -1
            at += 2
            if depth == 0:
                return at
        else:
            at += 1
    return at
