"""What somebody who is denied learns: nothing that a name which does not exist would not tell too.

`hid.s` is full, `hid.e` empty, `hid.n` does not exist. Where the caller may not look, what is said
about a thing in one of them is said about the same thing in the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from databricks.sdk import WorkspaceClient

from tests.denials.world import UC, Refused, Visitor
from tests.live import LiveServer
from tests.sql_statements.test_denied import DENIED

FULL, EMPTY, NONE = "hid.s", "hid.e", "hid.n"
SECRET = "the-secret-of-hid"


@dataclass
class Hall:
    """An admin and visitors, each with a client."""

    server: LiveServer
    admin: Visitor

    def visitor(self, name: str) -> Visitor:
        """Somebody new, of whom nothing is known."""
        token = self.server.add_user(f"{name}@example.com")
        return Visitor(
            WorkspaceClient(host=self.server.address, token=token), self.admin.warehouse_id
        )

    def give(self, who: str, *grants: str) -> None:
        for text in grants:
            self.admin.sql(f"GRANT {text} TO `{who}@example.com`")

    def take(self, who: str, *grants: str) -> None:
        for text in grants:
            self.admin.sql(f"REVOKE {text} FROM `{who}@example.com`")


@pytest.fixture(scope="module")
def hall(server: LiveServer, w: WorkspaceClient) -> Iterator[Hall]:
    metastore = w.metastores.summary().metastore_id or ""
    w.metastores.update(metastore, external_access_enabled=True)
    made = Hall(server, Visitor.of(w))
    for text in (
        "CREATE CATALOG hid",
        f"CREATE SCHEMA {FULL}",
        f"CREATE SCHEMA {EMPTY}",
        f"CREATE TABLE {FULL}.t (id INT, n STRING, hidden_column STRING)",
        f"INSERT INTO {FULL}.t VALUES (1, 'a', '{SECRET}'), (2, 'b', 'x')",
        f"CREATE VIEW {FULL}.v AS SELECT id FROM {FULL}.t WHERE hidden_column <> '{SECRET}'",
        f"CREATE FUNCTION {FULL}.f(x INT) RETURNS INT RETURN x + 1",
        f"CREATE FUNCTION {FULL}.g() RETURNS TABLE(id INT) RETURN SELECT id FROM {FULL}.t",
        f"CREATE FUNCTION {FULL}.py(x INT) RETURNS INT LANGUAGE PYTHON AS $$ return x $$",
        f"CREATE VOLUME {FULL}.vol",
        f"CREATE TABLE {FULL}.gone (id INT)",
        f"DROP TABLE {FULL}.gone",
    ):
        made.admin.sql(text)
    made.admin.upload(f"/Volumes/hid/s/vol/{SECRET}", b"x")
    model = {"catalog_name": "hid", "schema_name": "s", "name": "m"}
    made.admin.call("POST", f"{UC}/models", json=model)
    yield made
    made.admin.sql("DROP CATALOG hid CASCADE")
    w.metastores.update(metastore, external_access_enabled=False)


STATEMENTS = [
    *(text for text in DENIED.strip().splitlines() if "{s}" in text or "{p}" in text),
    "UNDROP TABLE {s}.gone",
    "SHOW TABLES DROPPED IN {s}",
    "DROP VIEW IF EXISTS {s}.v",
    "DROP VOLUME IF EXISTS {s}.vol",
    "CREATE TABLE IF NOT EXISTS {s}.t (a INT)",
    "CREATE VIEW IF NOT EXISTS {s}.v AS SELECT 1 AS a",
    "CREATE VOLUME IF NOT EXISTS {s}.vol",
    "CREATE FUNCTION IF NOT EXISTS {s}.f() RETURNS INT RETURN 1",
    "GRANT EXECUTE ON MODEL {s}.m TO `users`",
    "SHOW GRANTS ON MODEL {s}.m",
    "SHOW GRANTS ON VOLUME {s}.vol",
    "SHOW TABLE EXTENDED IN {s} LIKE 't'",
    "COMMENT ON FUNCTION {s}.f IS 'x'",
    "LIST '/Volumes/{p}/vol'",
    "GET '/Volumes/{p}/vol/a' TO 'a'",
    "PUT 'a' INTO '/Volumes/{p}/vol/a'",
    "REMOVE '/Volumes/{p}/vol/a'",
    "SHOW POLICIES ON TABLE {s}.t",
    "DROP POLICY p ON TABLE {s}.t",
    "SET TAG ON FUNCTION {s}.f a = b",
    "CREATE TABLE main.default.hid_fk (a INT REFERENCES {s}.t (id))",
    "CREATE TABLE main.default.hid_like LIKE {s}.t",
]
OPERATIONS: list[tuple[str, str, Any]] = [
    *(
        (verb, f"{UC}/{kind}/{{s}}.{name}", {} if verb == "PATCH" else None)
        for kind, name in (("tables", "t"), ("volumes", "vol"), ("functions", "f"), ("models", "m"))
        for verb in ("GET", "PATCH", "DELETE")
    ),
    *(
        ("GET", f"{UC}/{kind}/{securable}/{{s}}.{name}", None)
        for kind in ("permissions", "effective-permissions", "privilege-assignments")
        for securable, name in (
            ("TABLE", "t"),
            ("VOLUME", "vol"),
            ("FUNCTION", "f"),
            ("REGISTERED_MODEL", "m"),
        )
    ),
    ("GET", f"{UC}/tables/{{s}}.t/exists", None),
    ("GET", f"{UC}/tables?catalog_name=hid&schema_name={{b}}", None),
    ("GET", f"{UC}/volumes?catalog_name=hid&schema_name={{b}}", None),
    ("GET", f"{UC}/functions?catalog_name=hid&schema_name={{b}}", None),
    ("GET", f"{UC}/models?catalog_name=hid&schema_name={{b}}", None),
    ("GET", f"{UC}/models/{{s}}.m/versions", None),
    ("GET", f"{UC}/models/{{s}}.m/versions/1", None),
    ("GET", f"{UC}/models/{{s}}.m/aliases/a", None),
    ("DELETE", f"{UC}/models/{{s}}.m/versions/1", None),
    ("GET", f"{UC}/schemas/{{s}}", None),
    ("PATCH", f"{UC}/schemas/{{s}}", {"comment": "x"}),
    ("DELETE", f"{UC}/schemas/{{s}}", None),
    ("DELETE", f"{UC}/schemas/{{s}}?force=true", None),
    ("GET", f"{UC}/policies/TABLE/{{s}}.t", None),
    ("GET", f"{UC}/policies/TABLE/{{s}}.t/p", None),
    ("GET", f"{UC}/entity-tag-assignments/tables/{{s}}.t/tags", None),
    ("GET", f"{UC}/entity-tag-assignments/columns/{{s}}.t.id/tags", None),
    ("GET", f"{UC}/entity-tag-assignments/volumes/{{s}}.vol/tags", None),
    ("GET", "/api/2.0/unity-catalog/securable-tags/table/{s}.t", None),
    ("GET", "/api/2.0/unity-catalog/securable-tags/registered_model/{s}.m", None),
    ("GET", "/api/2.0/lineage-tracking/table-lineage?table_name={s}.t", None),
    ("GET", "/api/2.0/lineage-tracking/column-lineage?table_name={s}.t&column_name=id", None),
    ("GET", "/api/2.0/lineage-tracking/column-lineage?table_name={s}.t&column_name=no", None),
    (
        "GET",
        "/api/2.0/lineage-tracking/external-lineage"
        "?object_info.table.name={s}.t&lineage_direction=UPSTREAM",
        None,
    ),
    ("GET", f"{UC}/resource-quotas/SCHEMA/{{s}}/table-quota", None),
    ("DELETE", f"{UC}/constraints/{{s}}.t?constraint_name=k&cascade=false", None),
    ("GET", "/api/2.0/fs/files/Volumes/{p}/vol/a", None),
    ("PUT", "/api/2.0/fs/files/Volumes/{p}/vol/a", None),
    ("DELETE", "/api/2.0/fs/files/Volumes/{p}/vol/a", None),
    ("GET", "/api/2.0/fs/directories/Volumes/{p}/vol", None),
    ("PUT", "/api/2.0/fs/directories/Volumes/{p}/vol/a", None),
    ("POST", "/api/2.0/fs/create-download-url", {"path": "/Volumes/{p}/vol/a"}),
    (
        "POST",
        f"{UC}/models/versions",
        {"catalog_name": "hid", "schema_name": "{b}", "model_name": "m", "source": "x"},
    ),
    (
        "POST",
        f"{UC}/volumes",
        {"catalog_name": "hid", "schema_name": "{b}", "name": "vol", "volume_type": "MANAGED"},
    ),
    ("POST", f"{UC}/models", {"catalog_name": "hid", "schema_name": "{b}", "name": "m"}),
    ("POST", f"{UC}/schemas", {"catalog_name": "hid", "name": "{b}"}),
    ("POST", f"{UC}/permissions", {"securable_type": "TABLE", "full_name": "{s}.t",
                                   "principal": "users", "privilege": "SELECT"}),
    ("POST", f"{UC}/entity-tag-assignments",
     {"entity_type": "tables", "entity_name": "{s}.t", "tag_key": "k"}),
    ("POST", f"{UC}/constraints", {"full_name_arg": "{s}.t", "constraint": {
        "primary_key_constraint": {"name": "k", "child_columns": ["id"]}}}),
    ("POST", "/api/2.0/unity-catalog/temporary-model-version-credentials",
     {"catalog_name": "hid", "schema_name": "{b}", "model_name": "m", "version": 1,
      "operation": "READ_MODEL_VERSION"}),
]  # fmt: skip


def filled(value: Any, schema: str) -> Any:
    """With a schema's name, its last part, and both as parts of a path."""
    if isinstance(value, dict):
        return {key: filled(one, schema) for key, one in value.items()}
    if not isinstance(value, str):
        return value
    for key, text in (("s", schema), ("b", schema[4:]), ("p", schema.replace(".", "/"))):
        value = value.replace(f"{{{key}}}", text)
    return value


