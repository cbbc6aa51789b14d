"""What governs the metastore itself: bindings, assignments, system schemas, allowlists, counts."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
)
from databricks.sdk.service.catalog import (
    ArtifactMatcher,
    ArtifactType,
    CatalogIsolationMode,
    MatchType,
    VolumeType,
    WorkspaceBinding,
    WorkspaceBindingBindingType,
)

from tests.conftest import Person
from tests.live import Api, LiveServer

READ_WRITE = WorkspaceBindingBindingType.BINDING_TYPE_READ_WRITE
READ_ONLY = WorkspaceBindingBindingType.BINDING_TYPE_READ_ONLY


@pytest.fixture(scope="module")
def here(server: LiveServer) -> int:
    return server.app.workspace_id


def test_a_catalog_is_bound_to_the_workspace(w: WorkspaceClient, here: int) -> None:
    w.catalogs.create("bound")
    assert list(w.workspace_bindings.get_bindings("catalog", "bound")) == []
    ours = WorkspaceBinding(workspace_id=here, binding_type=READ_WRITE)
    made = w.workspace_bindings.update_bindings("catalog", "bound", add=[ours])
    assert made.bindings == [ours]
    assert list(w.workspace_bindings.get_bindings("catalog", "BOUND", max_results=0)) == [ours]
    assert w.workspace_bindings.get("bound").workspaces == [here]
    assert not w.workspace_bindings.update("bound", unassign_workspaces=[here]).workspaces
    assert w.workspace_bindings.update("bound", assign_workspaces=[here]).workspaces == [here]


def test_an_isolated_catalog_stays_bound(w: WorkspaceClient, here: int) -> None:
    w.catalogs.create("alone")
    isolated = w.catalogs.update("alone", isolation_mode=CatalogIsolationMode.ISOLATED)
    assert isolated.isolation_mode == CatalogIsolationMode.ISOLATED
    ours = WorkspaceBinding(workspace_id=here, binding_type=READ_WRITE)
    assert list(w.workspace_bindings.get_bindings("catalog", "alone")) == [ours]
    with pytest.raises(NotImplemented, match="only workspace"):
        w.workspace_bindings.update_bindings("catalog", "alone", remove=[ours])
    w.catalogs.update("alone", isolation_mode=CatalogIsolationMode.OPEN)
    gone = w.workspace_bindings.update_bindings("catalog", "alone", remove=[ours])
    assert not gone.bindings


def test_what_is_not_bound(w: WorkspaceClient, here: int) -> None:
    far = WorkspaceBinding(workspace_id=here + 1, binding_type=READ_WRITE)
    reading = WorkspaceBinding(workspace_id=here, binding_type=READ_ONLY)
    with pytest.raises(InvalidParameterValue, match="is not of this metastore"):
        w.workspace_bindings.update_bindings("catalog", "main", add=[far])
    with pytest.raises(NotImplemented, match="binding for reading"):
        w.workspace_bindings.update_bindings("catalog", "main", add=[reading])
    with pytest.raises(InvalidParameterValue, match="A table cannot be bound"):
        list(w.workspace_bindings.get_bindings("table", "main.default.t"))
    with pytest.raises(NotFound, match="'none' does not exist"):
        list(w.workspace_bindings.get_bindings("catalog", "none"))
    credential = next(iter(w.storage_credentials.list())).name or ""
    assert list(w.workspace_bindings.get_bindings("storage_credential", credential)) == []
    for kind in ("external_location", "credential"):
        with pytest.raises(NotFound):
            list(w.workspace_bindings.get_bindings(kind, "none"))


def test_the_workspace_has_its_metastore(w: WorkspaceClient, api: Api, here: int) -> None:
    ours = w.metastores.summary().metastore_id or ""
    w.metastores.assign(here, ours, "main")
    w.metastores.update_assignment(here, metastore_id=ours)
    with pytest.raises(NotFound, match="Metastore 'other' does not exist"):
        w.metastores.assign(here, "other", "main")
    with pytest.raises(InvalidParameterValue, match="is not of this account"):
        w.metastores.assign(here + 1, ours, "main")
    with pytest.raises(NotImplemented, match="default_catalog_name"):
        w.metastores.update_assignment(here, default_catalog_name="bound")
    for call in (
        lambda: w.metastores.create("second"),
        lambda: w.metastores.delete(ours),
        lambda: w.metastores.unassign(here, ours),
    ):
        with pytest.raises(NotImplemented):
            call()


def test_system_schemas_are_enabled(w: WorkspaceClient) -> None:
    ours = w.metastores.summary().metastore_id or ""
    found = {one.schema: one.state for one in w.system_schemas.list(ours, max_results=1)}
    assert found["information_schema"] == "ENABLE_COMPLETED"
    for name in found:
        w.system_schemas.enable(ours, name or "")
    with pytest.raises(NotImplemented, match="'marketplace' is not implemented"):
        w.system_schemas.enable(ours, "marketplace")
    with pytest.raises(NotFound, match="Metastore 'x'"):
        list(w.system_schemas.list("x"))
    with pytest.raises(NotImplemented):
        w.system_schemas.disable(ours, "information_schema")


def test_artifact_allowlists(w: WorkspaceClient) -> None:
    kind = ArtifactType.LIBRARY_MAVEN
    assert not w.artifact_allowlists.get(kind).artifact_matchers
    matchers = [ArtifactMatcher(artifact="org.example", match_type=MatchType.PREFIX_MATCH)]
    made = w.artifact_allowlists.update(kind, matchers)
    assert made.artifact_matchers == matchers
    assert w.artifact_allowlists.get(kind) == made
    assert not w.artifact_allowlists.get(ArtifactType.INIT_SCRIPT).artifact_matchers
    assert not w.artifact_allowlists.update(kind, []).artifact_matchers


def test_quotas_are_counts(w: WorkspaceClient) -> None:
    w.catalogs.create("counted")
    w.schemas.create("s", "counted")
    for number in range(3):
        w.volumes.create("counted", "s", f"v{number}", VolumeType.MANAGED)
    info = w.resource_quotas.get_quota("schema", "counted.s", "volume-quota").quota_info
    assert info is not None
    assert (info.quota_count, info.quota_limit) == (3, None)
    schemas = w.resource_quotas.get_quota("catalog", "counted", "schema-quota").quota_info
    assert schemas is not None
    assert schemas.quota_count == 3
    metastore = w.metastores.summary().metastore_id or ""
    catalogs = w.resource_quotas.get_quota("metastore", metastore, "catalog-quota").quota_info
    assert catalogs is not None
    assert catalogs.quota_count == len(list(w.catalogs.list()))
    listed = list(w.resource_quotas.list_quotas(max_results=5))
    mine = {
        (one.quota_name, one.quota_count) for one in listed if one.parent_full_name == "counted.s"
    }
    assert mine == {
        ("function-quota", 0),
        ("registered-model-quota", 0),
        ("table-quota", 0),
        ("volume-quota", 3),
    }
    with pytest.raises(NotFound, match="no quota 'x-quota'"):
        w.resource_quotas.get_quota("catalog", "counted", "x-quota")
    with pytest.raises(NotFound):
        w.resource_quotas.get_quota("volume", "counted.s.v0", "x-quota")


def test_others_are_denied(w: WorkspaceClient, other: Person, here: int) -> None:
    w.catalogs.create("not_theirs")
    ours = w.metastores.summary().metastore_id or ""
    binding = WorkspaceBinding(workspace_id=here, binding_type=READ_WRITE)
    calls: list[Any] = [
        lambda: list(other.w.workspace_bindings.get_bindings("catalog", "not_theirs")),
        lambda: other.w.workspace_bindings.update_bindings("catalog", "not_theirs", add=[binding]),
        lambda: other.w.workspace_bindings.get("not_theirs"),
        lambda: other.w.workspace_bindings.update("not_theirs", assign_workspaces=[here]),
        lambda: other.w.metastores.assign(here, ours, "main"),
        lambda: other.w.metastores.update_assignment(here, metastore_id=ours),
        lambda: list(other.w.system_schemas.list(ours)),
        lambda: other.w.system_schemas.enable(ours, "information_schema"),
        lambda: other.w.artifact_allowlists.get(ArtifactType.LIBRARY_JAR),
        lambda: other.w.artifact_allowlists.update(ArtifactType.LIBRARY_JAR, []),
        lambda: other.w.resource_quotas.get_quota("catalog", "not_theirs", "schema-quota"),
        lambda: other.w.resource_quotas.get_quota("metastore", ours, "catalog-quota"),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()
    seen = {one.parent_full_name for one in other.w.resource_quotas.list_quotas()}
    assert "not_theirs" not in seen
    assert ours not in seen
