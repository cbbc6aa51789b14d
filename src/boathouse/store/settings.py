"""The workspace's own facts, kept as names and texts."""

from sqlalchemy import Connection, delete, insert, select

from boathouse.store.tables import settings


def get(tx: Connection, name: str) -> str | None:
    """The value under a name, or None."""
    value: str | None = tx.execute(
        select(settings.c.value).where(settings.c.name == name)
    ).scalar_one_or_none()
    return value


def put(tx: Connection, name: str, value: str) -> None:
    """Keep `value` under a name, whatever it had before."""
    tx.execute(delete(settings).where(settings.c.name == name))
    tx.execute(insert(settings).values(name=name, value=value))


def put_once(tx: Connection, name: str, value: str) -> str:
    """Keep `value` unless the name has one already; returns what is kept."""
    kept = get(tx, name)
    if kept is None:
        tx.execute(insert(settings).values(name=name, value=value))
        return value
    return kept
