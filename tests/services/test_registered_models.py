"""Registered models, their versions and aliases: numbers, states, files, paging, denials."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service.catalog import ModelVersionInfoStatus, RegisteredModelInfo

from boathouse.services.registered_models.sweep import INTERVAL_SECONDS, ModelSweep
from tests.conftest import Person
from tests.live import Api, LiveServer

PATH = "/api/2.1/unity-catalog/models"


@pytest.fixture(scope="module")
def schema(w: WorkspaceClient) -> str:
    """Its catalog is `ml`."""
    w.catalogs.create("ml")
    return w.schemas.create("s", "ml").name or ""


def made(w: WorkspaceClient, name: str, schema: str = "s") -> RegisteredModelInfo:
    return w.registered_models.create(catalog_name="ml", schema_name=schema, name=name)


def new_version(api: Api, name: str, **more: Any) -> dict[str, Any]:
    body = {"catalog_name": "ml", "schema_name": "s", "model_name": name, "source": "runs:/1/m"}
    answer = api.post(f"{PATH}/versions", json={**body, **more})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def folder_of(location: str) -> Path:
    return Path(unquote(urlsplit(location).path))


def test_a_model_is_made_and_changed(w: WorkspaceClient, schema: str) -> None:
    model = w.registered_models.create(
        catalog_name="ml", schema_name=schema, name="First", comment="a model"
    )
    assert (model.full_name, model.comment, model.browse_only) == ("ml.s.first", "a model", False)
    assert model.owner == w.current_user.me().user_name
    assert w.registered_models.get("ML.S.FIRST") == model
    changed = w.registered_models.update("ml.s.first", comment="other", owner="admins")
    assert (changed.comment, changed.owner) == ("other", "admins")
    assert (changed.updated_at or 0) >= (model.updated_at or 0)
    renamed = w.registered_models.update("ml.s.first", new_name="renamed")
    assert (renamed.full_name, renamed.storage_location) == ("ml.s.renamed", model.storage_location)
    with pytest.raises(NotFound, match=r"'ml.s.first' does not exist"):
        w.registered_models.get("ml.s.first")
    with pytest.raises(NotFound, match="Could not find principal"):
        w.registered_models.update("ml.s.renamed", owner="nobody@example.com")


def test_names(w: WorkspaceClient, api: Api, schema: str) -> None:
    made(w, "taken")
    with pytest.raises(ResourceAlreadyExists, match=r"'ml.s.taken' already exists"):
        made(w, "TAKEN")
    body = {"catalog_name": "ml", "schema_name": "s", "name": "taken"}
    answer = api.post(PATH, json=body)
    assert answer.json()["error_code"] == "RESOURCE_ALREADY_EXISTS"  # what MLflow looks for
    with pytest.raises(InvalidParameterValue, match="RPC CreateRegisteredModel Field"):
        made(w, "a b")
    made(w, "wish")
    with pytest.raises(ResourceAlreadyExists, match="already exists"):
        w.registered_models.update("ml.s.wish", new_name="taken")
    with pytest.raises(NotFound, match=r"Schema 'ml.none' does not exist"):
        made(w, "m", schema="none")
    assert api.get(f"{PATH}/ml.s").json()["error_code"] == "INVALID_PARAMETER_VALUE"
    for call in (w.registered_models.delete, w.registered_models.get):
        with pytest.raises(NotFound):
            call("ml.s.none")


def test_versions_are_numbered_and_finished(w: WorkspaceClient, api: Api, schema: str) -> None:
    made(w, "numbered")
    first = new_version(api, "numbered", run_id="r1", comment="one")
    assert (first["version"], first["status"]) == (1, "PENDING_REGISTRATION")
    assert (first["run_id"], first["source"]) == ("r1", "runs:/1/m")
    folder = folder_of(first["storage_location"])
    assert folder.is_dir()
    (folder / "MLmodel").write_text("x")
    ready = api.request("PATCH", f"{PATH}/ml.s.numbered/versions/1/finalize", json={}).json()
    assert ready["status"] == "READY"
    again = api.request("PATCH", f"{PATH}/ml.s.numbered/versions/1/finalize", json={})
    assert again.json()["status"] == "READY"
    assert w.model_versions.get("ml.s.numbered", 1).status == ModelVersionInfoStatus.READY
    assert w.model_versions.update("ml.s.numbered", 1, comment="uno").comment == "uno"
    assert new_version(api, "numbered")["version"] == 2
    w.model_versions.delete("ml.s.numbered", 2)
    assert new_version(api, "numbered")["version"] == 3
    assert [one.version for one in w.model_versions.list("ml.s.numbered")] == [3, 1]
    pages = list(w.model_versions.list("ml.s.numbered", max_results=1))
    assert [one.version for one in pages] == [3, 1]
    for call in (w.model_versions.get, w.model_versions.delete, w.model_versions.update):
        with pytest.raises(NotFound, match="version 2 does not exist"):
            call("ml.s.numbered", 2)


def test_aliases(w: WorkspaceClient, api: Api, schema: str) -> None:
    made(w, "aliased")
    for _ in range(2):
        new_version(api, "aliased")
    alias = w.registered_models.set_alias("ml.s.aliased", "Champion", 1)
    assert (alias.alias_name, alias.version_num) == ("champion", 1)
    moved = w.registered_models.set_alias("ml.s.aliased", "champion", 2)
    assert (moved.id, moved.version_num) == (alias.id, 2)
    found = w.model_versions.get_by_alias("ml.s.aliased", "champion", include_aliases=True)
    assert (found.version, [one.alias_name for one in found.aliases or ()]) == (2, ["champion"])
    named = w.registered_models.get("ml.s.aliased", include_aliases=True)
    assert [one.version_num for one in named.aliases or ()] == [2]
    assert not w.registered_models.get("ml.s.aliased").aliases
    for wrong in ("v1", "latest", "7", "a b"):
        with pytest.raises(InvalidParameterValue, match="is not valid"):
            w.registered_models.set_alias("ml.s.aliased", wrong, 1)
    with pytest.raises(NotFound, match="version 9 does not exist"):
        w.registered_models.set_alias("ml.s.aliased", "champion", 9)
    w.registered_models.set_alias("ml.s.aliased", "old", 1)
    w.model_versions.delete("ml.s.aliased", 1)
    with pytest.raises(NotFound, match="Alias 'old'"):
        w.model_versions.get_by_alias("ml.s.aliased", "old")
    w.registered_models.delete_alias("ml.s.aliased", "champion")
    with pytest.raises(NotFound, match="Alias 'champion'"):
        w.registered_models.delete_alias("ml.s.aliased", "champion")


def test_lists_of_a_schema_and_of_all(w: WorkspaceClient, api: Api, schema: str) -> None:
    for name in ("pages_a", "pages_b"):
        w.schemas.create(name, "ml")
        for number in range(3):
            made(w, f"m{number}", schema=name)
    few = list(w.registered_models.list(catalog_name="ml", schema_name="pages_a", max_results=2))
    assert [one.name for one in few] == ["m0", "m1", "m2"]
    everywhere = [one.full_name or "" for one in w.registered_models.list(max_results=2)]
    wanted = [f"ml.pages_{letter}.m{number}" for letter in "ab" for number in range(3)]
    assert [name for name in everywhere if name.startswith("ml.pages_")] == wanted
    assert len(everywhere) == len(set(everywhere))
    assert api.get(PATH, params={"catalog_name": "ml"}).status_code == 400
    query = {"catalog_name": "ml", "schema_name": "pages_a", "max_results": 1}
    token = api.get(PATH, params=query).json()["next_page_token"]
    for other in ({**query, "schema_name": "pages_b"}, {"max_results": 1}):
        answer = api.get(PATH, params={**other, "page_token": token})
        assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"


def test_what_is_dropped_takes_its_files_along(
    w: WorkspaceClient, api: Api, server: LiveServer, schema: str
) -> None:
    made(w, "drop")
    folders = [folder_of(new_version(api, "drop")["storage_location"]) for _ in range(2)]
    w.model_versions.delete("ml.s.drop", 1)
    ModelSweep(server.app.parts).round()
    assert [folder.exists() for folder in folders] == [False, True]
    w.registered_models.set_alias("ml.s.drop", "a", 2)
    w.registered_models.delete("ml.s.drop")
    ModelSweep(server.app.parts).round()
    assert not folders[1].exists()
    w.schemas.create("full", "ml")
    made(w, "inside", schema="full")
    with pytest.raises(BadRequest, match=r"1 registered model\(s\)"):
        w.schemas.delete("ml.full")
    w.schemas.delete("ml.full", force=True)
    with pytest.raises(NotFound):
        w.registered_models.get("ml.full.inside")


def test_a_folder_that_a_kill_left_goes_and_those_with_a_row_stay(tmp_path: Path) -> None:
    server = LiveServer(tmp_path, rate_limit=0)
    try:
        w = WorkspaceClient(host=server.address, token=server.token)
        w.registered_models.create(catalog_name="main", schema_name="default", name="m")
        body = {"catalog_name": "main", "schema_name": "default", "model_name": "m", "source": "x"}
        kept = Api(server.address, server.token).post(f"{PATH}/versions", json=body).json()
        folder = folder_of(kept["storage_location"])
        orphans = [folder.parent / "orphan", folder.parents[2] / "orphan"]
        for orphan in orphans:
            orphan.mkdir()
        sweep = ModelSweep(server.app.parts)
        sweep.round()
        sweep._looked_at -= int(INTERVAL_SECONDS * 1000) + 1
        sweep.round()
        assert folder.is_dir()
        assert not any(orphan.exists() for orphan in orphans)
    finally:
        server.stop()


def test_others_are_denied(w: WorkspaceClient, api: Api, other: Person, schema: str) -> None:
    made(w, "closed")
    new_version(api, "closed")
    w.registered_models.set_alias("ml.s.closed", "a", 1)
    calls: list[Any] = [
        lambda: made(other.w, "mine"),
        lambda: other.w.registered_models.get("ml.s.closed"),
        lambda: other.w.registered_models.update("ml.s.closed", comment="x"),
        lambda: other.w.registered_models.delete("ml.s.closed"),
        lambda: other.w.registered_models.set_alias("ml.s.closed", "b", 1),
        lambda: other.w.registered_models.delete_alias("ml.s.closed", "a"),
        lambda: list(other.w.registered_models.list(catalog_name="ml", schema_name="s")),
        lambda: other.w.model_versions.get("ml.s.closed", 1),
        lambda: other.w.model_versions.get_by_alias("ml.s.closed", "a"),
        lambda: list(other.w.model_versions.list("ml.s.closed")),
        lambda: other.w.model_versions.update("ml.s.closed", 1, comment="x"),
        lambda: other.w.model_versions.delete("ml.s.closed", 1),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied, match="User does not have"):
            call()
    body = {"catalog_name": "ml", "schema_name": "s", "model_name": "closed", "source": "x"}
    assert other.api.post(f"{PATH}/versions", json=body).status_code == 403
    assert (
        other.api.request("PATCH", f"{PATH}/ml.s.closed/versions/1/finalize", json={}).status_code
        == 403
    )
    assert not [one for one in other.w.registered_models.list() if one.catalog_name == "ml"]


def test_grants_let_others_read_and_add_versions(
    w: WorkspaceClient, api: Api, server: LiveServer, schema: str, invented: None
) -> None:
    token = server.add_user("modeler@example.com")
    person = WorkspaceClient(host=server.address, token=token)
    made(w, "granted")
    new_version(api, "granted")
    permissions = "/api/2.1/unity-catalog/permissions"

    def grant(kind: str, name: str, *privileges: str) -> None:
        change = {"principal": "modeler@example.com", "add": list(privileges)}
        answer = api.request("PATCH", f"{permissions}/{kind}/{name}", json={"changes": [change]})
        assert answer.status_code == 200, answer.text

    grant("catalog", "ml", "USE_CATALOG")
    grant("schema", "ml.s", "USE_SCHEMA")
    with pytest.raises(PermissionDenied, match=r"EXECUTE on Model 'ml.s.granted'"):
        person.registered_models.get("ml.s.granted")
    grant("registered_model", "ml.s.granted", "EXECUTE")
    assert person.model_versions.get("ml.s.granted", 1).version == 1
    listed = person.registered_models.list(catalog_name="ml", schema_name="s")
    assert [one.name for one in listed] == ["granted"]
    body = {"catalog_name": "ml", "schema_name": "s", "model_name": "granted", "source": "x"}
    mine = Api(server.address, token)
    assert mine.post(f"{PATH}/versions", json=body).status_code == 403
    grant("registered_model", "ml.s.granted", "CREATE_MODEL_VERSION")
    version = mine.post(f"{PATH}/versions", json=body).json()["version"]
    finished = mine.request("PATCH", f"{PATH}/ml.s.granted/versions/{version}/finalize", json={})
    assert finished.json()["status"] == "READY"
    with pytest.raises(PermissionDenied, match="MANAGE on Model"):
        person.model_versions.delete("ml.s.granted", version)
