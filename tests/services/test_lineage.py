"""Lineage: what every statement that moves data leaves behind, and who may see it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient

from boathouse.context import Principal
from boathouse.services.lineage_tracking import store
from boathouse.sql.flows import Flow
from boathouse.sql.lineage import columns_of
from boathouse.sql.securables import Column, Name, Relation
from tests.live import Api, LiveServer

TABLE = "/api/2.0/lineage-tracking/table-lineage"
COLUMN = "/api/2.0/lineage-tracking/column-lineage"
_NUMBERS = count(1)
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def run(w: WorkspaceClient, api: Api) -> Run:
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")

    def runs(text: str, *, schema: str = "default", state: str = "SUCCEEDED") -> Any:
        body = {
            "warehouse_id": warehouse.id,
            "statement": text,
            "schema": schema,
            "wait_timeout": "50s",
        }
        answer = api.post("/api/2.0/sql/statements", json=body, timeout=60).json()
        assert answer["status"]["state"] == state, answer
        return answer

    return runs


@pytest.fixture
def schema(run: Run) -> Iterator[str]:
    """A schema with a table `t` of `a`, `b`."""
    name = f"lineage_{next(_NUMBERS)}"
    run(f"CREATE SCHEMA main.{name}")
    run(f"CREATE TABLE main.{name}.t AS SELECT 1 AS a, 'x' AS b")
    yield name
    run(f"DROP SCHEMA IF EXISTS main.{name} CASCADE")


def around(api: Api, name: str, **more: Any) -> tuple[list[str], list[str]]:
    """The names of the tables and paths before and behind a table."""
    answer = api.get(TABLE, params={"table_name": name, **more})
    assert answer.status_code == 200, answer.text
    return tuple(  # type: ignore[return-value]
        sorted(
            f"{one['tableInfo']['schema_name']}.{one['tableInfo']['name']}"
            if "tableInfo" in one
            else one.get("fileInfo", {}).get("path", "")
            for one in answer.json().get(side, ())
            if "tableInfo" in one or "fileInfo" in one
        )
        for side in ("upstreams", "downstreams")
    )


def before(api: Api, name: str, column: str) -> set[str]:
    """The columns that a column was made of."""
    answer = api.get(COLUMN, params={"table_name": name, "column_name": column})
    assert answer.status_code == 200, answer.text
    return {f"{one['table_name']}.{one['name']}" for one in answer.json().get("upstream_cols", ())}


def test_tables_and_views(run: Run, api: Api, schema: str) -> None:
    run("CREATE VIEW v (va, vb) AS SELECT a + 1, upper(b) FROM t", schema=schema)
    run("CREATE TABLE made AS SELECT va AS x, count(*) AS n FROM v GROUP BY va", schema=schema)
    run("CREATE TABLE filled (x INT, n STRING)", schema=schema)
    run("INSERT INTO filled (n, x) SELECT b, a FROM t", schema=schema)
    s = f"main.{schema}"
    assert around(api, f"{s}.v") == ([f"{schema}.t"], [f"{schema}.made"])
    # What is read through a view is the view, and the table behind it.
    assert around(api, f"{s}.made") == ([f"{schema}.t", f"{schema}.v"], [])
    assert around(api, f"{s}.t") == (
        [],
        [f"{schema}.filled", f"{schema}.made", f"{schema}.v"],
    )
    assert before(api, f"{s}.v", "vb") == {"t.b"}
    assert before(api, f"{s}.made", "x") == {"v.va", "t.a"}
    assert before(api, f"{s}.made", "n") == set()
    assert (before(api, f"{s}.filled", "x"), before(api, f"{s}.filled", "n")) == ({"t.a"}, {"t.b"})
    answer = api.get(COLUMN, params={"table_name": f"{s}.t", "column_name": "b"}).json()
    behind = {(one["table_name"], one["name"]) for one in answer["downstream_cols"]}
    assert behind == {("v", "vb"), ("filled", "n")}


def test_changes_of_rows(run: Run, api: Api, schema: str) -> None:
    for name in ("merged", "updated", "cloned_from"):
        run(f"CREATE TABLE {name} (k INT, c STRING)", schema=schema)
    run(
        "MERGE INTO merged USING t ON merged.k = t.a WHEN MATCHED THEN UPDATE SET c = t.b"
        " WHEN NOT MATCHED THEN INSERT (k, c) VALUES (t.a, t.b)",
        schema=schema,
    )
    run("UPDATE updated SET c = (SELECT max(b) FROM t)", schema=schema)
    run("CREATE TABLE copy DEEP CLONE merged", schema=schema)
    run("INSERT INTO cloned_from VALUES (1, 'v')", schema=schema)
    s = f"main.{schema}"
    assert around(api, f"{s}.merged")[0] == [f"{schema}.t"]
    assert (before(api, f"{s}.merged", "k"), before(api, f"{s}.merged", "c")) == ({"t.a"}, {"t.b"})
    assert around(api, f"{s}.updated")[0] == [f"{schema}.t"]
    assert before(api, f"{s}.updated", "c") == {"t.b"}
    assert around(api, f"{s}.copy")[0] == [f"{schema}.merged"]
    assert before(api, f"{s}.copy", "c") == {"merged.c"}
    assert around(api, f"{s}.cloned_from") == ([], [])


def test_temporary_views_scripts_and_recursion(run: Run, api: Api, schema: str) -> None:
    run(
        "BEGIN CREATE TABLE one AS SELECT a FROM t; INSERT INTO one SELECT a + 1 FROM t; END",
        schema=schema,
    )
    run("CREATE TABLE levels (n INT)", schema=schema)
    run(
        "INSERT INTO levels WITH RECURSIVE r(n) AS (SELECT a FROM t UNION ALL SELECT n + 1 FROM r"
        " WHERE n < 3) SELECT n FROM r",
        schema=schema,
    )
    assert around(api, f"main.{schema}.one")[0] == [f"{schema}.t"]
    assert around(api, f"main.{schema}.levels")[0] == [f"{schema}.t"]


def test_files(run: Run, api: Api, schema: str) -> None:
    run("CREATE VOLUME vol", schema=schema)
    path = f"/Volumes/main/{schema}/vol/in.csv"
    assert api.request("PUT", f"/api/2.0/fs/files{path}", data=b"a,b\n1,x\n").status_code == 204
    run(
        f"CREATE TABLE f AS SELECT a FROM read_files('{path}', format => 'csv', header => true)",
        schema=schema,
    )
    run("CREATE TABLE c (a STRING, b STRING)", schema=schema)
    run(
        f"COPY INTO c FROM '/Volumes/main/{schema}/vol/' FILEFORMAT = CSV"
        " FORMAT_OPTIONS ('header' = 'true')",
        schema=schema,
    )
    assert around(api, f"main.{schema}.f")[0] == [path]
    assert around(api, f"main.{schema}.c")[0] == [f"/Volumes/main/{schema}/vol"]
    [item] = api.get(TABLE, params={"table_name": f"main.{schema}.f"}).json()["upstreams"]
    assert item["fileInfo"]["securable_name"] == f"main.{schema}.vol"


def test_what_failed_or_moved_nothing_is_no_lineage(
    run: Run, api: Api, server: LiveServer, schema: str
) -> None:
    run("CREATE TABLE n (a INT NOT NULL)", schema=schema)
    run("INSERT INTO n SELECT CAST(NULL AS INT) FROM t", schema=schema, state="FAILED")
    run("EXPLAIN SELECT a FROM t", schema=schema)
    run("DESCRIBE TABLE t", schema=schema)
    assert around(api, f"main.{schema}.n") == ([], [])
    rows = _rows(server, f"main.{schema}.t")
    assert {row.target_name for row in rows if row.source_name is None} == {f"main.{schema}.t"}
    assert [row for row in rows if row.source_name is not None] == []


def test_a_read_is_a_row_without_a_target(run: Run, server: LiveServer, schema: str) -> None:
    answer = run("SELECT upper(b) AS shown FROM t WHERE a > 0", schema=schema)
    server.app.parts.sql.lineage.write()
    [row] = [
        one for one in _rows(server, f"main.{schema}.t") if one.source_name == f"main.{schema}.t"
    ]
    assert (row.statement_id, row.target_type) == (answer["statement_id"], None)
    assert (row.source_type, row.columns) == ("TABLE", [["b", None]])


def _rows(server: LiveServer, name: str) -> list[store.Row]:
    names = frozenset([name])
    with server.app.parts.database.read() as tx:
        found = store.within(tx, store.Range(sources=names))
        return found + store.within(tx, store.Range(targets=names))


def test_rows_outlive_tables(run: Run, api: Api, server: LiveServer, schema: str) -> None:
    run("CREATE TABLE gone AS SELECT a FROM t", schema=schema)
    run("CREATE TABLE kept AS SELECT a FROM gone", schema=schema)
    run("DROP TABLE gone", schema=schema)
    assert around(api, f"main.{schema}.kept")[0] == [f"{schema}.gone"]
    assert api.get(TABLE, params={"table_name": f"main.{schema}.gone"}).status_code == 404
    # Another table of the name has a history of its own, a renamed one begins anew.
    run("CREATE TABLE gone (a INT)", schema=schema)
    assert around(api, f"main.{schema}.gone") == ([], [])
    run("ALTER TABLE kept RENAME TO renamed", schema=schema)
    assert around(api, f"main.{schema}.renamed") == ([], [])
    assert {row.target_name for row in _rows(server, f"main.{schema}.gone")} >= {
        f"main.{schema}.gone",
        f"main.{schema}.kept",
    }


def test_a_table_that_took_the_name_at_once_is_another(
    run: Run, api: Api, server: LiveServer, schema: str
) -> None:
    run("CREATE TABLE quick AS SELECT a FROM t", schema=schema)
    run("DROP TABLE quick", schema=schema)
    run("CREATE TABLE quick (a INT)", schema=schema)
    assert around(api, f"main.{schema}.quick") == ([], [])


def test_one_sees_what_one_may(
    run: Run, w: WorkspaceClient, api: Api, server: LiveServer, schema: str
) -> None:
    user = f"lineage_{schema}@example.com"
    theirs = api.as_(server.add_user(user))
    run("CREATE TABLE secret AS SELECT a FROM t", schema=schema)
    run("CREATE TABLE shown AS SELECT t.a FROM t JOIN secret ON t.a = secret.a", schema=schema)
    name = f"main.{schema}.shown"
    assert theirs.get(TABLE, params={"table_name": name}).status_code == 403
    asked = {"table_name": name, "column_name": "a"}
    assert theirs.get(COLUMN, params=asked).status_code == 403
    for kind, securable, privilege in (
        ("catalog", "main", "USE_CATALOG"),
        ("schema", f"main.{schema}", "USE_SCHEMA"),
        ("table", f"main.{schema}.shown", "SELECT"),
        ("table", f"main.{schema}.t", "SELECT"),
    ):
        grant(api, kind, securable, privilege, user)
    assert around(theirs, name)[0] == [f"{schema}.t"]
    assert "secret" not in theirs.get(TABLE, params={"table_name": name}).text
    assert around(theirs, f"main.{schema}.t")[1] == [f"{schema}.shown"]
    assert before(theirs, name, "a") == {"t.a"}
    assert around(api, name)[0] == [f"{schema}.secret", f"{schema}.t"]


def grant(api: Api, kind: str, name: str, privilege: str, user: str) -> None:
    path = f"/api/2.1/unity-catalog/permissions/{kind}/{name}"
    change = {"principal": user, "add": [privilege]}
    answer = api.request("PATCH", path, json={"changes": [change]})
    assert answer.status_code == 200, answer.text


def test_errors(api: Api) -> None:
    for asked in ({"table_name": "main.default.nowhere"}, {"table_name": "a.b"}, {}):
        assert api.get(TABLE, params=asked).status_code in (400, 404)


def test_the_older_form(run: Run, api: Api, schema: str) -> None:
    run("CREATE TABLE down AS SELECT a FROM t", schema=schema)
    answer = api.request("GET", f"{TABLE}/get", json={"table_name": f"main.{schema}.t"}).json()
    [down] = answer["downstream_tables"]
    assert (down["catalog_name"], down["schema_name"], down["name"]) == ("main", schema, "down")


def test_a_year_is_kept_and_a_clean_stop_loses_nothing(tmp_path: Path) -> None:
    now = [1_700_000_000_000]
    day = 86_400_000

    def moved(live: LiveServer, path: str) -> None:
        live.app.parts.sql.lineage.moved(Principal(1, "who", admin=False), Flow([], [path]))

    def paths(live: LiveServer) -> set[str | None]:
        with live.app.parts.database.read() as tx:
            return {row.source_path for row in store.within(tx, store.Range())}

    live = LiveServer(tmp_path, clock=lambda: now[0])
    try:
        for path, days in (("/a", 364), ("/b", 2), ("/c", 0)):
            moved(live, path)
            live.app.parts.sql.lineage.write()
            now[0] += days * day
        assert paths(live) == {"/b", "/c"}
        moved(live, "/d")
    finally:
        live.stop()
    again = LiveServer(tmp_path, clock=lambda: now[0])
    try:
        assert paths(again) == {"/b", "/c", "/d"}
    finally:
        again.stop()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "+".join(["a"] * 3000) + " AS x FROM t",
        "SELECT * FROM t PIVOT (max(b) FOR a IN (1, 2))",
        "SELECT x.y.z FROM nowhere",
        "not sql at all",
        "",
    ],
)
def test_what_cannot_be_told_is_left_out(text: str) -> None:
    read = Relation(Name("main", "s", "t"), "1", "MANAGED", "o", (Column("a", "long"),))
    flow = Flow([read], [], None, text, "main", "s")
    with contextlib.suppress(Exception):
        assert [pair for pair in columns_of(flow) if pair[1] != "a"] == []
