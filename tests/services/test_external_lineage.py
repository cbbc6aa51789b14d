"""External metadata, and the lineage that users tell, through the SDK."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service.catalog import (
    ColumnRelationship,
    CreateRequestExternalLineage,
    DeleteRequestExternalLineage,
    ExternalLineageExternalMetadata,
    ExternalLineageObject,
    ExternalLineagePath,
    ExternalLineageTable,
    ExternalMetadata,
    LineageDirection,
    SystemType,
    UpdateRequestExternalLineage,
)

from tests.conftest import Person
from tests.live import Api

_NUMBERS = count(1)


@pytest.fixture
def dashboard(w: WorkspaceClient) -> Iterator[str]:
    name = f"dashboard_{next(_NUMBERS)}"
    w.external_metadata.create_external_metadata(
        ExternalMetadata(
            name=name,
            system_type=SystemType.TABLEAU,
            entity_type="Dashboard",
            url="https://example.com/d/1",
            columns=["sum"],
            properties={"team": "sales"},
        )
    )
    yield name
    for one in w.external_metadata.list_external_metadata():
        if one.name == name:
            w.external_metadata.delete_external_metadata(name)


@pytest.fixture(scope="module")
def table(w: WorkspaceClient, api: Api) -> str:
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    w.statement_execution.execute_statement(
        "CREATE TABLE IF NOT EXISTS main.default.told (a INT)", warehouse.id, wait_timeout="50s"
    )
    return "main.default.told"


def external(name: str) -> ExternalLineageObject:
    return ExternalLineageObject(external_metadata=ExternalLineageExternalMetadata(name=name))


def of_table(name: str) -> ExternalLineageObject:
    return ExternalLineageObject(table=ExternalLineageTable(name=name))


def test_an_object_is_made_changed_and_deleted(w: WorkspaceClient, dashboard: str) -> None:
    found = w.external_metadata.get_external_metadata(dashboard)
    assert (found.system_type, found.entity_type) == (SystemType.TABLEAU, "Dashboard")
    assert (found.columns, found.properties) == (["sum"], {"team": "sales"})
    assert found.owner == w.current_user.me().user_name
    assert dashboard in [one.name for one in w.external_metadata.list_external_metadata()]
    changed = w.external_metadata.update_external_metadata(
        dashboard,
        ExternalMetadata(
            name=dashboard,
            system_type=SystemType.POWER_BI,
            entity_type="Report",
            description="said",
        ),
        "description,entity_type",
    )
    assert (changed.description, changed.entity_type) == ("said", "Report")
    assert changed.system_type is SystemType.TABLEAU  # not in the mask
    with pytest.raises(ResourceAlreadyExists):
        w.external_metadata.create_external_metadata(found)
    w.external_metadata.delete_external_metadata(dashboard)
    with pytest.raises(NotFound):
        w.external_metadata.get_external_metadata(dashboard)


def test_pages(w: WorkspaceClient, dashboard: str) -> None:
    names = [one.name for one in w.external_metadata.list_external_metadata(page_size=1)]
    assert dashboard in names
    with pytest.raises(InvalidParameterValue):
        list(w.external_metadata.list_external_metadata(page_size=5000))


def test_others_browse_and_change_nothing(other: Person, dashboard: str) -> None:
    theirs = other.w.external_metadata
    made = ExternalMetadata(name="x", system_type=SystemType.SAP, entity_type="Table")
    assert theirs.get_external_metadata(dashboard).name == dashboard
    with pytest.raises(PermissionDenied):
        theirs.create_external_metadata(made)
    with pytest.raises(PermissionDenied):
        theirs.update_external_metadata(dashboard, made, "description")
    with pytest.raises(PermissionDenied):
        theirs.delete_external_metadata(dashboard)


def test_relationships(w: WorkspaceClient, dashboard: str, table: str) -> None:
    made = w.external_lineage.create_external_lineage_relationship(
        CreateRequestExternalLineage(
            source=of_table(table),
            target=external(dashboard),
            columns=[ColumnRelationship(source="a", target="sum")],
            properties={"how": "extract"},
        )
    )
    assert made.id
    with pytest.raises((ResourceAlreadyExists, BadRequest)):
        w.external_lineage.create_external_lineage_relationship(
            CreateRequestExternalLineage(source=of_table(table), target=external(dashboard))
        )
    [down] = w.external_lineage.list_external_lineage_relationships(
        of_table(table), LineageDirection.DOWNSTREAM
    )
    assert down.external_metadata_info
    assert down.external_metadata_info.name == dashboard
    assert down.external_lineage_info
    assert down.external_lineage_info.columns == [ColumnRelationship(source="a", target="sum")]
    [up] = w.external_lineage.list_external_lineage_relationships(
        external(dashboard), LineageDirection.UPSTREAM, page_size=5
    )
    assert up.table_info
    assert (up.table_info.schema_name, up.table_info.name) == ("default", "told")
    changed = w.external_lineage.update_external_lineage_relationship(
        UpdateRequestExternalLineage(
            source=of_table(table), target=external(dashboard), properties={"how": "live"}
        ),
        "properties",
    )
    assert changed.properties == {"how": "live"}
    assert changed.columns
    w.external_lineage.delete_external_lineage_relationship(
        DeleteRequestExternalLineage(source=of_table(table), target=external(dashboard))
    )
    assert not list(
        w.external_lineage.list_external_lineage_relationships(
            external(dashboard), LineageDirection.UPSTREAM
        )
    )


def test_refusals(w: WorkspaceClient, dashboard: str, table: str) -> None:
    create = w.external_lineage.create_external_lineage_relationship
    with pytest.raises(BadRequest):
        create(CreateRequestExternalLineage(source=of_table(table), target=of_table(table)))
    with pytest.raises(BadRequest):
        create(
            CreateRequestExternalLineage(source=ExternalLineageObject(), target=external(dashboard))
        )
    with pytest.raises(NotFound):
        create(CreateRequestExternalLineage(source=external("none"), target=external(dashboard)))


def test_who_does_not_see_an_end_sees_no_relationship(
    w: WorkspaceClient, other: Person, dashboard: str, table: str
) -> None:
    w.external_lineage.create_external_lineage_relationship(
        CreateRequestExternalLineage(source=of_table(table), target=external(dashboard))
    )
    theirs = other.w.external_lineage
    assert not list(
        theirs.list_external_lineage_relationships(external(dashboard), LineageDirection.UPSTREAM)
    )
    with pytest.raises(PermissionDenied):
        list(
            theirs.list_external_lineage_relationships(of_table(table), LineageDirection.DOWNSTREAM)
        )
    with pytest.raises(PermissionDenied):
        theirs.create_external_lineage_relationship(
            CreateRequestExternalLineage(source=of_table(table), target=external(dashboard))
        )
    with pytest.raises(PermissionDenied):
        theirs.delete_external_lineage_relationship(
            DeleteRequestExternalLineage(source=of_table(table), target=external(dashboard))
        )
    path = ExternalLineageObject(path=ExternalLineagePath(url="s3://bucket/x"))
    with pytest.raises(PermissionDenied):
        list(theirs.list_external_lineage_relationships(path, LineageDirection.UPSTREAM))
