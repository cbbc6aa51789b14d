"""Saved queries through the SDK."""

from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.sql import (
    CreateQueryRequestQuery,
    LifecycleState,
    QueryParameter,
    TextValue,
    UpdateQueryRequestQuery,
)

from tests.conftest import Person


def saved(name: str) -> CreateQueryRequestQuery:
    return CreateQueryRequestQuery(
        display_name=name,
        query_text="SELECT {{ x }}",
        description="d",
        tags=["a", "b"],
        parameters=[QueryParameter(name="x", text_value=TextValue(value="1"))],
        catalog="main",
        schema="default",
    )


def test_a_life(w: WorkspaceClient) -> None:
    made = w.queries.create(query=saved("a life"))
    assert made.id
    assert made.create_time
    assert made.owner_user_name == made.last_modifier_user_name
    assert w.queries.get(made.id).as_dict() == made.as_dict()
    assert made.parameters
    assert made.parameters[0].name == "x"
    changed = w.queries.update(
        made.id,
        "display_name,description",
        query=UpdateQueryRequestQuery(display_name="b life", query_text="not in the mask"),
    )
    assert (changed.display_name, changed.description) == ("b life", None)
    assert changed.query_text == "SELECT {{ x }}"
    assert made.id in [one.id for one in w.queries.list()]
    assert list(w.queries.list_visualizations(made.id)) == []
    w.queries.delete(made.id)
    assert w.queries.get(made.id).lifecycle_state is LifecycleState.TRASHED
    assert made.id not in [one.id for one in w.queries.list(page_size=2)]
    with pytest.raises(ResourceDoesNotExist):
        w.queries.update(made.id, "*", query=UpdateQueryRequestQuery(description="x"))


def test_names(w: WorkspaceClient) -> None:
    w.queries.create(query=saved("taken"))
    with pytest.raises(ResourceAlreadyExists):
        w.queries.create(query=saved("taken"))
    second = w.queries.create(query=saved("taken"), auto_resolve_display_name=True)
    assert second.display_name == "taken (1)"


def test_bad_input(w: WorkspaceClient) -> None:
    made = w.queries.create(query=saved("bad input"))
    assert made.id
    for mask in ("nope", "", "id"):
        with pytest.raises(InvalidParameterValue):
            w.queries.update(made.id, mask, query=UpdateQueryRequestQuery(description="x"))
    with pytest.raises(InvalidParameterValue):
        w.queries.update(
            made.id, "owner_user_name", query=UpdateQueryRequestQuery(owner_user_name="nobody")
        )
    with pytest.raises(ResourceDoesNotExist):
        w.queries.get("nope")


def test_others_may_not(w: WorkspaceClient, other: Person) -> None:
    made = w.queries.create(query=saved("not yours"))
    assert made.id
    theirs = other.w.queries
    for act in (
        lambda: theirs.get(made.id or ""),
        lambda: theirs.delete(made.id or ""),
        lambda: list(theirs.list_visualizations(made.id or "")),
        lambda: theirs.update(made.id or "", "*", query=UpdateQueryRequestQuery(description="x")),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert made.id not in [one.id for one in theirs.list()]
    own = theirs.create(query=saved("not yours"))
    assert [one.id for one in theirs.list()] == [own.id]
    assert own.id in [one.id for one in w.queries.list()]
