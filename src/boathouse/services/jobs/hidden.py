"""Secrets in what a task was given: a value that one task read and another was handed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boathouse.context import Context
from boathouse.services.jobs import output
from boathouse.services.jobs.run_store import TaskRun


def hidden(ctx: Context, task: TaskRun, given: dict[str, Any] | None) -> dict[str, Any] | None:
    """A document with `[REDACTED]` for every secret value that a task of the run has read."""
    if not given:
        return given
    # Once for a request: a page shows a hundred tasks of one run.
    key = ("redactor", task.job_run_id)
    hide: Callable[[str], str] = ctx.once(key, lambda _: output.redactor(ctx, task))
    return {name: _walked(value, hide) for name, value in given.items()}


def _walked(value: Any, hide: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {name: _walked(item, hide) for name, item in value.items()}
    if isinstance(value, list):
        return [_walked(item, hide) for item in value]
    return value
