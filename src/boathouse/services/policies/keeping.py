"""What would take columns out of the reach of policies: refused.

A column's tags go by its name. One that is dropped loses them, and RESTORE would bring its data
back without; so it would under the name that a column had before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from boathouse.context import Context
from boathouse.services.policies.effective import protected
from boathouse.services.tag_policies import store as tag_policies
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Relation


def refuse_drop(ctx: Context, relation: Relation, names: Sequence[str]) -> None:
    """Raise SqlError for a column with governed tags: they are taken away first, by who may."""
    gone, governed = {name.lower() for name in names}, tag_policies.known(ctx)
    for column in relation.columns:
        tags = sorted(key for key in column.tags if key in governed)
        if tags and column.name.lower() in gone:
            shown = ", ".join(tags)
            raise SqlError(
                "INVALID_PARAMETER_VALUE",
                f"Cannot drop column `{column.name}`: it has governed tags: {shown}.",
                "22023",
            )


def refuse_restore(ctx: Context, relation: Relation, target: int | datetime) -> None:
    """Raise SqlError where a table with a filter, masks or policies would get columns that it does
    not have now: nobody has said yet who may see them."""
    if not protected(ctx, relation):
        return
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    table = DeltaTable(relation.location or "")
    try:
        table.load_as_version(target)
    except DeltaError:
        return  # RESTORE itself says what is wrong with the version
    present = {column.name.lower() for column in relation.columns}
    new = [field.name for field in table.schema().fields if field.name.lower() not in present]
    if new:
        raise SqlError(
            "UNSUPPORTED_FEATURE",
            f"{relation.name} has a filter, masks or policies: it cannot be restored to a version"
            f" with the column `{new[0]}`, which it does not have now.",
            "0A000",
        )