def said(act: Callable[[], Any], schema: str) -> str:
    """What one is told, with the schema's name taken out."""
    try:
        answer = repr(act())
    except Refused as refused:
        answer = str(refused).partition(',"details"')[0]
    return answer.replace(schema, "hid.*").replace(schema.replace(".", "/"), "hid/*")


@pytest.fixture(scope="module")
def outside(hall: Hall) -> Visitor:
    """Nothing was ever given to them."""
    return hall.visitor("leaks-outside")


@pytest.fixture(scope="module")
def upstairs(hall: Hall) -> Visitor:
    """They may use the catalog."""
    found = hall.visitor("upstairs")
    hall.give("upstairs", "USE CATALOG ON CATALOG hid")
    return found


@pytest.mark.parametrize("text", STATEMENTS)
def test_statements_tell_nobody_what_there_is(
    hall: Hall, outside: Visitor, upstairs: Visitor, text: str
) -> None:
    asked = [
        said(lambda schema=schema: outside.sql(filled(text, schema)), schema)  # type: ignore[misc]
        for schema in (FULL, EMPTY, NONE)
    ]
    assert asked[0] == asked[1] == asked[2]
    asked = [
        said(lambda schema=schema: upstairs.sql(filled(text, schema)), schema)  # type: ignore[misc]
        for schema in (FULL, EMPTY)
    ]
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("verb", "path", "body"), OPERATIONS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_operations_tell_nobody_what_there_is(
    hall: Hall, outside: Visitor, upstairs: Visitor, verb: str, path: str, body: Any
) -> None:
    def told(who: Visitor, schema: str) -> str:
        call = lambda: who.call(verb, filled(path, schema), json=filled(body, schema))  # noqa: E731
        return said(call, schema)

    assert told(outside, FULL) == told(outside, EMPTY) == told(outside, NONE)
    assert "User does not have" in told(outside, FULL)
    assert told(upstairs, FULL) == told(upstairs, EMPTY)


