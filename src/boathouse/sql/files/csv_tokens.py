"""From the text of CSV files to fields, as Apache Spark's parser has them.

A field is a text, or None where nothing stands between two separators; a quoted field of no
characters is `Syntax.empty`. What no RFC describes (quotes in the middle of a field, and so on) is
taken as Spark takes it: measured with thousands of random lines, tests/sql/files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from boathouse.sql.errors import SqlError
from boathouse.sql.files.options import Options

MOST_COLUMNS = 20480
_TWISTED = (
    "An escape follows a quote that is itself neither escaped nor the end of its field; if quotes"
    " are doubled in this file, say so with the option escape => '\"'. Record: "
)


@dataclass(frozen=True)
class Syntax:
    """The signs of a CSV file. `quote` and `comment` may be "" (none)."""

    separator: str = ","
    quote: str = '"'
    escape: str = "\\"
    comment: str = ""
    leading: bool = False
    trailing: bool = False
    """Whether white space in front of fields and behind them is dropped."""
    empty: str = ""


def syntax_of(options: Options) -> Syntax:
    """The signs that the options say. Raises SqlError."""
    separator = options.values.get("sep", options.values.get("delimiter", ","))
    escapes = {"\\t": "\t", "\\\\": "\\", "\\0": "\0", "\\u0001": "\x01", "\\u0000": "\0"}
    return Syntax(
        escapes.get(separator, separator),
        options.text("quote", '"').replace("\0", ""),
        options.text("escape", "\\"),
        options.text("comment").replace("\0", ""),
        options.flag("ignoreleadingwhitespace"),
        options.flag("ignoretrailingwhitespace"),
        options.text("emptyvalue"),
    )


Fields = list[str | None]


def fields_of(line: str, syntax: Syntax) -> Fields:
    """The fields of a line."""
    if not (syntax.quote and syntax.quote in line):
        if syntax.leading or syntax.trailing:
            return [_trimmed(field, syntax) or None for field in line.split(syntax.separator)]
        return [field or None for field in line.split(syntax.separator)]
    return next(records(line, syntax, ""), [None])


def is_record(line: str, syntax: Syntax) -> bool:
    """Whether a line is more than white space or a comment."""
    if not line or (line[0] <= " " and not line.strip(_WHITE)):
        return False
    return not (syntax.comment and line.startswith(syntax.comment))


_WHITE = "".join(map(chr, range(33)))


def _trimmed(field: str, syntax: Syntax) -> str:
    if syntax.leading:
        field = field.lstrip(_WHITE)
    return field.rstrip(_WHITE) if syntax.trailing else field


def records(text: str, syntax: Syntax, newline: str) -> Iterator[Fields]:
    """The records of a text; `newline` "" takes it for one record."""
    scanner = _Scanner(text, syntax, newline)
    while scanner.at < scanner.size or not newline:
        fields = scanner.record()
        if fields is not None:
            yield fields
        if not newline:
            return


class _Scanner:
    def __init__(self, text: str, syntax: Syntax, newline: str) -> None:
        self.text, self.syntax, self.newline = text, syntax, newline
        self.at, self.size = 0, len(text)
        signs = re.escape(syntax.quote + syntax.escape)
        self._signs = re.compile(f"[{signs}]") if signs else re.compile("(?!)")

    def record(self) -> Fields | None:
        """The next record; None for a blank line or a comment."""
        if self.newline:
            if self._skip_newline():
                return None
            if self.syntax.comment and self.text.startswith(self.syntax.comment, self.at):
                self.at = self._line_end()
                self._skip_newline()
                return None
        fields: Fields = []
        while True:
            fields.append(self._field())
            if len(fields) > MOST_COLUMNS:
                raise SqlError("MALFORMED_CSV_RECORD", "A record has too many columns.", "KD000")
            if not self._skip(self.syntax.separator):
                self._skip_newline()
                return fields

    def _field(self) -> str | None:
        syntax, text = self.syntax, self.text
        if syntax.leading:
            while self.at < self.size and text[self.at] <= " " and not self._at_end_of_field():
                self.at += 1
        if syntax.quote and text.startswith(syntax.quote, self.at):
            return self._quoted()
        start = self.at
        self.at = self._field_end(start)
        found = text[start : self.at]
        return (found.rstrip(_WHITE) if syntax.trailing else found) or None

    def _quoted(self) -> str | None:
        syntax, text = self.syntax, self.text
        self.at += 1
        if self.at == self.size:
            return syntax.quote
        pieces: list[str] = []
        before = ""
        while self.at < self.size:
            sign = text[self.at]
            if before == syntax.quote and (sign <= " " or self._ends_at(self.at)):
                return self._closed("".join(pieces))
            if sign in (syntax.quote, syntax.escape):
                before = self._sign(sign, before, pieces)
                self.at += 1
            elif before == syntax.quote:
                return self._unescaped("".join(pieces))
            else:
                pieces.append(before if before == syntax.escape else "")
                before = self._plain(pieces)
        return "".join(pieces) or syntax.empty

    def _plain(self, pieces: list[str]) -> str:
        """Take what comes before the next sign, and that sign."""
        match = self._signs.search(self.text, self.at)
        end = match.start() if match else self.size
        pieces.append(self.text[self.at : end])
        self.at = end + 1 if match else end
        return match[0] if match else ""

    def _sign(self, sign: str, before: str, pieces: list[str]) -> str:
        """A quote or an escape, and what the sign before it makes of it: the sign that counts as
        the one before the next."""
        syntax = self.syntax
        if sign == before == syntax.escape != syntax.quote:
            pieces.append(sign)
            return ""
        if before == syntax.escape:
            pieces.append(sign if sign == syntax.quote else before)
            return "" if sign == syntax.quote else sign
        if before == syntax.quote:
            if sign != syntax.quote:
                raise SqlError("MALFORMED_CSV_RECORD", f"{_TWISTED}{self.text[:100]}", "KD000")
            pieces.append(sign)
        return sign

    def _closed(self, value: str) -> str:
        """The field that a quote ended, if nothing but white space comes before a separator."""
        at = self.at
        while at < self.size and self.text[at] <= " " and not self._ends_at(at):
            at += 1
        if at < self.size and not self._ends_at(at):
            return self._unescaped(value)
        self.at = at
        return value or self.syntax.empty

    def _unescaped(self, before: str) -> str:
        """A quote within a quoted field: the field is what stands there, up to a separator."""
        start = self.at
        self.at = self._field_end(start)
        found = f"{self.syntax.quote}{before}{self.syntax.quote}{self.text[start : self.at]}"
        return found.rstrip(_WHITE) if self.syntax.trailing else found

    def _field_end(self, start: int) -> int:
        end = self.text.find(self.syntax.separator, start)
        end = self.size if end < 0 else end
        return min(end, self._line_end(start)) if self.newline else end

    def _line_end(self, start: int | None = None) -> int:
        end = self.text.find(self.newline[-1], self.at if start is None else start)
        if end < 0:
            return self.size
        return end - 1 if len(self.newline) == 2 and self.text[end - 1] == "\r" else end

    def _at_end_of_field(self) -> bool:
        return self._ends_at(self.at)

    def _ends_at(self, at: int) -> bool:
        text = self.text
        if text.startswith(self.syntax.separator, at):
            return True
        return bool(self.newline) and (
            text.startswith(self.newline, at) or text.startswith(self.newline[-1], at)
        )

    def _skip(self, sign: str) -> bool:
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def _skip_newline(self) -> bool:
        if not self.newline:
            return False
        return self._skip(self.newline) or self._skip(self.newline[-1])
