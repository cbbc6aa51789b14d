"""The iam service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64


AutoscopeState: TypeAlias = Literal[
    "AUTOSCOPE_STATE_API_NOT_COVERED",
    "AUTOSCOPE_STATE_BACKFILLED",
    "AUTOSCOPE_STATE_COMPLETED",
    "AUTOSCOPE_STATE_DISABLED",
    "AUTOSCOPE_STATE_RUNNING",
    "AUTOSCOPE_STATE_USER_SELECTED",
]
GetSortOrder: TypeAlias = Literal["ascending", "descending"]
GroupSchema: TypeAlias = Literal["urn:ietf:params:scim:schemas:core:2.0:Group"]
ListResponseSchema: TypeAlias = Literal["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
ListSortOrder: TypeAlias = Literal["ascending", "descending"]
PasswordPermissionLevel: TypeAlias = Literal["CAN_USE"]
PatchOp: TypeAlias = Literal["add", "remove", "replace"]
PatchSchema: TypeAlias = Literal["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
PermissionLevel: TypeAlias = Literal[
    "CAN_ATTACH_TO",
    "CAN_BIND",
    "CAN_CREATE",
    "CAN_CREATE_APP",
    "CAN_EDIT",
    "CAN_EDIT_METADATA",
    "CAN_MANAGE",
    "CAN_MANAGE_PRODUCTION_VERSIONS",
    "CAN_MANAGE_RUN",
    "CAN_MANAGE_STAGING_VERSIONS",
    "CAN_MONITOR",
    "CAN_MONITOR_ONLY",
    "CAN_QUERY",
    "CAN_READ",
    "CAN_RESTART",
    "CAN_RUN",
    "CAN_USE",
    "CAN_VIEW",
    "CAN_VIEW_METADATA",
    "IS_OWNER",
]
RequestAuthzIdentity: TypeAlias = Literal[
    "REQUEST_AUTHZ_IDENTITY_SERVICE_IDENTITY",
    "REQUEST_AUTHZ_IDENTITY_USER_CONTEXT",
]
ServicePrincipalSchema: TypeAlias = Literal[
    "urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal",
]
UserSchema: TypeAlias = Literal[
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:workspace:2.0:User",
]
WorkspacePermission: TypeAlias = Literal["ADMIN", "UNKNOWN", "USER"]


class AccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: PermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class AccessControlResponse(TypedDict, total=False):
    all_permissions: list[Permission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class AccountGroup(TypedDict, total=False):
    account_id: str | None
    displayName: str | None
    externalId: str | None
    id: str | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None


class AccountServicePrincipal(TypedDict, total=False):
    account_id: str | None
    active: bool | None
    applicationId: str | None
    displayName: str | None
    externalId: str | None
    id: str | None
    roles: list[ComplexValue] | None


class AccountUser(TypedDict, total=False):
    account_id: str | None
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    externalId: str | None
    id: str | None
    name: Name | None
    roles: list[ComplexValue] | None
    userName: str | None


class Actor(TypedDict, total=False):
    actor_id: Int64 | None


class CheckPolicyResponse(TypedDict, total=False):
    consistency_token: ConsistencyToken | None
    is_permitted: bool | None


ComplexValue = TypedDict(
    "ComplexValue",
    {
        "display": "str | None",
        "primary": "bool | None",
        "$ref": "str | None",
        "type": "str | None",
        "value": "str | None",
    },
    total=False,
)


class ConsistencyToken(TypedDict, total=False):
    value: str | None


class DeleteWorkspacePermissionAssignmentResponse(TypedDict, total=False):
    pass


class GetAssignableRolesForResourceResponse(TypedDict, total=False):
    roles: list[Role] | None


class GetPasswordPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[PasswordPermissionsDescription] | None


class GetPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[PermissionsDescription] | None


class GrantRule(TypedDict, total=False):
    principals: list[str] | None
    role: str | None


class Group(TypedDict, total=False):
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None
    schemas: list[GroupSchema] | None


class ListAccountGroupsResponse(TypedDict, total=False):
    itemsPerPage: Int64 | None
    Resources: list[AccountGroup] | None
    startIndex: Int64 | None
    totalResults: Int64 | None


class ListAccountServicePrincipalsResponse(TypedDict, total=False):
    itemsPerPage: Int64 | None
    Resources: list[AccountServicePrincipal] | None
    startIndex: Int64 | None
    totalResults: Int64 | None


class ListAccountUsersResponse(TypedDict, total=False):
    itemsPerPage: Int64 | None
    Resources: list[AccountUser] | None
    startIndex: Int64 | None
    totalResults: Int64 | None


class ListGroupsResponse(TypedDict, total=False):
    itemsPerPage: Int64 | None
    Resources: list[Group] | None
    schemas: list[ListResponseSchema] | None
    startIndex: Int64 | None
    totalResults: Int64 | None


class ListServicePrincipalResponse(TypedDict, total=False):
    itemsPerPage: Int64 | None
    Resources: list[ServicePrincipal] | None
    schemas: list[ListResponseSchema] | None
    startIndex: Int64 | None
    totalResults: Int64 | None


class ListUsersResponse(TypedDict, total=False):
    itemsPerPage: Int64 | None
    Resources: list[User] | None
    schemas: list[ListResponseSchema] | None
    startIndex: Int64 | None
    totalResults: Int64 | None


class MigratePermissionsResponse(TypedDict, total=False):
    permissions_migrated: Int64 | None


class Name(TypedDict, total=False):
    familyName: str | None
    givenName: str | None


class ObjectPermissions(TypedDict, total=False):
    access_control_list: list[AccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class PasswordAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: PasswordPermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class PasswordAccessControlResponse(TypedDict, total=False):
    all_permissions: list[PasswordPermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class PasswordPermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: PasswordPermissionLevel | None


class PasswordPermissions(TypedDict, total=False):
    access_control_list: list[PasswordAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class PasswordPermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: PasswordPermissionLevel | None


class Patch(TypedDict, total=False):
    op: PatchOp | None
    path: str | None
    value: Any | None


class Permission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: PermissionLevel | None


class PermissionAssignment(TypedDict, total=False):
    error: str | None
    permissions: list[WorkspacePermission] | None
    principal: PrincipalOutput | None


class PermissionAssignments(TypedDict, total=False):
    permission_assignments: list[PermissionAssignment] | None


class PermissionOutput(TypedDict, total=False):
    description: str | None
    permission_level: WorkspacePermission | None


class PermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: PermissionLevel | None


class PrincipalOutput(TypedDict, total=False):
    display_name: str | None
    group_name: str | None
    principal_id: Int64 | None
    service_principal_name: str | None
    user_name: str | None


class ResourceInfo(TypedDict, total=False):
    id: str | None
    legacy_acl_path: str | None
    parent_resource_info: ResourceInfo | None


class ResourceMeta(TypedDict, total=False):
    resourceType: str | None


class Role(TypedDict, total=False):
    name: str | None


class RuleSetResponse(TypedDict, total=False):
    etag: str | None
    grant_rules: list[GrantRule] | None
    name: str | None


class RuleSetUpdateRequest(TypedDict, total=False):
    etag: str | None
    grant_rules: list[GrantRule] | None
    name: str | None


class ServicePrincipal(TypedDict, total=False):
    active: bool | None
    applicationId: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    roles: list[ComplexValue] | None
    schemas: list[ServicePrincipalSchema] | None


class User(TypedDict, total=False):
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    name: Name | None
    roles: list[ComplexValue] | None
    schemas: list[UserSchema] | None
    userName: str | None


class WorkspacePermissions(TypedDict, total=False):
    permissions: list[PermissionOutput] | None


class AccessControlCheckPolicy(TypedDict, total=False):
    actor: Actor | None
    authz_identity: RequestAuthzIdentity | None
    consistency_token: ConsistencyToken | None
    permission: str | None
    resource: str | None
    resource_info: ResourceInfo | None


class AccountAccessControlGetAssignableRolesForResource(TypedDict, total=False):
    account_id: str | None
    resource: str | None


class AccountAccessControlGetRuleSet(TypedDict, total=False):
    account_id: str | None
    etag: str | None
    name: str | None


class AccountAccessControlProxyGetAssignableRolesForResource(TypedDict, total=False):
    resource: str | None


class AccountAccessControlProxyGetRuleSet(TypedDict, total=False):
    etag: str | None
    name: str | None


class AccountAccessControlProxyUpdateRuleSet(TypedDict, total=False):
    name: str | None
    rule_set: RuleSetUpdateRequest | None


class AccountAccessControlUpdateRuleSet(TypedDict, total=False):
    account_id: str | None
    name: str | None
    rule_set: RuleSetUpdateRequest | None


class AccountGroupsCreate(TypedDict, total=False):
    account_id: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None
    schemas: list[GroupSchema] | None


class AccountGroupsDelete(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountGroupsGet(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountGroupsList(TypedDict, total=False):
    account_id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class AccountGroupsPatch(TypedDict, total=False):
    account_id: str | None
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class AccountGroupsUpdate(TypedDict, total=False):
    account_id: str | None
    id: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None
    schemas: list[GroupSchema] | None


class AccountGroupsV2Create(TypedDict, total=False):
    account_id: str | None
    displayName: str | None
    externalId: str | None
    id: str | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None


class AccountGroupsV2Delete(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountGroupsV2Get(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountGroupsV2List(TypedDict, total=False):
    account_id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class AccountGroupsV2Patch(TypedDict, total=False):
    account_id: str | None
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class AccountGroupsV2Update(TypedDict, total=False):
    account_id: str | None
    id: str | None
    displayName: str | None
    externalId: str | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None


class AccountServicePrincipalsCreate(TypedDict, total=False):
    account_id: str | None
    active: bool | None
    applicationId: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    roles: list[ComplexValue] | None
    schemas: list[ServicePrincipalSchema] | None


class AccountServicePrincipalsDelete(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountServicePrincipalsGet(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountServicePrincipalsList(TypedDict, total=False):
    account_id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class AccountServicePrincipalsPatch(TypedDict, total=False):
    account_id: str | None
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class AccountServicePrincipalsUpdate(TypedDict, total=False):
    account_id: str | None
    id: str | None
    active: bool | None
    applicationId: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    roles: list[ComplexValue] | None
    schemas: list[ServicePrincipalSchema] | None


class AccountServicePrincipalsV2Create(TypedDict, total=False):
    account_id: str | None
    active: bool | None
    applicationId: str | None
    displayName: str | None
    externalId: str | None
    id: str | None
    roles: list[ComplexValue] | None


class AccountServicePrincipalsV2Delete(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountServicePrincipalsV2Get(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountServicePrincipalsV2List(TypedDict, total=False):
    account_id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class AccountServicePrincipalsV2Patch(TypedDict, total=False):
    account_id: str | None
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class AccountServicePrincipalsV2Update(TypedDict, total=False):
    account_id: str | None
    id: str | None
    active: bool | None
    applicationId: str | None
    displayName: str | None
    externalId: str | None
    roles: list[ComplexValue] | None


class AccountUsersCreate(TypedDict, total=False):
    account_id: str | None
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    name: Name | None
    roles: list[ComplexValue] | None
    schemas: list[UserSchema] | None
    userName: str | None


class AccountUsersDelete(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountUsersGet(TypedDict, total=False):
    account_id: str | None
    id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: GetSortOrder | None
    startIndex: Int64 | None


class AccountUsersList(TypedDict, total=False):
    account_id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class AccountUsersPatch(TypedDict, total=False):
    account_id: str | None
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class AccountUsersUpdate(TypedDict, total=False):
    account_id: str | None
    id: str | None
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    name: Name | None
    roles: list[ComplexValue] | None
    schemas: list[UserSchema] | None
    userName: str | None


class AccountUsersV2Create(TypedDict, total=False):
    account_id: str | None
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    externalId: str | None
    id: str | None
    name: Name | None
    roles: list[ComplexValue] | None
    userName: str | None


class AccountUsersV2Delete(TypedDict, total=False):
    account_id: str | None
    id: str | None


class AccountUsersV2Get(TypedDict, total=False):
    account_id: str | None
    id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: GetSortOrder | None
    startIndex: Int64 | None


class AccountUsersV2List(TypedDict, total=False):
    account_id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class AccountUsersV2Patch(TypedDict, total=False):
    account_id: str | None
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class AccountUsersV2Update(TypedDict, total=False):
    account_id: str | None
    id: str | None
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    externalId: str | None
    name: Name | None
    roles: list[ComplexValue] | None
    userName: str | None


class CurrentUserMe(TypedDict, total=False):
    attributes: str | None
    excludedAttributes: str | None


class GroupsCreate(TypedDict, total=False):
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None
    schemas: list[GroupSchema] | None


class GroupsDelete(TypedDict, total=False):
    id: str | None


class GroupsGet(TypedDict, total=False):
    id: str | None


class GroupsList(TypedDict, total=False):
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class GroupsPatch(TypedDict, total=False):
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class GroupsUpdate(TypedDict, total=False):
    id: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None
    schemas: list[GroupSchema] | None


class GroupsV2Create(TypedDict, total=False):
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None
    schemas: list[GroupSchema] | None


class GroupsV2Delete(TypedDict, total=False):
    id: str | None


class GroupsV2Get(TypedDict, total=False):
    id: str | None


class GroupsV2List(TypedDict, total=False):
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class GroupsV2Patch(TypedDict, total=False):
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class GroupsV2Update(TypedDict, total=False):
    id: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    members: list[ComplexValue] | None
    meta: ResourceMeta | None
    roles: list[ComplexValue] | None
    schemas: list[GroupSchema] | None


class PermissionMigrationMigratePermissions(TypedDict, total=False):
    from_workspace_group_name: str | None
    size: Int64 | None
    to_account_group_name: str | None
    workspace_id: Int64 | None


class PermissionsGet(TypedDict, total=False):
    request_object_type: str | None
    request_object_id: str | None


class PermissionsGetPermissionLevels(TypedDict, total=False):
    request_object_type: str | None
    request_object_id: str | None


class PermissionsSet(TypedDict, total=False):
    request_object_type: str | None
    request_object_id: str | None
    access_control_list: list[AccessControlRequest] | None


class PermissionsUpdate(TypedDict, total=False):
    request_object_type: str | None
    request_object_id: str | None
    access_control_list: list[AccessControlRequest] | None


class ServicePrincipalsCreate(TypedDict, total=False):
    active: bool | None
    applicationId: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    roles: list[ComplexValue] | None
    schemas: list[ServicePrincipalSchema] | None


class ServicePrincipalsDelete(TypedDict, total=False):
    id: str | None


class ServicePrincipalsGet(TypedDict, total=False):
    id: str | None


class ServicePrincipalsList(TypedDict, total=False):
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class ServicePrincipalsPatch(TypedDict, total=False):
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class ServicePrincipalsUpdate(TypedDict, total=False):
    id: str | None
    active: bool | None
    applicationId: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    roles: list[ComplexValue] | None
    schemas: list[ServicePrincipalSchema] | None


class ServicePrincipalsV2Create(TypedDict, total=False):
    active: bool | None
    applicationId: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    roles: list[ComplexValue] | None
    schemas: list[ServicePrincipalSchema] | None


class ServicePrincipalsV2Delete(TypedDict, total=False):
    id: str | None


class ServicePrincipalsV2Get(TypedDict, total=False):
    id: str | None


class ServicePrincipalsV2List(TypedDict, total=False):
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class ServicePrincipalsV2Patch(TypedDict, total=False):
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class ServicePrincipalsV2Update(TypedDict, total=False):
    id: str | None
    active: bool | None
    applicationId: str | None
    displayName: str | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    roles: list[ComplexValue] | None
    schemas: list[ServicePrincipalSchema] | None


class UsersCreate(TypedDict, total=False):
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    name: Name | None
    roles: list[ComplexValue] | None
    schemas: list[UserSchema] | None
    userName: str | None


class UsersDelete(TypedDict, total=False):
    id: str | None


class UsersGet(TypedDict, total=False):
    id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: GetSortOrder | None
    startIndex: Int64 | None


class UsersGetPermissionLevels(TypedDict, total=False):
    pass


class UsersGetPermissions(TypedDict, total=False):
    pass


class UsersList(TypedDict, total=False):
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class UsersPatch(TypedDict, total=False):
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class UsersSetPermissions(TypedDict, total=False):
    access_control_list: list[PasswordAccessControlRequest] | None


class UsersUpdate(TypedDict, total=False):
    id: str | None
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    name: Name | None
    roles: list[ComplexValue] | None
    schemas: list[UserSchema] | None
    userName: str | None


class UsersUpdatePermissions(TypedDict, total=False):
    access_control_list: list[PasswordAccessControlRequest] | None


class UsersV2Create(TypedDict, total=False):
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    id: str | None
    name: Name | None
    roles: list[ComplexValue] | None
    schemas: list[UserSchema] | None
    userName: str | None


class UsersV2Delete(TypedDict, total=False):
    id: str | None


class UsersV2Get(TypedDict, total=False):
    id: str | None
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: GetSortOrder | None
    startIndex: Int64 | None


class UsersV2GetPermissionLevels(TypedDict, total=False):
    pass


class UsersV2GetPermissions(TypedDict, total=False):
    pass


class UsersV2List(TypedDict, total=False):
    attributes: str | None
    count: Int64 | None
    excludedAttributes: str | None
    filter: str | None
    sortBy: str | None
    sortOrder: ListSortOrder | None
    startIndex: Int64 | None


class UsersV2Patch(TypedDict, total=False):
    id: str | None
    Operations: list[Patch] | None
    schemas: list[PatchSchema] | None


class UsersV2SetPermissions(TypedDict, total=False):
    access_control_list: list[PasswordAccessControlRequest] | None


class UsersV2Update(TypedDict, total=False):
    id: str | None
    active: bool | None
    displayName: str | None
    emails: list[ComplexValue] | None
    entitlements: list[ComplexValue] | None
    externalId: str | None
    groups: list[ComplexValue] | None
    name: Name | None
    roles: list[ComplexValue] | None
    schemas: list[UserSchema] | None
    userName: str | None


class UsersV2UpdatePermissions(TypedDict, total=False):
    access_control_list: list[PasswordAccessControlRequest] | None


class WorkspaceAssignmentDelete(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None
    principal_id: Int64 | None


class WorkspaceAssignmentGet(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None


class WorkspaceAssignmentList(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None


class WorkspaceAssignmentUpdate(TypedDict, total=False):
    account_id: str | None
    workspace_id: Int64 | None
    principal_id: Int64 | None
    permissions: list[WorkspacePermission] | None