def test_if_not_exists_is_no_question_for_those_who_may_not_make(outside: Visitor) -> None:
    for name in ("hid", "hid_none"):
        with pytest.raises(Refused, match="User does not have CREATE CATALOG on Metastore"):
            outside.sql(f"CREATE CATALOG IF NOT EXISTS {name}")


@pytest.fixture(scope="module")
def reader(hall: Hall) -> Visitor:
    """They read the view alone."""
    found = hall.visitor("viewer")
    hall.give(
        "viewer",
        "USE CATALOG ON CATALOG hid",
        f"USE SCHEMA ON SCHEMA {FULL}",
        f"SELECT ON VIEW {FULL}.v",
    )
    return found


def test_who_reads_a_view_learns_nothing_of_what_is_below(hall: Hall, reader: Visitor) -> None:
    assert reader.sql(f"SELECT * FROM {FULL}.v") == [["2"]]
    for text in (
        f"SELECT hidden_column FROM {FULL}.v",
        f"SELECT hidden_colum FROM {FULL}.v",
        f"SELECT t.id FROM {FULL}.v",
        f"SELECT CAST(id AS DATE) + 'x' FROM {FULL}.v",
        f"SELECT raise_error(CAST(id AS STRING)) FROM {FULL}.v",
        f"SELECT 1 / (id - id) FROM {FULL}.v",
        f"SELECT * FROM {FULL}.v VERSION AS OF 0",
        f"SELECT input_file_name() FROM {FULL}.v",
        f"SELECT _metadata.file_path FROM {FULL}.v",
    ):
        shown = said(lambda text=text: reader.sql(text), FULL)  # type: ignore[misc]
        assert clean(hall, shown.replace("hidden_column", "", 1)), shown


