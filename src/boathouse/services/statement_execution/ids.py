"""Statement ids: time-ordered UUIDs that we recognise as our own, whoever has forgotten them.

Nothing is written for a statement that succeeds within its call: its answer holds the result. Yet
its id stays known after a crash, because 32 of its bits are a code over the rest and its user.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from pathlib import Path

from boathouse.store.crypto import write_private

KEY_FILE = "statements.key"
TIME_BITS = 80
CODE_BITS = 32


def signing_key(data_dir: Path) -> bytes:
    """What signs statement ids and result links: made once, in a file of mode 0600."""
    path = data_dir / KEY_FILE
    if not path.exists():
        write_private(path, secrets.token_hex(32))
    return bytes.fromhex(path.read_text().strip())


def new_statement_id(key: bytes, user_id: int, now: int) -> str:
    """The id of a statement that a user starts now (epoch ms)."""
    # 48 bits of time, version 7, 12 random bits, the variant, 30 random bits, 32 bits of code.
    head = (now << 16 | 7 << 12 | secrets.randbits(12)) << 32 | 2 << 30 | secrets.randbits(30)
    return str(uuid.UUID(int=head << CODE_BITS | _code(key, head, user_id)))


def started_at(key: bytes, statement_id: str, user_id: int) -> int | None:
    """When this user's statement of that id was started (epoch ms); None if it never was."""
    try:
        whole = uuid.UUID(statement_id)
    except ValueError:
        return None
    head, given = whole.int >> CODE_BITS, whole.int & (2**CODE_BITS - 1)
    genuine = _code(key, head, user_id)
    size = CODE_BITS // 8
    same = hmac.compare_digest(given.to_bytes(size), genuine.to_bytes(size))
    ours = str(whole) == statement_id and same
    return whole.int >> TIME_BITS if ours else None


def _code(key: bytes, head: int, user_id: int) -> int:
    named = f"statement\n{head}\n{user_id}".encode()
    return int.from_bytes(hmac.new(key, named, hashlib.sha256).digest()[: CODE_BITS // 8])
