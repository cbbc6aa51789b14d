"""Cluster policies through the SDK: their rules, enforced; who may use and change them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.compute import (
    ClusterPolicyAccessControlRequest,
    ClusterPolicyPermissionLevel,
)

from tests.conftest import Person
from tests.live import Api
from tests.services.clusters import VERSION, await_state, made

_names = (f"policy {number}" for number in itertools.count())


@contextmanager
def policy(w: WorkspaceClient, rules: dict[str, Any], **fields: Any) -> Iterator[str]:
    """A policy that is gone afterwards."""
    new = w.cluster_policies.create(name=next(_names), definition=json.dumps(rules), **fields)
    assert new.policy_id is not None
    try:
        yield new.policy_id
    finally:
        w.cluster_policies.delete(new.policy_id)


def asked(api: Api, **settings: Any) -> Any:
    return api.post("/api/2.1/clusters/create", json={"spark_version": VERSION, **settings})


@pytest.mark.parametrize(
    ("rule", "settings", "message"),
    [
        ({"num_workers": {"type": "fixed", "value": 3}}, {"num_workers": 4}, "must be 3 (is 4)"),
        (
            {"custom_tags.team": {"type": "forbidden"}},
            {"custom_tags": {"team": "a"}},
            "must not be present",
        ),
        (
            {"node_type_id": {"type": "allowlist", "values": ["a", "b"]}},
            {"node_type_id": "c"},
            'must be one of "a", "b" (is "c")',
        ),
        (
            {"node_type_id": {"type": "blocklist", "values": ["c"]}},
            {"node_type_id": "c"},
            "must not be one of",
        ),
        (
            {"cluster_name": {"type": "regex", "pattern": "team-.*"}},
            {"cluster_name": "mine"},
            "must match the regex",
        ),
        (
            {"autotermination_minutes": {"type": "range", "maxValue": 60}},
            {"autotermination_minutes": 120},
            "at most 60",
        ),
        ({"autotermination_minutes": {"type": "unlimited"}}, {}, "must be present"),
        ({"cluster_type": {"type": "fixed", "value": "job"}}, {}, 'must be "job"'),
        (
            {"spark_conf.spark.a.b": {"type": "fixed", "value": "1"}},
            {"spark_conf": {"spark.a.b": "2"}},
            "spark_conf.spark.a.b",
        ),
        (
            {"init_scripts.*.workspace.destination": {"type": "regex", "pattern": "/Shared/.*"}},
            {"init_scripts": [{"workspace": {"destination": "/Users/x"}}]},
            "init_scripts.0.workspace.destination",
        ),
    ],
)
def test_a_rule_is_enforced(
    w: WorkspaceClient, api: Api, rule: dict[str, Any], settings: dict[str, Any], message: str
) -> None:
    with policy(w, rule) as policy_id:
        answer = asked(api, policy_id=policy_id, **settings)
        assert answer.status_code == 400, answer.text
        assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"
        assert message in answer.json()["message"]


def test_fixed_values_and_defaults_are_filled_in(w: WorkspaceClient, api: Api) -> None:
    rules = {
        "spark_conf.spark.fixed": {"type": "fixed", "value": "yes", "hidden": True},
        "autotermination_minutes": {
            "type": "range",
            "maxValue": 90,
            "defaultValue": 30,
            "isOptional": True,
        },
    }
    with policy(w, rules) as policy_id:
        with made(api, policy_id=policy_id, num_workers=1) as found:
            seen = w.clusters.get(found)
            assert (seen.spark_conf, seen.autotermination_minutes) == ({"spark.fixed": "yes"}, 0)
            assert seen.policy_id == policy_id
        filled = {"policy_id": policy_id, "apply_policy_default_values": True, "num_workers": 1}
        with made(api, **filled) as found:
            assert w.clusters.get(found).autotermination_minutes == 30


def test_an_edit_is_held_to_the_policy(w: WorkspaceClient, api: Api) -> None:
    with (
        policy(w, {"num_workers": {"type": "range", "maxValue": 2}}) as policy_id,
        made(api, policy_id=policy_id, num_workers=1) as found,
    ):
        await_state(api, found, "RUNNING")
        body = {"cluster_id": found, "spark_version": VERSION, "policy_id": policy_id}
        answer = api.post("/api/2.1/clusters/edit", json={**body, "num_workers": 3})
        assert answer.status_code == 400


def test_a_policy_lets_in_who_may_use_it(w: WorkspaceClient, api: Api, other: Person) -> None:
    with policy(w, {}, max_clusters_per_user=1) as policy_id:
        settings = {"policy_id": policy_id, "num_workers": 1}
        assert asked(other.api, **settings).status_code == 403
        with pytest.raises(PermissionDenied):
            other.w.cluster_policies.get(policy_id)
        w.cluster_policies.set_permissions(
            policy_id,
            access_control_list=[
                ClusterPolicyAccessControlRequest(
                    user_name=other.user_name,
                    permission_level=ClusterPolicyPermissionLevel.CAN_USE,
                )
            ],
        )
        assert other.w.cluster_policies.get(policy_id).policy_id == policy_id
        assert policy_id in [one.policy_id for one in other.w.cluster_policies.list()]
        with made(other.api, **settings):
            again = asked(other.api, **settings)
            assert again.status_code == 403
            assert "allows 1 active" in again.json()["message"]


def test_only_admins_change_policies(w: WorkspaceClient, other: Person) -> None:
    with policy(w, {}) as policy_id:
        with pytest.raises(PermissionDenied):
            other.w.cluster_policies.create(name="mine", definition="{}")
        with pytest.raises(PermissionDenied):
            other.w.cluster_policies.edit(policy_id, name="mine", definition="{}")
        with pytest.raises(PermissionDenied):
            other.w.cluster_policies.delete(policy_id)
        assert policy_id not in [one.policy_id for one in other.w.cluster_policies.list()]


@pytest.mark.parametrize(
    "definition",
    [
        "no json",
        "[]",
        '{"a": {"type": "none"}}',
        '{"a": {"type": "fixed"}}',
        '{"a": {"type": "regex", "pattern": "("}}',
        '{"a": {"type": "range"}}',
        '{"a": {"type": "fixed", "value": 1, "other": 2}}',
        '{"a": {"type": "allowlist", "values": [1], "defaultValue": 2}}',
    ],
)
def test_what_is_no_definition(w: WorkspaceClient, definition: str) -> None:
    with pytest.raises(InvalidParameterValue):
        w.cluster_policies.create(name=next(_names), definition=definition)


def test_names_are_unique_and_ids_exist(w: WorkspaceClient) -> None:
    with policy(w, {}) as policy_id:
        name = w.cluster_policies.get(policy_id).name
        with pytest.raises(ResourceAlreadyExists):
            w.cluster_policies.create(name=name, definition="{}")
        w.cluster_policies.edit(policy_id, name="renamed policy", definition="{}")
        assert w.cluster_policies.get(policy_id).name == "renamed policy"
    with pytest.raises(ResourceDoesNotExist):
        w.cluster_policies.get(policy_id)


def test_families_and_their_overrides(w: WorkspaceClient, other: Person) -> None:
    families = {one.policy_family_id for one in other.w.policy_families.list(max_results=1)}
    assert {"personal-vm", "job-cluster"} <= families
    assert other.w.policy_families.get("personal-vm").name == "Personal Compute"
    with pytest.raises(ResourceDoesNotExist):
        w.policy_families.get("none")
    new = w.cluster_policies.create(
        name=next(_names),
        policy_family_id="personal-vm",
        policy_family_definition_overrides='{"num_workers": {"type": "fixed", "value": 2}}',
    )
    assert new.policy_id
    shown = json.loads(w.cluster_policies.get(new.policy_id).definition or "")
    assert shown["num_workers"]["value"] == 2
    assert "spark_version" in shown
    w.cluster_policies.delete(new.policy_id)


def test_compliance(w: WorkspaceClient, api: Api, other: Person) -> None:
    compliance = w.policy_compliance_for_clusters
    with (
        policy(w, {"num_workers": {"type": "range", "maxValue": 5}}) as policy_id,
        made(api, policy_id=policy_id, num_workers=1) as found,
    ):
        await_state(api, found, "RUNNING")
        assert compliance.get_compliance(found).is_compliant
        changed = {"num_workers": {"type": "fixed", "value": 2}}
        name = w.cluster_policies.get(policy_id).name
        w.cluster_policies.edit(policy_id, name=name, definition=json.dumps(changed))
        assert list(compliance.get_compliance(found).violations or {}) == ["num_workers"]
        [one] = compliance.list_compliance(policy_id)
        assert (one.cluster_id, one.is_compliant) == (found, False)
        with pytest.raises(PermissionDenied):
            other.w.policy_compliance_for_clusters.get_compliance(found)
        with pytest.raises(PermissionDenied):
            other.w.policy_compliance_for_clusters.enforce_compliance(found)
        with pytest.raises(PermissionDenied):
            list(other.w.policy_compliance_for_clusters.list_compliance(policy_id))
        with pytest.raises(PermissionDenied):
            other.w.policy_compliance_for_clusters.cancel_pending_cluster_enforcement(found)
        compliance.cancel_pending_cluster_enforcement(found, allow_missing=True)
        assert compliance.enforce_compliance(found, validate_only=True).has_changes
        assert w.clusters.get(found).num_workers == 1
        assert compliance.enforce_compliance(found).has_changes
        assert w.clusters.get(found).num_workers == 2