def test_explain_of_a_view_shows_nothing_of_what_is_below(hall: Hall, reader: Visitor) -> None:
    for style in ("", "EXTENDED ", "FORMATTED ", "COST ", "CODEGEN "):
        text = f"EXPLAIN {style}SELECT * FROM {FULL}.v"
        shown = said(lambda text=text: reader.sql(text), FULL)  # type: ignore[misc]
        assert clean(hall, shown), shown


def test_metadata_of_a_view_shows_its_text_to_those_who_own_it(hall: Hall, reader: Visitor) -> None:
    for text in (
        f"DESCRIBE TABLE EXTENDED {FULL}.v",
        f"DESCRIBE {FULL}.v",
        f"SHOW TBLPROPERTIES {FULL}.v",
        "SELECT * FROM hid.information_schema.tables WHERE table_schema = 's'",
        "SELECT * FROM hid.information_schema.columns WHERE table_schema = 's'",
        "SELECT * FROM hid.information_schema.table_privileges",
        "SELECT * FROM hid.information_schema.volumes",
        "SELECT * FROM hid.information_schema.routines",
        "SELECT * FROM hid.information_schema.parameters",
        "SELECT * FROM hid.information_schema.table_constraints",
        "SELECT count(*), max(table_name) FROM system.information_schema.tables"
        " WHERE table_catalog = 'hid' AND table_name = 't'",
        f"SHOW TABLES IN {FULL}",
        f"SHOW VIEWS IN {FULL}",
        f"SHOW TABLE EXTENDED IN {FULL} LIKE '*'",
        f"SHOW USER FUNCTIONS IN {FULL}",
        f"SHOW VOLUMES IN {FULL}",
        f"SHOW GRANTS ON VIEW {FULL}.v",
    ):
        shown = said(lambda text=text: reader.sql(text), FULL)  # type: ignore[misc]
        location = hall.admin.w.tables.get(f"{FULL}.t").storage_location or "?"
        assert location not in shown
        assert f"{FULL}.t'" not in shown, (text, shown)
        assert "'py'" not in shown, (text, shown)


def clean(hall: Hall, shown: str) -> bool:
    """Whether nothing of the table is in it: its name, columns, place, the view's condition."""
    location = hall.admin.w.tables.get(f"{FULL}.t").storage_location or "?"
    hidden = (SECRET, "hidden_column", location.removeprefix("file://"), ".parquet", "hid.*.t")
    return not any(one in shown for one in hidden)


def test_statements_and_results_of_others(hall: Hall, outside: Visitor) -> None:
    api = hall.admin.w.statement_execution
    done = api.execute_statement(f"SELECT * FROM {FULL}.t", hall.admin.warehouse_id)
    for statement in (done.statement_id, "01f00000-0000-1000-8000-000000000000"):
        path = f"/api/2.0/sql/statements/{statement}"
        told = [
            said(lambda call=call: outside.call(*call), str(statement))  # type: ignore[misc]
            for call in (
                ("GET", path),
                ("GET", f"{path}/result/chunks/0"),
                ("POST", f"{path}/cancel"),
                ("DELETE", path),
            )
        ]
        if statement == done.statement_id:
            first = told
    assert told == first
    assert SECRET not in str(told)
    history = outside.call("GET", "/api/2.0/sql/history/queries?max_results=1000")
    assert {one["user_name"] for one in history["res"]} == {"leaks-outside@example.com"}


def test_links_to_results_are_of_one_statement_and_end(hall: Hall) -> None:
    answer = hall.admin.call(
        "POST",
        "/api/2.0/sql/statements",
        json={
            "statement": f"SELECT * FROM {FULL}.t",
            "warehouse_id": hall.admin.warehouse_id,
            "disposition": "EXTERNAL_LINKS",
            "format": "JSON_ARRAY",
            "wait_timeout": "50s",
        },
    )
    link = answer["result"]["external_links"][0]["external_link"]
    assert SECRET in requests.get(link, timeout=30).text
    parts = urlsplit(link)
    for changed in (
        link.replace("/0?", "/1?"),
        link.replace(answer["statement_id"], "01f00000-0000-1000-8000-000000000000"),
        f"{parts.scheme}://{parts.netloc}{parts.path}",
        link[:-1] + ("0" if link[-1] != "0" else "1"),
    ):
        found = requests.get(changed, timeout=30)
        assert found.status_code in (400, 401, 403, 404), changed
        assert SECRET not in found.text


