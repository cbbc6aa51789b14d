"""LIST, PUT, GET and REMOVE: what they answer, what their URLs are good for, who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from databricks import sql
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import Disposition, Format, StatementState

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.sql_statements.conftest import Sql
from tests.sql_statements.files import Landing, landing

__all__ = ["landing"]

STATEMENTS = "/api/2.0/sql/statements"


@pytest.fixture
def there(landing: Landing) -> str:
    """The path of a file in the volume."""
    return landing.put("there.csv", "a,b\n1,2\n")


@pytest.fixture
def mover(server: LiveServer, w: WorkspaceClient, tmp_path: Path) -> Iterator[Sql]:
    """A session of the admin whose driver may move files in and out of `tmp_path`."""
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    path = f"/sql/1.0/warehouses/{warehouse.id}"
    connection = sql.connect(
        server_hostname="127.0.0.1",
        http_path=path,
        access_token=server.token,
        _connection_uri=server.address + path,
        _retry_stop_after_attempts_count=1,
        enable_telemetry=False,
        staging_allowed_local_path=str(tmp_path),
    )
    yield Sql(connection)
    connection.close()


def moved(mover: Sql, text: str) -> None:
    with mover.connection.cursor() as cursor:
        cursor.execute(text)


def asked(api: Api, w: WorkspaceClient, statement: str) -> dict[str, Any]:
    """The answer over REST."""
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    body = {"statement": statement, "warehouse_id": warehouse.id, "wait_timeout": "50s"}
    answer: dict[str, Any] = api.post(STATEMENTS, json=body).json()
    return answer


def url_of(api: Api, w: WorkspaceClient, statement: str) -> str:
    """The signed URL of a PUT, GET or REMOVE."""
    answer = asked(api, w, statement)
    assert answer["status"]["state"] == "SUCCEEDED", answer
    url = answer["result"]["data_array"][0][1]
    assert isinstance(url, str)
    return url


def test_a_file_comes_and_goes(mover: Sql, run: Sql, landing: Landing, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(b"hello")
    path = f"{landing.path}/deep/er/it's 100% #1?.txt".replace("'", "\\'")
    moved(mover, f"PUT '{tmp_path}/one.txt' INTO '{path}'")
    moved(mover, f"GET '{path}' TO '{tmp_path}/two.txt'")
    assert (tmp_path / "two.txt").read_bytes() == b"hello"
    moved(mover, f"REMOVE '{path}'")
    with pytest.raises(sql.Error, match="Staging operation over HTTP was unsuccessful: 404"):
        moved(mover, f"GET '{path}' TO '{tmp_path}/three.txt'")
    assert not (tmp_path / "three.txt").exists()
    assert run(f"LIST '{landing.path}/deep/er'") == []


def test_overwrite_is_asked_for(
    mover: Sql, run: Sql, landing: Landing, there: str, tmp_path: Path
) -> None:
    (tmp_path / "new.csv").write_bytes(b"new")
    with pytest.raises(sql.Error, match="FILE_IN_STAGING_PATH_ALREADY_EXISTS"):
        moved(mover, f"PUT '{tmp_path}/new.csv' INTO '{there}'")
    assert run(f"LIST '{there}'")[0][2] == 8
    moved(mover, f"PUT '{tmp_path}/new.csv' INTO '{there}' OVERWRITE")
    assert run(f"LIST '{there}'")[0][2] == 3


@pytest.mark.usefixtures("invented")  # the SDK's types lack `is_volume_operation`
def test_a_file_that_came_meanwhile_stays(api: Api, w: WorkspaceClient, landing: Landing) -> None:
    path = f"{landing.path}/late.txt"
    plain = url_of(api, w, f"PUT 'x' INTO '{path}'")
    landing.put("late.txt", "first")
    refused = requests.put(plain, data=b"second", timeout=30)
    assert (refused.status_code, refused.json()["error_code"]) == (409, "RESOURCE_ALREADY_EXISTS")
    replacing = url_of(api, w, f"PUT 'x' INTO '{path}' OVERWRITE")
    assert requests.put(replacing, data=b"third", timeout=30).status_code == 200
    assert requests.get(url_of(api, w, f"GET '{path}' TO 'x'"), timeout=30).content == b"third"


@pytest.mark.usefixtures("invented")  # the SDK's types lack `is_volume_operation`
def test_a_url_is_for_one_operation(api: Api, w: WorkspaceClient, there: str) -> None:
    url = url_of(api, w, f"GET '{there}' TO 'x'")
    assert requests.put(url, data=b"no", timeout=30).status_code == 403
    assert requests.delete(url, timeout=30).status_code == 403
    assert requests.get(url, headers={"range": "bytes=0-2"}, timeout=30).content == b"a,b"


@pytest.mark.usefixtures("invented")  # the SDK's types lack `is_volume_operation`
def test_rest_says_what_it_is(api: Api, w: WorkspaceClient, there: str) -> None:
    found = asked(api, w, f"GET '{there}' TO '/tmp/x'")
    assert found["manifest"]["is_volume_operation"] is True
    columns = [one["name"] for one in found["manifest"]["schema"]["columns"]]
    assert columns == ["operation", "presignedUrl", "headers", "localFile"]
    [[operation, _, headers, local]] = found["result"]["data_array"]
    assert (operation, headers, local) == ("GET", "{}", "/tmp/x")
    removing = asked(api, w, f"REMOVE '{there}'")
    assert len(removing["manifest"]["schema"]["columns"]) == 3
    listing = asked(api, w, f"LIST '{there}'")
    assert "is_volume_operation" not in listing["manifest"]


@pytest.mark.usefixtures("invented")  # the SDK's types lack `is_volume_operation`
def test_the_sdk_reads_it_as_arrow_too(w: WorkspaceClient, there: str) -> None:
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    found = w.statement_execution.execute_statement(
        f"GET '{there}' TO 'x'",
        str(warehouse.id),
        disposition=Disposition.EXTERNAL_LINKS,
        format=Format.ARROW_STREAM,
        wait_timeout="50s",
    )
    assert found.status is not None
    assert found.status.state is StatementState.SUCCEEDED


def test_list(run: Sql, landing: Landing) -> None:
    for name in ("b.csv", "a.csv", "sub/inner.csv"):
        landing.put(name, name)
    rows = run(f"LIST '{landing.path}'")
    assert run.columns == ("path", "name", "size", "modification_time")
    assert [row[:3] for row in rows] == [
        (f"{landing.path}/a.csv", "a.csv", 5),
        (f"{landing.path}/b.csv", "b.csv", 5),
        (f"{landing.path}/sub/", "sub/", 0),
    ]
    assert all(row[3] > 1_700_000_000_000 for row in rows)
    assert [row[1] for row in run(f"LIST '{landing.path}/' LIMIT 2")] == ["a.csv", "b.csv"]
    assert run(f"LIST '{landing.path}' LIMIT 0") == []
    assert [row[0] for row in run(f"LIST 'dbfs:{landing.path}/sub'")] == [
        f"{landing.path}/sub/inner.csv"
    ]
    assert [row[1] for row in run(f"LIST '{landing.path}/a.csv'")] == ["a.csv"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("LIST '{volume}/absent'", "NOT_FOUND"),
        ("LIST '/Volumes/main/default/absent'", "RESOURCE_DOES_NOT_EXIST"),
        ("LIST '/Volumes/main'", "INVALID_PARAMETER_VALUE"),
        ("LIST '{volume}/../x'", "INVALID_PARAMETER_VALUE"),
        ("LIST '/etc'", "INVALID_PARAMETER_VALUE"),
        ("LIST 's3://bucket/x'", "INVALID_PARAMETER_VALUE"),
        ("LIST '{volume}' LIMIT x", "PARSE_SYNTAX_ERROR"),
        ("PUT 'x' INTO '{volume}'", "INVALID_PARAMETER_VALUE"),
        ("PUT '' INTO '{volume}/x'", "EMPTY_LOCAL_FILE_IN_STAGING_ACCESS_QUERY"),
        ("PUT 'x' INTO '/Volumes/absent/a/b/c'", "RESOURCE_DOES_NOT_EXIST"),
        ("PUT 'x' INTO '{volume}/.boathouse-upload-x'", "INVALID_PARAMETER_VALUE"),
        ("GET '{volume}/x' TO ''", "EMPTY_LOCAL_FILE_IN_STAGING_ACCESS_QUERY"),
        ("GET '/etc/passwd' TO 'x'", "INVALID_PARAMETER_VALUE"),
        ("REMOVE '{volume}'", "INVALID_PARAMETER_VALUE"),
        ("REMOVE '{volume}/x' RECURSIVE", "PARSE_SYNTAX_ERROR"),
        ("EXPLAIN REMOVE '{volume}/x'", "UNSUPPORTED_FEATURE"),
        ("BEGIN REMOVE '{volume}/x'; END", "UNSUPPORTED_FEATURE"),
    ],
)
def test_what_is_refused(run: Sql, landing: Landing, text: str, error: str) -> None:
    assert f"[{error}]" in run.fails(text.format(volume=landing.path))


@pytest.mark.parametrize(
    ("text", "privilege"),
    [
        ("LIST '{file}'", "READ VOLUME"),
        ("GET '{file}' TO 'x'", "READ VOLUME"),
        ("PUT 'x' INTO '{file}' OVERWRITE", "WRITE VOLUME"),
        ("REMOVE '{file}'", "WRITE VOLUME"),
        ("SELECT * FROM csv.`{file}`", "READ VOLUME"),
        ("SELECT * FROM read_files('{file}')", "READ VOLUME"),
        ("DESCRIBE VOLUME main.{schema}.landing", ""),
        ("COMMENT ON VOLUME main.{schema}.landing IS 'x'", "MANAGE"),
        ("ALTER VOLUME main.{schema}.landing RENAME TO other", "MANAGE"),
        ("ALTER VOLUME main.{schema}.landing OWNER TO `other@example.com`", "MANAGE"),
        ("DROP VOLUME main.{schema}.landing", "MANAGE"),
        ("CREATE VOLUME main.{schema}.mine", "CREATE VOLUME"),
    ],
)
def test_each_privilege_is_asked_for(
    run: Sql, stranger: Sql, other: Person, schema: str, there: str, text: str, privilege: str
) -> None:
    run("GRANT USE CATALOG ON CATALOG main TO `other@example.com`")
    run(f"GRANT USE SCHEMA ON SCHEMA main.{schema} TO `other@example.com`")
    denied = stranger.fails(text.format(file=there, schema=schema))
    assert "[INSUFFICIENT_PERMISSIONS]" in denied
    assert f"User does not have {privilege}" in denied


def test_readers_do_not_write(run: Sql, stranger: Sql, other: Person, there: str) -> None:
    volume = "main." + there.split("/")[3] + ".landing"
    run("GRANT USE CATALOG ON CATALOG main TO `other@example.com`")
    run(f"GRANT USE SCHEMA ON SCHEMA {volume.rpartition('.')[0]} TO `other@example.com`")
    run(f"GRANT READ VOLUME ON VOLUME {volume} TO `other@example.com`")
    assert len(stranger(f"LIST '{there}'")) == 1
    assert "WRITE VOLUME" in stranger.fails(f"REMOVE '{there}'")
    run(f"REVOKE READ VOLUME ON VOLUME {volume} FROM `other@example.com`")
    assert "READ VOLUME" in stranger.fails(f"LIST '{there}'")
    run(f"GRANT WRITE VOLUME ON VOLUME {volume} TO `other@example.com`")
    assert "READ VOLUME" in stranger.fails(f"GET '{there}' TO 'x'")


@pytest.mark.usefixtures("invented")  # the SDK's types lack `is_volume_operation`
def test_a_url_ends_with_its_makers_right(
    run: Sql, other: Person, w: WorkspaceClient, there: str
) -> None:
    volume = "main." + there.split("/")[3] + ".landing"
    run("GRANT USE CATALOG ON CATALOG main TO `other@example.com`")
    run(f"GRANT USE SCHEMA ON SCHEMA {volume.rpartition('.')[0]} TO `other@example.com`")
    run(f"GRANT READ VOLUME ON VOLUME {volume} TO `other@example.com`")
    url = url_of(other.api, w, f"GET '{there}' TO 'x'")
    assert requests.get(url, timeout=30).status_code == 200
    run(f"REVOKE READ VOLUME ON VOLUME {volume} FROM `other@example.com`")
    assert requests.get(url, timeout=30).status_code == 403


def test_volumes_by_name(run: Sql, schema: str, other: Person) -> None:
    run("CREATE VOLUME IF NOT EXISTS files COMMENT 'first'")
    run("CREATE VOLUME IF NOT EXISTS files COMMENT 'second'")
    [found] = run("DESCRIBE VOLUME files")
    assert dict(zip(run.columns, found, strict=True))["comment"] == "first"
    run("COMMENT ON VOLUME files IS 'third'")
    run("ALTER VOLUME files RENAME TO papers")
    run("ALTER VOLUME papers SET OWNER TO `other@example.com`")
    [found] = run("DESCRIBE VOLUME papers")
    shown = dict(zip(run.columns, found, strict=True))
    assert (shown["name"], shown["owner"], shown["comment"]) == (
        "papers",
        "other@example.com",
        "third",
    )
    run("CREATE VOLUME more")
    assert run("SHOW VOLUMES") == [(schema, "more"), (schema, "papers")]
    assert run(f"SHOW VOLUMES IN main.{schema} LIKE 'p*'") == [(schema, "papers")]
    assert "[RESOURCE_DOES_NOT_EXIST]" in run.fails("DROP VOLUME files")
    run("DROP VOLUME IF EXISTS files")
    run("DROP VOLUME papers")
    assert "[VOLUME_NOT_FOUND]" in run.fails("DESCRIBE VOLUME papers")
