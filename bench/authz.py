"""Who asks, and may they? Both questions of a request, in a workspace with many of everything.

The functions of the request path themselves, in this process: the header is read, the principal
found, a permission on a job required, each time in a snapshot of its own. The one who asks is no
admin, and has what it needs from a group nine steps above its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Connection, insert

from bench.figures import Figure, median, percentile
from bench.server import BenchError
from boathouse.context import Context, Parts, Principal
from boathouse.http.auth import authenticate
from boathouse.services.jobs import access
from boathouse.services.oauth import access as oauth
from boathouse.services.oauth import sessions
from boathouse.services.permissions import decide
from boathouse.services.permissions.levels import JOBS
from boathouse.services.permissions.store import grants
from boathouse.services.principals import store as principals
from boathouse.services.principals.reader import PrincipalReader
from boathouse.services.tokens import store as tokens
from boathouse.store.crypto import open_vault
from boathouse.store.db import SqliteDatabase
from boathouse.store.migrate import migrate

USERS, GROUPS, DEPTH, PERMISSIONS = 10_000, 1_000, 10, 100_000
GROUPS_OF_USER = 3  # directly; ten times as many in all
GRANTS_OF_JOB = 10
CALLS, WARM_CALLS = 4_000, 200
TARGET_MS = 0.3
NOW = 1_800_000_000_000
ADDRESS, WORKSPACE = "http://127.0.0.1:1", 1
FIRST_GROUP, FIRST_USER = 1_000, 100_000
ASKS = FIRST_USER + 4_321


def measure(folder: Path) -> Iterator[Figure]:
    """Medians of a few thousand calls, with a personal access token and with a JWT."""
    folder.mkdir()
    database = SqliteDatabase(f"sqlite:///{folder / 'authz.db'}")
    parts = cast(
        Parts,
        SimpleNamespace(
            database=database,
            vault=open_vault(folder / "secret.key", None),
            workspace_id=WORKSPACE,
            address=ADDRESS,
            clock=lambda: NOW,
        ),
    )
    try:
        with database.write() as tx:
            migrate(tx)
            _people(tx)
            _permissions(tx)
        for name, token in (("PAT", _token(parts)), ("JWT", _jwt(parts))):
            yield from _measure(name, parts, token)
    finally:
        database.close()


def _measure(name: str, parts: Parts, token: str) -> Iterator[Figure]:
    read = oauth.CredentialReader(ADDRESS, WORKSPACE, PrincipalReader().principal_of)
    headers = {"authorization": f"Bearer {token}"}

    def call() -> Context:
        ctx = Context(parts, Principal(0, "", admin=False), NOW, headers=headers)
        try:
            ctx.principal = authenticate(ctx, read)
            decide.require(ctx.tx, ctx.principal, access.target(1), "CAN_VIEW", "not allowed")
        finally:
            ctx.close()
        return ctx

    groups = len(call().principal.groups) - 1
    if groups != GROUPS_OF_USER * DEPTH:
        raise BenchError(f"the one who asks is in {groups} groups")
    taken, cpu = _times(call)
    line = f"authentication and authorization, {name}"
    note = f"CPU: {cpu:.3f} ms; p99: {percentile(taken, 0.99):.2f} ms"
    yield Figure(line, median(taken), "ms", TARGET_MS, note=note)


def _times(call: Callable[[], Any]) -> tuple[list[float], float]:
    """Milliseconds of each call, and the thread's CPU milliseconds for one, on average."""
    for _ in range(WARM_CALLS):
        call()
    taken, cpu = [], time.thread_time()
    for _ in range(CALLS):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return taken, (time.thread_time() - cpu) / CALLS * 1000


def _people(tx: Connection) -> None:
    """Chains of ten groups, each in the next one; users in the first groups of three chains."""
    principals.ensure_system_groups(tx, NOW)
    groups = range(FIRST_GROUP, FIRST_GROUP + GROUPS)
    users = range(FIRST_USER, FIRST_USER + USERS)
    rows = [_principal(number, principals.GROUP, f"group {number}") for number in groups]
    rows += [_principal(number, principals.USER, f"u{number}@example.com") for number in users]
    tx.execute(insert(principals.principals), rows)
    chains = GROUPS // DEPTH
    pairs = [(above, above - 1) for above in groups if above % DEPTH]
    for user in users:
        firsts = {(user * (7 * i + 1) + i) % chains for i in range(GROUPS_OF_USER)}
        pairs += [(FIRST_GROUP + chain * DEPTH, user) for chain in firsts]
    members = [{"group_id": group, "member_id": member} for group, member in pairs]
    tx.execute(insert(principals.memberships), members)
    principals.touch_groups(tx)


def _principal(number: int, kind: str, name: str) -> dict[str, Any]:
    row = principals.PrincipalRow(number, kind, name, name, True, NOW, NOW)
    return {**vars(row), "name_key": principals.key_of(name)}


def _permissions(tx: Connection) -> None:
    """Ten grants on each of ten thousand jobs; on the first, one to the top of a chain."""
    decide.first_grants(tx)
    rows = []
    for job in range(1, PERMISSIONS // GRANTS_OF_JOB + 1):
        holders = {FIRST_USER + (job * 10 + i) % USERS for i in range(GRANTS_OF_JOB - 1)}
        chain = ASKS % (GROUPS // DEPTH) if job == 1 else job % (GROUPS // DEPTH)
        holders |= {FIRST_GROUP + chain * DEPTH + DEPTH - 1}
        rows += [
            {"kind": JOBS.name, "object_id": str(job), "principal_id": one, "level": "CAN_VIEW"}
            for one in holders
        ]
    tx.execute(insert(grants), rows)


def _token(parts: Parts) -> str:
    value = tokens.new_value()
    with parts.database.write() as tx:
        tokens.insert_token(tx, value, ASKS, now=NOW)
    return value


def _jwt(parts: Parts) -> str:
    """The access token of a user's session."""
    ctx = Context(parts, Principal(0, "", admin=False), NOW)
    with ctx.write() as tx:
        session = sessions.begin(tx, ASKS, "databricks-cli", "all-apis", NOW)
        asks = principals.principal_of(tx, ASKS)
    if asks is None:
        raise BenchError("the one who asks is missing")
    return oauth.issue(ctx, asks, ["all-apis"], f"session:{session.session_id}")
