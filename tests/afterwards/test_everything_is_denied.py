"""Each served operation has been denied to a real client somewhere in the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from boathouse.apis import all_routes
from boathouse.route import Access
from tests.oracle import kept

LISTS = "it leaves out what one may not see"
KNOWN = "what every user may know"
OWN = "one's own only"
OTHERS = "what is another's is 404, as what does not exist"
DBFS = "the files of DBFS are everybody's"
UNDENIED = {
    **dict.fromkeys(
        (
            "catalogs.list",
            "cluster_policies.list",
            "clusters.list",
            "connections.list",
            "credentials.list_credentials",
            "external_locations.list",
            "external_metadata.list_external_metadata",
            "instance_pools.list",
            "jobs.list",
            "jobs.list_runs",
            "libraries.all_cluster_statuses",
            "queries.list",
            "query_history.list",
            "recipients.list",
            "resource_quotas.list_quotas",
            "secrets.list_scopes",
            "shares.list_shares",
            "storage_credentials.list",
            "warehouses.list",
        ),
        LISTS,
    ),
    **dict.fromkeys(
        (
            "clusters.list_node_types",
            "clusters.list_zones",
            "clusters.spark_versions",
            "default_namespace.get",
            "discovery.feature_flags",
            "groups.get",
            "groups.list",
            "metastores.current",
            "metastores.summary",
            "notification_destinations.list",
            "policy_families.get",
            "policy_families.list",
            "service_principals.get",
            "service_principals.list",
            "tag_policies.get_tag_policy",
            "tag_policies.list_tag_policies",
            "users.get",
            "users.list",
        ),
        KNOWN,
    ),
    **dict.fromkeys(
        (
            "current_user.me",
            "discovery.telemetry",
            "queries.create",
            "secrets.create_scope",
            "tokens.create",
            "tokens.delete",
            "tokens.list",
        ),
        OWN,
    ),
    **dict.fromkeys(
        (
            "statement_execution.cancel_execution",
            "statement_execution.close_statement",
            "statement_execution.delete_session",
            "statement_execution.get_statement",
            "statement_execution.get_statement_result_chunk_n",
        ),
        OTHERS,
    ),
    **dict.fromkeys(
        (
            "dbfs.create",
            "dbfs.delete",
            "dbfs.get_status",
            "dbfs.list",
            "dbfs.mkdirs",
            "dbfs.move",
            "dbfs.put",
            "dbfs.read",
        ),
        DBFS,
    ),
    "thrift.call": "its drivers are not watched: tests/sql_statements and tests/sql_wire deny it",
}
"""Operations that nobody need have been denied, each with the reason."""


def test_every_operation_was_denied_to_somebody(
    request: pytest.FixtureRequest, answers: Path
) -> None:
    option = request.config.option
    whole = option.answers is not None or request.config.args == ["tests"]
    if option.keyword or option.markexpr or not whole:
        pytest.skip("only a run of the whole suite can tell")
    denied = {line["denied"] for line in kept(answers, "denied")}
    asked = {route.operation for route in all_routes() if route.access is Access.USER}
    assert asked - denied - set(UNDENIED) == set()


def test_what_is_excused_is_served() -> None:
    assert set(UNDENIED) <= {route.operation for route in all_routes()}
