"""The one metastore: its summary, its assignment, its place in the account."""

from __future__ import annotations

import dataclasses

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, PermissionDenied
from databricks.sdk.service.catalog import GetMetastoreSummaryResponse

from tests.conftest import Person


def test_the_summary_has_every_field(w: WorkspaceClient, other: Person) -> None:
    summary = w.metastores.summary()
    fields = {field.name for field in dataclasses.fields(GetMetastoreSummaryResponse)}
    assert len(fields) == 19
    assert {name for name in fields if getattr(summary, name) is None} == set()
    assert other.w.metastores.summary() == summary


def test_the_workspace_has_this_metastore(w: WorkspaceClient, other: Person) -> None:
    current = other.w.metastores.current()
    assert current.metastore_id == w.metastores.summary().metastore_id
    assert current.default_catalog_name == "main"
    assert current.workspace_id == w.get_workspace_id()


def test_admins_see_it_in_the_account(w: WorkspaceClient, other: Person) -> None:
    (listed,) = w.metastores.list()
    assert w.metastores.get(listed.metastore_id or "") == listed
    assert listed.as_dict() == w.metastores.summary().as_dict()
    with pytest.raises(NotFound, match="Metastore 'other' does not exist"):
        w.metastores.get("other")
    for call in (lambda: list(other.w.metastores.list()), lambda: other.w.metastores.get("x")):
        with pytest.raises(PermissionDenied):
            call()
