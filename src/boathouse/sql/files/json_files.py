"""JSON files, a record a line, or with multiLine a file: their columns, their rows as values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from boathouse.sql.files import json_infer, json_texts, json_values, texts
from boathouse.sql.files.asked import FileRead
from boathouse.sql.files.json_infer import Inference
from boathouse.sql.files.listing import Found
from boathouse.sql.files.options import CORRUPT, Options
from boathouse.sql.files.rows import Rows, failed
from boathouse.sql.securables import Column


class JsonFiles:
    """How JSON files are read for one statement."""

    def __init__(self, read: FileRead, options: Options) -> None:
        self._options = options
        self._corrupt = options.text("columnnameofcorruptrecord", CORRUPT)

    def columns(self, files: Sequence[Found]) -> list[Column]:
        """The fields of all records together, by name, and one for records that are no JSON."""
        inference, corrupt = Inference(self._options), False
        found: dict[str, Any] = {}
        for file in files:
            for text in self._texts(file):
                try:
                    for record in self._objects(text):
                        found = json_infer.merged(found, inference.of(record))
                except json_texts.Malformed:
                    if self._options.mode == "FAILFAST":
                        raise failed(file, text) from None
                    corrupt = True
        if corrupt and self._options.mode == "PERMISSIVE":
            found = {**found, self._corrupt: "string"}
        settled = json_infer.settled(found)
        return [Column(one["name"], one["type"]) for one in (settled or {"fields": []})["fields"]]

    def chunks(
        self, file: Found, columns: Sequence[Column], *, rescues: bool
    ) -> Iterator[list[Sequence[Any]]]:
        """The rows of a file, many at a time, as columns (and what was rescued as the last)."""
        rows = Rows(columns, self._options, file, rescues=rescues)
        readers = [
            (column.name, json_values.reader(column.type, self._options)) for column in columns
        ]
        for text in self._texts(file):
            try:
                for record in self._objects(text):
                    _take(rows, readers, record, text)
            except json_texts.Malformed:
                rows.add([None] * len(readers), text, malformed=True)
            if rows.full:
                yield rows.take()
        yield rows.take()

    def _texts(self, file: Found) -> Iterator[str]:
        options = self._options
        if options.flag("multiline"):
            yield texts.whole(file, options.encoding)
            return
        for lines in texts.lines(file, options.encoding, options.line_separator):
            for line in lines:
                if line.strip():
                    yield line

    def _objects(self, text: str) -> list[Any]:
        """The objects of a document. Raises Malformed for one that is neither object nor array."""
        data = json_texts.document(text)
        if data[:1] == b"{":
            return [data]
        if data[:1] != b"[":
            raise json_texts.Malformed(text[:100])
        found = [bytes(one).strip() for one in json_texts.elements(data)]
        if any(one[:1] != b"{" for one in found):
            raise json_texts.Malformed(text[:100])
        return found


def _take(
    rows: Rows, readers: Sequence[tuple[str, json_values.Read]], record: bytes, text: str
) -> None:
    given = json_texts.members(record)
    values, rescued, bad = [], {}, False
    for at, (name, read) in enumerate(readers):
        raw = given.pop(name, None) if at != rows.corrupt else None
        value, failed, data = json_values.attempt(raw, read)
        values.append(value)
        if failed:
            bad = True
            rescued[name] = _shown(data)
    if rows.rescues:
        rescued.update({name: _shown(bytes(raw)) for name, raw in given.items()})
    rows.add(values, text, mismatched=bad, rescued=rescued)


def _shown(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return data.decode("utf-8", "replace")