def test_nothing_is_left_of_what_was_dropped(hall: Hall) -> None:
    again = hall.visitor("again")
    hall.admin.sql("CREATE TABLE hid.e.again AS SELECT 1 AS id")
    hall.give("again", "USE CATALOG ON CATALOG hid", "USE SCHEMA ON SCHEMA hid.e")
    hall.give("again", "SELECT ON TABLE hid.e.again")
    assert again.sql("SELECT * FROM hid.e.again") == [["1"]]
    hall.admin.sql("DROP TABLE hid.e.again")
    hall.admin.sql("CREATE TABLE hid.e.again AS SELECT 2 AS id")
    with pytest.raises(Refused, match=r"User does not have SELECT on Table 'hid\.e\.again'"):
        again.sql("SELECT * FROM hid.e.again")
    hall.admin.sql("DROP TABLE hid.e.again")


def test_a_view_reads_with_what_its_owner_has_now(hall: Hall) -> None:
    maker, guest = hall.visitor("maker"), hall.visitor("guest")
    hall.admin.sql("CREATE SCHEMA hid.made")
    hall.give("maker", "USE CATALOG ON CATALOG hid", f"USE SCHEMA ON SCHEMA {FULL}")
    hall.give("maker", "USE SCHEMA, CREATE TABLE, CREATE FUNCTION ON SCHEMA hid.made")
    for text in (
        f"CREATE VIEW hid.made.early AS SELECT * FROM {FULL}.t",
        f"CREATE FUNCTION hid.made.early() RETURNS STRING RETURN (SELECT max(n) FROM {FULL}.t)",
        f"CREATE FUNCTION hid.made.calls(x INT) RETURNS INT RETURN {FULL}.f(x)",
    ):
        with pytest.raises(Refused, match=r"User does not have (SELECT on Table|EXECUTE on Func)"):
            maker.sql(text)
    hall.give("maker", f"SELECT ON TABLE {FULL}.t")
    maker.sql(f"CREATE VIEW hid.made.mine AS SELECT n FROM {FULL}.t")
    maker.sql(
        f"CREATE FUNCTION hid.made.last() RETURNS STRING RETURN (SELECT max(n) FROM {FULL}.t)"
    )
    hall.give("guest", "USE CATALOG ON CATALOG hid", "USE SCHEMA ON SCHEMA hid.made")
    hall.give("guest", "SELECT ON VIEW hid.made.mine", "EXECUTE ON FUNCTION hid.made.last")
    assert guest.sql("SELECT max(n), hid.made.last() FROM hid.made.mine") == [["b", "b"]]
    hall.take("maker", f"SELECT ON TABLE {FULL}.t")
    for who in (guest, maker):
        for text in ("SELECT * FROM hid.made.mine", "SELECT hid.made.last()"):
            with pytest.raises(Refused, match="User does not have SELECT"):
                who.sql(text)
    hall.admin.sql("DROP SCHEMA hid.made CASCADE")


def test_what_is_taken_is_taken_from_open_sessions(hall: Hall) -> None:
    guest = hall.visitor("sessions")
    grants = ("USE CATALOG ON CATALOG hid", f"USE SCHEMA ON SCHEMA {FULL}")
    hall.give("sessions", *grants, f"SELECT ON TABLE {FULL}.t")
    session = guest.call(
        "POST", "/api/2.0/sql/sessions", json={"warehouse_id": guest.warehouse_id}
    )["session_id"]

    def run(text: str) -> str:
        body = {
            "statement": text,
            "warehouse_id": guest.warehouse_id,
            "session_id": session,
            "wait_timeout": "50s",
        }
        return str(guest.call("POST", "/api/2.0/sql/statements", json=body))

    assert "SUCCEEDED" in run(f"CREATE TEMPORARY VIEW kept AS SELECT * FROM {FULL}.t")
    assert SECRET in run("SELECT * FROM kept")
    hall.take("sessions", f"SELECT ON TABLE {FULL}.t")
    for text in ("SELECT * FROM kept", f"SELECT * FROM {FULL}.t"):
        shown = run(text)
        assert "User does not have SELECT on Table 'hid.s.t'" in shown
        assert SECRET not in shown
