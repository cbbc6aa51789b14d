"""Policies, governed tags and tags of functions as statements see them: a part of
`sql.protocols.Catalog`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.services.entity_tag_assignments import entities as tagged
from boathouse.services.policies import change as policy_change
from boathouse.services.policies import present as policy_present
from boathouse.services.tag_policies import change as tag_policies
from boathouse.sql.securables import Name


class Rules:
    """`kind`: CATALOG, SCHEMA or TABLE, what a policy is on."""

    def tag_function(
        self, ctx: Context, name: Name, tags: Mapping[str, str], unset: tuple[str, ...]
    ) -> None:
        """Set and take away tags of a function."""
        found = tagged.entity(ctx, "functions", str(name))
        tagged.require(ctx, "APPLY_TAG", found)
        found.change(tags, unset)

    def create_policy(self, ctx: Context, info: Mapping[str, Any], *, replace: bool) -> None:
        """A policy, as `policies.change.create` makes it."""
        policy_change.create(ctx, info, replacing=replace)

    def drop_policy(self, ctx: Context, kind: str, full_name: str, name: str) -> None:
        on = policy_change.managed(ctx, kind, full_name)
        policy_change.remove(ctx, on, name)

    def policies(
        self, ctx: Context, kind: str, full_name: str, *, inherited: bool
    ) -> Sequence[Mapping[str, Any]]:
        """The policies on a securable that the caller manages, those of its parents first."""
        on = policy_change.managed(ctx, kind, full_name)
        return policy_present.all_shown(ctx, policy_change.listed(ctx, on, inherited=inherited))

    def policy(self, ctx: Context, kind: str, full_name: str, name: str) -> Mapping[str, Any]:
        """One policy on a securable that the caller manages."""
        on = policy_change.managed(ctx, kind, full_name)
        return policy_present.shown(ctx, on, policy_change.existing(ctx, on, name))

    def governed_tags(self, ctx: Context) -> Sequence[Mapping[str, Any]]:
        """Every governed tag: all users may know them."""
        return tag_policies.all_shown(ctx)

    def put_governed_tag(
        self, ctx: Context, tag_key: str, fields: Mapping[str, Any], *, new: bool
    ) -> None:
        """Make or change a governed tag."""
        if new:
            values = fields.get("values") or ()
            tag_policies.create(ctx, tag_key, fields.get("description"), values)
        else:
            tag_policies.alter(ctx, tag_key, ",".join(fields), fields)

    def drop_governed_tag(self, ctx: Context, tag_key: str) -> None:
        tag_policies.remove(ctx, tag_key)

    def grant_governed_tag(
        self, ctx: Context, tag_key: str, roles: Sequence[str], principal: str, *, revoke: bool
    ) -> None:
        """Give roles on a governed tag to a principal, or take them."""
        tag_policies.grant(ctx, tag_key, roles, principal, revoke=revoke)
