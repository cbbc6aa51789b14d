"""Tags of securables: what may be one, who may set it, and what SET and UNSET leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.tag_policies.rights import require_assign

MOST_TAGS = 50
_LONGEST_KEY, _LONGEST_VALUE = 256, 1000
_FORBIDDEN = frozenset(".,-=/:")
"""In keys [docs.databricks.com, database-objects/tags]."""


class Tagged(Protocol):
    """A row with tags."""

    @property
    def tags(self) -> dict[str, str]: ...


def merged(
    present: Mapping[str, str] | None, tags: Mapping[str, str], unset: Sequence[str] = ()
) -> dict[str, str]:
    """The tags after some are set and others taken away; keys that differ in case are others.
    Raises InvalidParameterValue."""
    for key, value in tags.items():
        bad = not key or _FORBIDDEN.intersection(key) or any(ord(one) < 32 for one in key)
        spaced = key != key.strip() or value != value.strip()
        if bad or spaced or len(key) > _LONGEST_KEY or len(value) > _LONGEST_VALUE:
            raise InvalidParameterValue(f"The tag '{key[:300]}' = '{value[:300]}' is not valid.")
    made = {key: value for key, value in (present or {}).items() if key not in unset}
    made.update(tags)
    if len(made) > MOST_TAGS:
        raise InvalidParameterValue(f"An object takes at most {MOST_TAGS} tags.")
    return made


def changed(ctx: Context, row: Tagged, changes: Mapping[str, Any]) -> dict[str, Any]:
    """New values of a row for the changes `tags` (merged) and `untag` (names).

    Errors: InvalidParameterValue, PermissionDenied for a governed tag that is not the caller's to
    assign.
    """
    tags, gone = changes.get("tags") or {}, changes.get("untag") or ()
    if not tags and not gone:
        return {}
    require_assign(ctx, tags, gone)
    return {"tags": merged(row.tags, tags, gone)}


def privilege_for(changes: Mapping[str, Any]) -> str:
    """What changes of a securable ask of the caller: tags by themselves need less."""
    return "APPLY_TAG" if changes and set(changes) <= {"tags", "untag"} else "MANAGE"
