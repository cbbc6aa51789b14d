"""Users' passwords, kept as argon2id; checking one takes the same work for unknown users."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, delete, insert, select

from boathouse.context import Context, Principal, refuse_inside_write
from boathouse.services.oauth import sessions
from boathouse.services.oauth.attempts import Attempts, forget_user
from boathouse.services.permissions import decide
from boathouse.services.principals import store as principals
from boathouse.store.tables import Id, Millis, metadata

MIN_CHARS, MAX_CHARS = 12, 1024

# The hash of random text that nobody kept, with the parameters of `_hasher`.
_NOBODY = (
    "$argon2id$v=19$m=32768,t=2,p=1$HD8OUflkdQjLPadskLMUMA$"
    "WnCP7G5My9tKIIsJzqWStcgRi7SjE0nenvNuCTbNpOs"
)

passwords = Table(
    "passwords",
    metadata,
    Column(
        "principal_id",
        Id,
        ForeignKey("principals.principal_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("hash", String(256), nullable=False),
    Column("changed_at", Millis, nullable=False),
)


class UnfitPassword(ValueError):
    """The password cannot be taken; the message says why."""


def set_password(tx: Connection, user: principals.PrincipalRow, hashed: str, now: int) -> None:
    """Keep a user's new password (`hash_password`); their sessions and failures end."""
    tx.execute(delete(passwords).where(passwords.c.principal_id == user.principal_id))
    row = {"principal_id": user.principal_id, "hash": hashed, "changed_at": now}
    tx.execute(insert(passwords).values(**row))
    sessions.end_of_principal(tx, user.principal_id)
    forget_user(tx, user.name)


def hash_password(password: str) -> str:
    """What is kept of a password; UnfitPassword when it is too short or too long."""
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        raise UnfitPassword(f"A password has {MIN_CHARS} to {MAX_CHARS} characters.")
    return str(_hasher().hash(password))


def sign_in(ctx: Context, user_name: str, password: str) -> Principal | None:
    """The user of this name and password; None when they do not fit or the user is not active.

    Raises RequestLimitExceeded after too many failures of the user or the address.
    """
    attempts = Attempts(ctx, address=ctx.client, user_name=user_name)
    attempts.require_leave()
    user = principals.by_name(ctx.tx, user_name, principals.USER)
    kept = None
    if user is not None:
        kept = ctx.tx.execute(
            select(passwords.c.hash).where(passwords.c.principal_id == user.principal_id)
        ).scalar_one_or_none()
    fits = _fits(kept or _NOBODY, password)
    principal = None
    if user is not None and kept is not None and fits:
        principal = principals.principal_of(ctx.tx, user.principal_id)
    if principal is not None and not decide.may_use_passwords(ctx.tx, principal):
        principal = None
    if principal is None:
        attempts.note_failure()
    else:
        attempts.note_success()
    return principal


def _fits(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    refuse_inside_write("a password's check")
    try:
        return bool(_hasher().verify(hashed, password)) and len(password) <= MAX_CHARS
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> Any:
    from argon2 import PasswordHasher

    # 32 MiB and two passes: about 30 ms, and four handler threads at once stay in bounds.
    return PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)
