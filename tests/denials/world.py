"""The catalog that the cases are about, and who comes to it."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.service.sql import StatementState

UC = "/api/2.1/unity-catalog"
ROLE = {"role_arn": "arn:aws:iam::123456789012:role/den"}


class Refused(Exception):
    """A statement failed; its text is the error's."""


@dataclass(frozen=True)
class Visitor:
    """Somebody with a client, on a warehouse."""

    w: WorkspaceClient
    warehouse_id: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """What stands for `$table_id` and the like in what is asked."""

    @classmethod
    def of(cls, w: WorkspaceClient) -> Visitor:
        found = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
        assert found.id
        return cls(w, found.id)

    def filled(self, text: str) -> str:
        """A text with the facts in it."""
        return Template(text).safe_substitute(self.facts) if self.facts else text

    def sql(self, text: str) -> list[Any]:
        """The rows of a statement. Raises Refused."""
        text = self.filled(text)
        answer = self.w.statement_execution.execute_statement(
            text, self.warehouse_id, wait_timeout="50s"
        )
        assert answer.status
        if answer.status.state != StatementState.SUCCEEDED:
            raise Refused(answer.status.error.message if answer.status.error else "")
        return (answer.result.data_array if answer.result else None) or []

    def call(self, verb: str, path: str, **options: Any) -> Any:
        """The answer to a plain request. Raises Refused."""
        options = json.loads(self.filled(json.dumps(options)))
        headers = {"Authorization": f"Bearer {self.w.config.token}"}
        answer = requests.request(
            verb, f"{self.w.config.host}{path}", headers=headers, timeout=30, **options
        )
        if answer.status_code >= 400:
            raise Refused(f"{answer.status_code} {answer.text}")
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.content

    def spark(self, code: str) -> Any:
        """What PySpark gives on a cluster of theirs. Raises Refused."""
        raise NotImplementedError

    def task(self, table: str) -> None:
        """Count a table's rows in a job's task. Raises Refused."""
        raise NotImplementedError

    def upload(self, path: str, content: bytes) -> None:
        self.w.files.upload(path, io.BytesIO(content), overwrite=True)


def build(w: WorkspaceClient, folder: Path) -> None:
    """Make `den` and what is in it anew, with no grant on anything, and what is missing beside it.

    `folder`: where the external location is.
    """
    admin = Visitor.of(w)
    for text in (
        "DROP CATALOG IF EXISTS den CASCADE",
        "CREATE CATALOG den",
        "CREATE SCHEMA den.s",
        "CREATE TABLE den.s.t (id INT, n STRING)",
        "INSERT INTO den.s.t VALUES (1, 'a'), (2, 'b')",
        "CREATE VIEW den.s.v AS SELECT id FROM den.s.t",
        "CREATE FUNCTION den.s.f(x INT) RETURNS INT RETURN x + 1",
        "CREATE FUNCTION den.s.mask(x STRING) RETURNS STRING RETURN '*'",
        "CREATE FUNCTION den.s.only(x INT) RETURNS BOOLEAN RETURN true",
        "CREATE TABLE den.s.dropped (id INT)",
        "DROP TABLE den.s.dropped",
    ):
        admin.sql(text)
    w.volumes.create("den", "s", "vol", VolumeType.MANAGED)
    for name in ("a.csv", "b.csv"):
        admin.upload(f"/Volumes/den/s/vol/{name}", b"id,n\n7,g\n")
    _model(admin)
    _beside(admin, folder)


def _model(admin: Visitor) -> None:
    name = {"catalog_name": "den", "schema_name": "s"}
    admin.call("POST", f"{UC}/models", json={**name, "name": "m"})
    for _ in range(2):
        version = {**name, "model_name": "m", "source": "x"}
        admin.call("POST", f"{UC}/models/versions", json=version)
    admin.call("PATCH", f"{UC}/models/den.s.m/versions/1/finalize", json={})
    admin.call("PUT", f"{UC}/models/den.s.m/aliases/best", json={"version_num": 1})


def _beside(admin: Visitor, folder: Path) -> None:
    """What lies directly below the metastore."""
    (folder / "volume").mkdir(exist_ok=True, parents=True)
    (folder / "a.csv").write_text("id,n\n7,g\n")
    location = {"name": "den_loc", "url": folder.as_uri(), "credential_name": "files"}
    credential: dict[str, Any] = {"name": "den_cred", "aws_iam_role": ROLE}
    connection = {
        "name": "den_conn",
        "connection_type": "POSTGRESQL",
        "options": {"host": "h", "port": "1", "user": "u", "password": "p"},
    }
    recipient = {
        "name": "den_far",
        "authentication_type": "DATABRICKS",
        "data_recipient_global_metastore_id": "aws:us-west-2:19a84bee-54bc-43a2-87de-023d0ec16016",
    }
    told = {"name": "den_meta", "system_type": "TABLEAU", "entity_type": "Dashboard"}
    for path, document in (
        (f"{UC}/external-locations", location),
        (f"{UC}/storage-credentials", credential),
        (f"{UC}/credentials", {**credential, "name": "den_service", "purpose": "SERVICE"}),
        (f"{UC}/connections", connection),
        (f"{UC}/shares", {"name": "den_share"}),
        (f"{UC}/recipients", recipient),
        ("/api/2.0/lineage-tracking/external-metadata", told),
        ("/api/2.1/tag-policies", {"tag_key": "den_tag"}),
    ):
        try:
            admin.call("GET", f"{path}/{document.get('name', 'den_tag')}")
        except Refused:
            admin.call("POST", path, json=document)
    # Everybody browses external metadata until somebody says otherwise.
    revoke(admin.w, "users", [Everybodys()])


@dataclass(frozen=True)
class Everybodys:
    """What is granted to all users as `den_meta` is made."""

    privilege: str = "BROWSE"
    kind: str = "external_metadata"
    name: str = "den_meta"


def is_whole(w: WorkspaceClient) -> bool:
    """Whether `den` is there."""
    try:
        w.tables.get("den.s.t")
    except NotFound:
        return False
    return True


def grant(w: WorkspaceClient, principal: str, grants: Iterable[Any]) -> None:
    """Give a principal each of some grants."""
    for path, change in _changes(principal, grants, "add"):
        Visitor(w, "").call("PATCH", path, json=change)


def revoke(w: WorkspaceClient, principal: str, grants: Iterable[Any]) -> None:
    """Take each of some grants away, of what is still there."""
    for path, change in _changes(principal, grants, "remove"):
        with contextlib.suppress(Refused):
            Visitor(w, "").call("PATCH", path, json=change)


def _changes(
    principal: str, grants: Iterable[Any], verb: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The path and body of each request, one for each securable."""
    by: dict[str, list[str]] = {}
    for one in grants:
        by.setdefault(f"{UC}/permissions/{one.kind}/{one.name}", []).append(one.privilege)
    for path, privileges in by.items():
        changes = [{"principal": principal, verb: privileges}]
        # SDKs do not know the newer privileges: the oracle would miss them in the answer.
        yield path, {"changes": changes, "omit_permissions_in_response": True}
