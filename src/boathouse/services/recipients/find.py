"""Recipients by name, and who may see them."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import RecipientDoesNotExist
from boathouse.services.catalogs import sight
from boathouse.services.grants import decide
from boathouse.services.recipients import store
from boathouse.services.recipients.store import RecipientRow


def existing(ctx: Context, name: str) -> RecipientRow:
    """The recipient of a name in any case, not authorized yet; RecipientDoesNotExist."""
    row = store.by_name(ctx.tx, name)
    if row is None:
        raise RecipientDoesNotExist(f"Recipient '{name.lower()}' does not exist.")
    return row


def seen(ctx: Context, row: RecipientRow) -> bool:
    """Whether the caller owns the recipient or may use all of them."""
    return decide.sight(ctx, row.entry) == sight.FULL or decide.may(ctx, "USE_RECIPIENT", None)
