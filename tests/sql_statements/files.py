"""Files in a volume of the test's schema, as clients put them there."""

from __future__ import annotations

import io

import pytest
from databricks.sdk import WorkspaceClient

from tests.sql_statements.conftest import Sql


class Landing:
    """A volume. `path` is its own."""

    def __init__(self, w: WorkspaceClient, path: str) -> None:
        self._w, self.path = w, path

    def put(self, name: str, content: bytes | str) -> str:
        """Upload a file; its path."""
        data = content.encode() if isinstance(content, str) else content
        self._w.files.upload(f"{self.path}/{name}", io.BytesIO(data), overwrite=True)
        return f"{self.path}/{name}"

    def remove(self, name: str) -> None:
        """Delete a file."""
        self._w.files.delete(f"{self.path}/{name}")


@pytest.fixture
def landing(run: Sql, schema: str, w: WorkspaceClient) -> Landing:
    """A fresh volume."""
    run("CREATE VOLUME landing")
    return Landing(w, f"/Volumes/main/{schema}/landing")
