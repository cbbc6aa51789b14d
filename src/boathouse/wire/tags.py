"""The tags service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64





class ListTagAssignmentsResponse(TypedDict, total=False):
    next_page_token: str | None
    tag_assignments: list[TagAssignment] | None


class ListTagPoliciesResponse(TypedDict, total=False):
    next_page_token: str | None
    tag_policies: list[TagPolicy] | None


class TagAssignment(TypedDict, total=False):
    entity_id: str | None
    entity_type: str | None
    tag_key: str | None
    tag_value: str | None


class TagPolicy(TypedDict, total=False):
    create_time: str | None
    description: str | None
    id: str | None
    tag_key: str | None
    update_time: str | None
    values: list[Value] | None


class Value(TypedDict, total=False):
    name: str | None


class TagPoliciesCreateTagPolicy(TypedDict, total=False):
    tag_policy: TagPolicy | None


class TagPoliciesDeleteTagPolicy(TypedDict, total=False):
    tag_key: str | None


class TagPoliciesGetTagPolicy(TypedDict, total=False):
    tag_key: str | None


class TagPoliciesListTagPolicies(TypedDict, total=False):
    page_size: Int64 | None
    page_token: str | None


class TagPoliciesUpdateTagPolicy(TypedDict, total=False):
    tag_key: str | None
    update_mask: str | None
    tag_policy: TagPolicy | None


class WorkspaceEntityTagAssignmentsCreateTagAssignment(TypedDict, total=False):
    tag_assignment: TagAssignment | None


class WorkspaceEntityTagAssignmentsDeleteTagAssignment(TypedDict, total=False):
    entity_type: str | None
    entity_id: str | None
    tag_key: str | None


class WorkspaceEntityTagAssignmentsGetTagAssignment(TypedDict, total=False):
    entity_type: str | None
    entity_id: str | None
    tag_key: str | None


class WorkspaceEntityTagAssignmentsListTagAssignments(TypedDict, total=False):
    entity_type: str | None
    entity_id: str | None
    page_size: Int64 | None
    page_token: str | None


class WorkspaceEntityTagAssignmentsUpdateTagAssignment(TypedDict, total=False):
    entity_type: str | None
    entity_id: str | None
    tag_key: str | None
    update_mask: str | None
    tag_assignment: TagAssignment | None
