"""CSV files: their columns, and their rows as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from boathouse.sql import types
from boathouse.sql.files import csv_blocks, csv_tokens, texts, values
from boathouse.sql.files.asked import FileRead
from boathouse.sql.files.csv_infer import Guess
from boathouse.sql.files.csv_tokens import Fields
from boathouse.sql.files.listing import Found
from boathouse.sql.files.options import CORRUPT, Options
from boathouse.sql.files.rows import Rows
from boathouse.sql.securables import Column

Record = tuple[str, Fields]
"""A record's text (that of a line; of a record of several, its fields), and its fields."""


class CsvFiles:
    """How CSV files are read for one statement."""

    def __init__(self, read: FileRead, options: Options) -> None:
        self._options, self._syntax = options, csv_tokens.syntax_of(options)
        self._header = options.flag("header")
        typed = options.flag("infercolumntypes", read.source == "read_files")
        self._infers = options.flag("inferschema", typed)
        self._null = options.text("nullvalue")
        self._skip = int(options.text("skiprows", "0") or 0)
        self._given = bool(options.text("schema"))
        self._fast = csv_blocks.fits(options, self._syntax)

    def columns(self, files: Sequence[Found]) -> list[Column]:
        """The columns of all files together: by their names where they have a header."""
        guesses: dict[str, Guess] = {}
        shown: dict[str, str] = {}
        for file in files:
            names, first, blocks = self._opened(file)
            for name in names:
                shown.setdefault(name.lower(), name)
                guesses.setdefault(name.lower(), Guess(self._options))
            if self._infers:
                wanted = [guesses[name.lower()] for name in names]
                _guess(wanted, first)
                for lines in blocks:
                    arrays = self._arrays(lines, len(names))
                    if arrays is None:
                        _guess(wanted, self._lines(lines))
                    for guess, array in zip(wanted, arrays or (), strict=False):
                        guess.add_all(array)
        return [Column(shown[key], guess.type or "string") for key, guess in guesses.items()]

    def chunks(
        self, file: Found, columns: Sequence[Column], *, rescues: bool
    ) -> Iterator[list[Any]]:
        """The rows of a file, many at a time, as columns (and what was rescued as the last)."""
        rows = Rows(columns, self._options, file, rescues=rescues)
        names, first, blocks = self._opened(file)
        taking = _Taking(columns, self._places(columns, names, rows.corrupt), self._options)
        width = len(names) if self._header or not self._given else taking.width
        for record, fields in first:
            self._take(rows, taking, record, fields, names, width)
            if rows.full:
                yield rows.take()
        for lines in blocks:
            arrays = taking.whole(self._arrays(lines, width), columns, rescues=rescues)
            if arrays is not None:
                # In the order of the file: first what was read before.
                yield rows.take()
                yield arrays
                continue
            for record, fields in self._lines(lines):
                self._take(rows, taking, record, fields, names, width)
                if rows.full:
                    yield rows.take()
        yield rows.take()

    def _arrays(self, lines: Sequence[str], width: int) -> list[Any] | None:
        if not self._fast:
            return None
        return csv_blocks.strings(lines, width, self._syntax, self._null)

    def _take(
        self, rows: Rows, taking: _Taking, record: str, fields: Fields, names: list[str], width: int
    ) -> None:
        found: list[Any] = [None] * len(taking.readers)
        bad: dict[str, Any] = {}
        count = len(fields)
        for at, (place, read) in enumerate(taking.readers):
            text = fields[place] if 0 <= place < count else None
            if text is None or text == self._null:
                continue
            if read is None:
                found[at] = text
                continue
            try:
                found[at] = read(text)
            except (ValueError, OverflowError):
                bad[taking.names[at]] = text
        extra = bad
        if rows.rescues:
            extra = {**bad, **taking.others(fields, names)}
        rows.add(found, record, malformed=count != width, mismatched=bool(bad), rescued=extra)

    def _places(
        self, columns: Sequence[Column], names: Sequence[str], corrupt: int | None
    ) -> list[int]:
        """Where in a record each column stands; -1: nowhere."""
        by_name = {name.lower(): at for at, name in enumerate(names)}
        known = any(column.name.lower() in by_name for column in columns)
        if self._header and (known or not self._given):
            return [by_name.get(column.name.lower(), -1) for column in columns]
        places, next_place = [], 0
        for at in range(len(columns)):
            places.append(-1 if at == corrupt else next_place)
            next_place += at != corrupt
        return places

    def _opened(self, file: Found) -> tuple[list[str], Iterator[Record], Iterator[list[str]]]:
        """The columns' names, the first records, and the lines behind them."""
        if self._options.flag("multiline"):
            records = self._whole(file)
            names, first = self._names(next(records, None))
            return names, chain(first, records), iter(())
        blocks = self._blocks(file)
        for lines in blocks:
            for at, line in enumerate(lines):
                if csv_tokens.is_record(line, self._syntax):
                    record = line, csv_tokens.fields_of(line, self._syntax)
                    names, first = self._names(record)
                    return names, iter(first), chain((lines[at + 1 :],), blocks)
        return [], iter(()), iter(())

    def _names(self, first: Record | None) -> tuple[list[str], list[Record]]:
        """The columns' names, and the first record where it does not hold them."""
        if first is None:
            return [], []
        fields = first[1]
        if not self._header:
            return [f"_c{at}" for at in range(len(fields))], [first]
        texts_ = ["" if field is None or field == self._null else field for field in fields]
        lower = [text.lower() for text in texts_]
        return [
            f"_c{at}" if not text else f"{text}{at}" if lower.count(text.lower()) > 1 else text
            for at, text in enumerate(texts_)
        ], []

    def _whole(self, file: Found) -> Iterator[Record]:
        syntax = self._syntax
        text = texts.whole(file, self._options.encoding)
        newline = self._options.line_separator or texts.newline_of(text)
        for fields in csv_tokens.records(text, syntax, newline):
            yield syntax.separator.join(field or "" for field in fields), fields

    def _blocks(self, file: Found) -> Iterator[list[str]]:
        left = self._skip
        for lines in texts.lines(file, self._options.encoding, self._options.line_separator):
            yield lines[left:]
            left = max(0, left - len(lines))

    def _lines(self, lines: Sequence[str]) -> Iterator[Record]:
        for line in lines:
            if csv_tokens.is_record(line, self._syntax):
                yield line, csv_tokens.fields_of(line, self._syntax)


