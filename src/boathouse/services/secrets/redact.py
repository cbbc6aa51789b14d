"""Keeping secrets out of what a run shows: which values its tasks have read, and hiding them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from boathouse.context import Vault
from boathouse.services.secrets import store

MARK = "[REDACTED]"


def note(tx: Connection, vault: Vault, task_run_id: int, version: str, value: bytes) -> None:
    """Remember, inside a change, that a task run is given this value. Safe to repeat."""
    if not store.has_read(tx, task_run_id, version):
        store.insert_read(tx, task_run_id, version, vault.seal(value, _bound(task_run_id)))


def values_read(tx: Connection, vault: Vault, task_run_id: int) -> list[bytes]:
    """The values of the secrets that a task run has read."""
    return [vault.open(sealed, _bound(task_run_id)) for sealed in store.reads_of(tx, task_run_id)]


def forget(tx: Connection, task_run_id: int) -> None:
    """Forget what a task run has read: once nothing of its output is left."""
    store.delete_reads(tx, task_run_id)


def redact(text: str, values: Iterable[bytes]) -> str:
    """The text with `[REDACTED]` where a value stands, plain, stripped or as inside JSON."""
    # The longest first: one secret may be a part of another.
    for form in sorted(_forms(values), key=len, reverse=True):
        text = text.replace(form, MARK)
    return text


def _forms(values: Iterable[bytes]) -> set[str]:
    forms: set[str] = set()
    for value in values:
        # As the output of a run is decoded: what is not UTF-8 becomes the same signs in both.
        plain = value.decode(errors="replace")
        for spelled in (plain, plain.strip()):
            forms |= {
                spelled,
                json.dumps(spelled)[1:-1],
                json.dumps(spelled, ensure_ascii=False)[1:-1],
            }
    return {form for form in forms if form.strip()}


def _bound(task_run_id: int) -> str:
    return f"secret-read/{task_run_id}"
