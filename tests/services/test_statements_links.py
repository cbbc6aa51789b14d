"""Results behind signed links: three formats, compression, attachments, what a link gives away."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
import requests

from boathouse.services.statement_execution.links import VALID_MS
from boathouse.sql.execution import KEPT_MS
from tests.services.statements import PAD, ROWS_EACH, STATEMENTS, ScriptedServer

HYBRID = "INLINE_OR_EXTERNAL_LINKS"


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedServer]:
    live = ScriptedServer(tmp_path_factory.mktemp("links"))
    yield live
    live.stop()


unknown_to_the_sdk = pytest.mark.usefixtures("invented")
"""Its types lack `result_compression` and `attachment`, which other clients need."""


def links_of(scripted: ScriptedServer, statement: str, **fields: Any) -> dict[str, Any]:
    wanted = {"disposition": "EXTERNAL_LINKS", "format": "ARROW_STREAM", **fields}
    answer: dict[str, Any] = scripted.execute(statement, **wanted).json()
    assert answer["status"] == {"state": "SUCCEEDED"}
    return answer


def fetched(link: dict[str, Any]) -> requests.Response:
    """As clients fetch it: without Authorization."""
    return requests.get(link["external_link"], timeout=30)


def table(content: bytes, *, lz4: bool = False) -> pa.Table:
    source = pa.py_buffer(content)
    with pa.ipc.open_stream(pa.CompressedInputStream(source, "lz4") if lz4 else source) as reader:
        return reader.read_all()


@unknown_to_the_sdk
@pytest.mark.parametrize("compression", ["NONE", "LZ4_FRAME"])
def test_every_chunk_is_a_whole_arrow_stream(scripted: ScriptedServer, compression: str) -> None:
    answer = links_of(scripted, "big 60", result_compression=compression)
    manifest = answer["manifest"]
    assert manifest["result_compression"] == compression
    assert manifest["total_row_count"] == 60 * ROWS_EACH
    assert manifest["total_byte_count"] == sum(one["byte_count"] for one in manifest["chunks"])
    found, (link,) = [], answer["result"]["external_links"]
    while True:
        got = fetched(link)
        assert got.headers["content-length"] == str(link["byte_count"])
        found.append(table(got.content, lz4=compression != "NONE"))
        assert found[-1].num_rows == link["row_count"]
        if "next_chunk_index" not in link:
            break
        (link,) = scripted.api.get(link["next_chunk_internal_link"]).json()["external_links"]
    assert len(found) == manifest["total_chunk_count"] == 3
    assert pa.concat_tables(found)["n"].to_pylist() == list(range(60 * ROWS_EACH))


def test_json_and_csv_behind_links(scripted: ScriptedServer) -> None:
    schema = pa.schema([("a,b", pa.string()), ("n", pa.int32())])
    rows = [("one", 1), ('say "hi"', 2), (None, None), ("line\nbreak", 3)]
    scripted.road.tables["texts"] = (schema, rows)
    answer = links_of(scripted, "texts", format="JSON_ARRAY")
    assert "result_compression" not in answer["manifest"]
    got = fetched(answer["result"]["external_links"][0])
    assert got.text == '[["one","1"],["say \\"hi\\"","2"],[null,null],["line\\nbreak","3"]]'
    answer = links_of(scripted, "texts", format="CSV")
    got = fetched(answer["result"]["external_links"][0])
    lines = list(csv.reader(io.StringIO(got.text, newline="")))
    assert lines == [
        ["a,b", "n"],
        ["one", "1"],
        ['say "hi"', "2"],
        ["null", "null"],
        ["line\nbreak", "3"],
    ]


def test_only_the_first_csv_has_a_header(scripted: ScriptedServer) -> None:
    answer = links_of(scripted, "big 30", format="CSV")
    (link,) = answer["result"]["external_links"]
    assert fetched(link).text.startswith(f"n,pad\r\n0,{PAD}\r\n1,{PAD}\r\n")
    (link,) = scripted.api.get(link["next_chunk_internal_link"]).json()["external_links"]
    assert fetched(link).text.startswith(f"{link['row_offset']},{PAD}\r\n")


@unknown_to_the_sdk
@pytest.mark.parametrize("compression", ["NONE", "LZ4_FRAME"])
def test_small_results_are_attached_where_both_are_taken(
    scripted: ScriptedServer, compression: str
) -> None:
    answer = links_of(scripted, "one", disposition=HYBRID, result_compression=compression)
    attachment = base64.b64decode(answer["result"]["attachment"])
    assert table(attachment, lz4=compression != "NONE").to_pylist() == [{"id": 1}]
    assert "external_links" not in answer["result"]
    large = links_of(scripted, "big 60", disposition=HYBRID)["result"]
    assert [link["chunk_index"] for link in large["external_links"]] == [0, 1, 2]


@unknown_to_the_sdk
def test_a_link_lasts_fifteen_minutes(scripted: ScriptedServer) -> None:
    answer = links_of(scripted, "one")
    (link,) = answer["result"]["external_links"]
    assert VALID_MS == 15 * 60_000
    scripted.now += VALID_MS - 1
    assert fetched(link).status_code == 200
    scripted.now += 1
    assert fetched(link).status_code == 403
    path = f"{STATEMENTS}/{answer['statement_id']}/result/chunks/0"
    (fresh,) = scripted.api.get(path).json()["external_links"]
    assert fetched(fresh).status_code == 200
    scripted.now += KEPT_MS
    scripted.statements.executions.sweep()
    assert scripted.get(answer["statement_id"]).json()["status"] == {"state": "CLOSED"}


@unknown_to_the_sdk
def test_a_changed_link_is_refused_and_says_nothing(scripted: ScriptedServer) -> None:
    answer = links_of(scripted, "one")
    (link,) = answer["result"]["external_links"]
    whole, statement_id = link["external_link"], answer["statement_id"]
    changed = [
        whole.replace("/0?", "/1?"),
        whole.replace("ARROW_STREAM", "CSV"),
        whole.replace("expires=", "expires=9"),
        whole[:-1] + ("A" if whole[-1] != "A" else "B"),
        whole.partition("&signature")[0],
        whole.partition("?")[0],
        whole.replace(statement_id, "unknown"),
        whole.replace("/0?", "/x?"),
    ]
    refusals = [requests.get(one, timeout=30) for one in changed]
    assert {answer.status_code for answer in refusals} == {403}
    assert {answer.json()["message"] for answer in refusals} == {
        "The link is not valid, or has expired."
    }


@unknown_to_the_sdk
def test_a_link_to_a_closed_result_finds_nothing(scripted: ScriptedServer) -> None:
    answer = links_of(scripted, "one")
    (link,) = answer["result"]["external_links"]
    scripted.api.request("DELETE", f"{STATEMENTS}/{answer['statement_id']}")
    assert fetched(link).status_code == 404