def _guess(wanted: Sequence[Guess], records: Iterable[Record]) -> None:
    for _, fields in records:
        for guess, text in zip(wanted, fields, strict=False):
            if text is not None:
                guess.add(text)


class _Taking:
    """Which field of a record goes into which column, and how it is read."""

    def __init__(self, columns: Sequence[Column], places: Sequence[int], options: Options) -> None:
        corrupt = options.text("columnnameofcorruptrecord", CORRUPT)
        self.names = [column.name for column in columns]
        self.readers = [
            (place, None if name == corrupt else values.reader(column.type, options))
            for place, name, column in zip(places, self.names, columns, strict=True)
        ]
        self.width = sum(place >= 0 for place in places)
        self._used = frozenset(places)
        self._options = options

    def whole(
        self, arrays: list[Any] | None, columns: Sequence[Column], *, rescues: bool
    ) -> list[Any] | None:
        """The columns of many records; None where they must be looked at one by one."""
        if arrays is None or not self._all(len(arrays), rescues):
            return None
        import pyarrow as pa

        found: list[Any] = []
        for (place, _), column in zip(self.readers, columns, strict=True):
            if place < 0:
                found.append(pa.nulls(len(arrays[0]), types.to_arrow(column.type)))
                continue
            made = csv_blocks.typed(arrays[place], column.type, self._options)
            if made is None:
                return None
            found.append(made)
        return [*found, pa.nulls(len(arrays[0]), pa.string())] if rescues else found

    def _all(self, width: int, rescues: bool) -> bool:
        """Whether no field is left that nobody takes, or nobody asks."""
        return not rescues or all(place in self._used for place in range(width))

    def others(self, fields: Fields, names: Sequence[str]) -> dict[str, Any]:
        """What a record holds for no column."""
        return {
            names[at] if at < len(names) else f"_c{at}": text
            for at, text in enumerate(fields)
            if at not in self._used and text is not None
        }
