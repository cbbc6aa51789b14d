"""A query as the engine gets it: names resolved, parameters put in, the dialect made the engine's.

The user's own text, changed in places; written anew from the tree only where the engine cannot
parse what Databricks can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from boathouse.sql.dialect import Facts, adapted
from boathouse.sql.functions.inline import inlined
from boathouse.sql.functions.membership import with_groups
from boathouse.sql.lexical import plain
from boathouse.sql.planning import Planning
from boathouse.sql.recursion import unrolled
from boathouse.sql.references import put_variables
from boathouse.sql.resolve import resolve
from boathouse.sql.rewrite import Edits


def engine_text(planning: Planning, depth: int = 0) -> str:
    """The text for the engine. Raises SqlError; PermissionDenied for what may not be read."""
    planning = unrolled(planning)
    parsed = plain(with_groups(planning, inlined(planning)))
    # Places in the tree are those of this text from here on.
    planning = replace(planning, parsed=parsed)
    edits = Edits(parsed.text)
    resolve(planning, parsed.tree, edits, depth)
    shown = put_variables(planning, parsed, edits)
    made = adapted(parsed, edits, _facts(planning, shown), planning.columns)
    planning.notes.checked = planning.notes.checked or made.checked
    return made.text


def _facts(planning: Planning, shown: Mapping[int, str]) -> Facts:
    session = planning.session
    return Facts(
        planning.ctx.principal.user_name,
        session.catalog,
        session.schema,
        planning.parameters,
        shown=shown,
    )
