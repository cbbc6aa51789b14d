"""Parameters of a statement as clients send them: a name or a position, a type, a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """`name` is None for positional ones (their order counts). `value` None is NULL.

    `type` is a SQL type name as sent (`INT`, `DECIMAL(10,2)`, `ARRAY`, `VOID`); `arguments` are the
    elements of an ARRAY, or alternately keys and values of a MAP. `sql`: what stands for it, where
    that is known already (EXECUTE IMMEDIATE).
    """

    name: str | None
    type: str
    value: str | None
    arguments: tuple[Parameter, ...] = ()
    sql: str | None = None
