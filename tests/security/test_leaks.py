"""What somebody who is denied learns: nothing that a name which does not exist would not tell too.

`hid.s` is full, `hid.e` empty, `hid.n` does not exist. Where the caller may not look, what is said
about a thing in one of them is said about the same thing in the others.
"""

from __future__ import annotations

import time
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
    return hall.visitor("outside")


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
