"""Counting failures to sign in, per user and per address, and the growing pause that they cost.

Kept in the store: a restart gives nobody a fresh start. Success forgets the user's failures; those
of an address fade after an hour, or one known password would buy any number of guesses.
"""

from __future__ import annotations

import hashlib
import math

from sqlalchemy import Column, Connection, Integer, String, Table, delete, insert, select, update

from boathouse.context import Context
from boathouse.errors import RequestLimitExceeded
from boathouse.store.tables import Millis, metadata

FREE = {"user": 5, "address": 20}
"""Failures that cost nothing yet."""

LONGEST_MS = 15 * 60_000
FADES_MS = 3_600_000

signin_failures = Table(
    "signin_failures",
    metadata,
    Column("subject", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Millis, nullable=False, index=True),
)


class Attempts:
    """One attempt to sign in, by whom and from where as far as known."""

    def __init__(self, ctx: Context, *, address: str, user_name: str = "") -> None:
        self._ctx = ctx
        self._subjects = [("address", _key("address", address))] if address else []
        if user_name:
            self._subjects.append(("user", _key("user", user_name.casefold())))

    def require_leave(self) -> None:
        """Raise RequestLimitExceeded while a pause lasts; the password is not even looked at."""
        left = max((self._pause(kind, key) for kind, key in self._subjects), default=0)
        if left > 0:
            seconds = math.ceil(left / 1000)
            raise RequestLimitExceeded(
                f"Too many failed attempts to sign in; wait {seconds} seconds.",
                headers={"Retry-After": str(seconds)},
            )

    def note_failure(self) -> None:
        """Count a failure."""
        with self._ctx.write() as tx:
            now = self._ctx.now
            tx.execute(delete(signin_failures).where(signin_failures.c.last_at < now - FADES_MS))
            for _, key in self._subjects:
                _count(tx, key, now)

    def note_success(self) -> None:
        """Forget the user's failures; writes only where there are any."""
        for kind, key in self._subjects:
            if kind == "user" and _read(self._ctx.tx, key)[0]:
                with self._ctx.write() as tx:
                    tx.execute(delete(signin_failures).where(signin_failures.c.subject == key))

    def _pause(self, kind: str, key: str) -> int:
        failures, last_at = _read(self._ctx.tx, key)
        beyond = failures - FREE[kind]
        if beyond < 0 or self._ctx.now - last_at >= FADES_MS:
            return 0
        pause = min(LONGEST_MS, 1000 << min(beyond, 20))
        return last_at + pause - self._ctx.now


def forget_user(tx: Connection, user_name: str) -> None:
    """Forget a user's failures: an admin has set the password anew."""
    key = _key("user", user_name.casefold())
    tx.execute(delete(signin_failures).where(signin_failures.c.subject == key))


def _key(kind: str, name: str) -> str:
    # Hashed: what people type as a name is now and then their password.
    return f"{kind}:{hashlib.sha256(name.encode()).hexdigest()}"


def _read(tx: Connection, key: str) -> tuple[int, int]:
    row = tx.execute(
        select(signin_failures.c.failures, signin_failures.c.last_at).where(
            signin_failures.c.subject == key
        )
    ).first()
    return (row.failures, row.last_at) if row else (0, 0)


def _count(tx: Connection, key: str, now: int) -> None:
    failures = _read(tx, key)[0]
    if failures:
        change = update(signin_failures).where(signin_failures.c.subject == key)
        tx.execute(change.values(failures=failures + 1, last_at=now))
    else:
        tx.execute(insert(signin_failures).values(subject=key, failures=1, last_at=now))
