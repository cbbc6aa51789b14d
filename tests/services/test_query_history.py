"""The history of statements through the SDK: filters, pages, metrics, whose statements one sees."""

from __future__ import annotations

import uuid

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue
from databricks.sdk.service.sql import (
    QueryFilter,
    QueryInfo,
    QueryStatementType,
    QueryStatus,
    TimeRange,
)

from tests.conftest import Person
from tests.live import Api


@pytest.fixture(scope="module")
def warehouse(w: WorkspaceClient) -> str:
    found = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    assert found.id
    return found.id


def run(w: WorkspaceClient, warehouse: str, text: str) -> str:
    found = w.statement_execution.execute_statement(text, warehouse, wait_timeout="50s")
    assert found.statement_id
    return found.statement_id


def listed(w: WorkspaceClient, *ids: str, **asked: object) -> list[QueryInfo]:
    return w.query_history.list(filter_by=QueryFilter(statement_ids=[*ids], **asked)).res or []  # type: ignore[arg-type]


def test_what_ran_is_told(w: WorkspaceClient, warehouse: str) -> None:
    mark = uuid.uuid4().hex
    good = run(w, warehouse, f"-- {mark}\nWITH a AS (SELECT 1) SELECT * FROM a")
    bad = run(w, warehouse, f"SELECT nope_{mark}")
    newest, oldest = listed(w, good, bad)
    assert (newest.query_id, newest.status) == (bad, QueryStatus.FAILED)
    assert f"nope_{mark}" in (newest.error_message or "")
    assert (oldest.query_id, oldest.status) == (good, QueryStatus.FINISHED)
    assert oldest.statement_type is QueryStatementType.SELECT
    assert mark in (oldest.query_text or "")
    assert (oldest.rows_produced, oldest.is_final) == (1, True)
    assert oldest.user_name == w.current_user.me().user_name
    assert oldest.warehouse_id == warehouse
    assert oldest.query_start_time_ms
    assert oldest.query_end_time_ms
    [told] = (
        w.query_history.list(filter_by=QueryFilter(statement_ids=[good]), include_metrics=True).res
        or []
    )
    assert told.metrics
    assert told.metrics.rows_produced_count == 1


def test_filters(w: WorkspaceClient, warehouse: str) -> None:
    good, bad = run(w, warehouse, "SELECT 1"), run(w, warehouse, "SELECT nope")
    assert [one.query_id for one in listed(w, good, bad, statuses=[QueryStatus.FAILED])] == [bad]
    [found] = listed(w, good)
    at = found.query_start_time_ms or 0
    assert listed(w, good, query_start_time_range=TimeRange(start_time_ms=at, end_time_ms=at))
    assert not listed(w, good, query_start_time_range=TimeRange(start_time_ms=at + 1))
    assert not listed(w, good, warehouse_ids=["nope"])
    assert listed(w, good, warehouse_ids=[warehouse], user_ids=[found.user_id])
    assert not listed(w, good, user_ids=[1])


def test_pages(w: WorkspaceClient, api: Api, warehouse: str) -> None:
    ids = [run(w, warehouse, f"SELECT {number}") for number in range(3)]
    asked, found, token = QueryFilter(statement_ids=ids), [], None
    for _ in range(3):
        page = w.query_history.list(filter_by=asked, max_results=1, page_token=token)
        found += [one.query_id for one in page.res or []]
        token = page.next_page_token
    assert (found, token, page.has_next_page) == (ids[::-1], None, False)
    for wrong in ({"max_results": 0}, {"max_results": 1001}, {"page_token": "!"}):
        with pytest.raises(InvalidParameterValue):
            w.query_history.list(**wrong)  # type: ignore[arg-type]


def test_others_see_their_own(w: WorkspaceClient, other: Person, warehouse: str) -> None:
    mine = run(w, warehouse, "SELECT 'of the admin'")
    assert listed(other.w, mine) == []
    user = other.w.current_user.me()
    assert {one.user_name for one in other.w.query_history.list().res or []} <= {user.user_name}
