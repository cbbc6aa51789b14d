"""Files read as Apache Spark 4.2 reads them: its own answers are in spark.jsonl and lines.jsonl.

spark.jsonl: a case a line, `files` as Latin-1 text, values as `plain` spells them.
lines.jsonl: random lines of CSV (options, line, fields); NULL at the end of the fields is left out.
"""

from __future__ import annotations

import datetime
import json
import threading
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from boathouse.sql.errors import SqlError
from boathouse.sql.files.asked import FileRead
from boathouse.sql.files.csv_tokens import Syntax, fields_of
from boathouse.sql.files.load import load

HERE = Path(__file__).parent
CASES = [json.loads(line) for line in (HERE / "spark.jsonl").read_text().splitlines()]
LINES = [json.loads(line) for line in (HERE / "lines.jsonl").read_text().splitlines()]
SYNTAX = {
    "default": Syntax(empty="EMP"),
    "rfc": Syntax(escape='"', empty="EMP"),
    "trim": Syntax(leading=True, trailing=True, empty="EMP"),
    "rfctrim": Syntax(escape='"', leading=True, trailing=True, empty="EMP"),
}


def plain(value: Any) -> Any:
    """A value as the recorded answers spell it."""
    match value:
        case bytes():
            return "b:" + value.hex()
        case Decimal():
            return "d:" + format(value, "f")
        case datetime.datetime():
            return "t:" + value.replace(tzinfo=None).isoformat()
        case datetime.date():
            return "D:" + value.isoformat()
        case float():
            return "f:" + repr(value)
        case dict():
            return {"row": [plain(one) for one in value.values()]}
        case [tuple(), *_]:
            return {"map": [[plain(key), plain(one)] for key, one in value]}
        case list():
            return [plain(one) for one in value]
    return value


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_rows_are_sparks(case: dict[str, Any], tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for index, content in enumerate(case["files"]):
        (source / f"f{index}.{case['format']}").write_bytes(content.encode("latin-1"))
    options = {**case["options"], **({"schema": case["schema"]} if case["schema"] else {})}
    read = FileRead("/in", str(source), (), case["format"], tuple(options.items()), "path")
    if case.get("fails"):
        with pytest.raises(SqlError, match="FAILFAST"):
            load(read, tmp_path / "out", threading.Event())
        return
    loaded = load(read, tmp_path / "out", threading.Event())
    assert [[one.name, one.type] for one in loaded.columns] == case["columns"]
    rows = parquet.read_table(Path(loaded.folder) / "rows.parquet").to_pylist()
    found = [[plain(value) for value in row.values()] for row in rows]
    if len(case["files"]) > 1:  # Spark reads the largest file first
        assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, case["rows"]))
    else:
        assert found == case["rows"]


def test_random_lines_are_split_as_spark_splits_them() -> None:
    ends: Counter[str] = Counter()
    for name, line, wanted in LINES:
        try:
            fields = fields_of(line, SYNTAX[name])
        except SqlError:
            ends["refused"] += 1
            continue
        while fields and fields[-1] is None:
            fields.pop()
        if fields == wanted:
            ends["same"] += 1
        else:
            ends["other"] += 1
    # Where a quote that nobody escaped stands before white space and the line ends with a quote,
    # Spark's parser doubles that quote; nobody should rely on it.
    assert ends["other"] <= len(LINES) // 300
    assert ends["refused"] <= len(LINES) // 10
