"""The kinds of task, one module for each family; `of` finds a task's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.services.jobs.kinds import absent, dbt, flow, python, sql, wheel
from boathouse.services.jobs.kinds.kind import Kind, Laid, Laying

__all__ = ["BODIES", "Kind", "Laid", "Laying", "of"]

_PLAIN = {
    kind.name: kind
    for kind in (
        python.NOTEBOOK,
        python.SCRIPT,
        wheel.WHEEL,
        flow.CONDITION,
        flow.RUN_JOB,
        flow.FOR_EACH,
        *absent.KINDS,
    )
}
_BY_TASK = {"sql_task": sql.of, "dbt_task": dbt.of}

BODIES = (*_PLAIN, *_BY_TASK)
"""The fields of a task that say what it does: exactly one of them is set."""


def of(task: Mapping[str, Any]) -> Kind:
    """The kind of a task whose settings were checked."""
    name = next(name for name in BODIES if name in task)
    return _BY_TASK[name](task) if name in _BY_TASK else _PLAIN[name]
