"""Condition tasks: two values compared, in no process of their own."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from boathouse.services.jobs import references, states
from boathouse.services.jobs.run_store import TaskRun
from boathouse.services.jobs.step import Step

TEXTS: dict[str, Callable[[str, str], bool]] = {"EQUAL_TO": operator.eq, "NOT_EQUAL": operator.ne}
NUMBERS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_OR_EQUAL": operator.ge,
    "LESS_THAN": operator.lt,
    "LESS_THAN_OR_EQUAL": operator.le,
}


class NotComparable(Exception):
    """A value that an operator for numbers cannot compare."""


def run(step: Step, task: TaskRun) -> None:
    """Compare, and end the task: SUCCESS whatever the outcome."""
    body = task.task["condition_task"]
    times = {"pending_at": step.now, "started_at": step.now}
    try:
        sides = references.resolve([body["left"], body["right"]], step.scope(task))
        left, right = map(_text, sides)
        given = {"left": left, "right": right}
        outcome = "true" if holds(body["op"], left, right) else "false"
    except references.BadReference as error:
        step.end(task, states.misconfigured(error.message), **times)
        return
    except NotComparable as error:
        step.end(task, states.misconfigured(str(error)), **times, resolved=given)
        return
    step.end(task, states.SUCCESS, outcome=outcome, resolved=given, **times)


def holds(op: str, left: str, right: str) -> bool:
    """Whether a comparison is true: texts for equality ("12.0" is not "12"), else numbers.

    Raises NotComparable for a text where a number is needed.
    """
    if op in TEXTS:
        return TEXTS[op](left, right)
    return NUMBERS[op](_number(left), _number(right))


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_nan():
        raise NotComparable(f"The condition compares numbers, and '{text[:200]}' is none.")
    return number


def _text(value: Any) -> str:
    return value if isinstance(value, str) else references.as_text(value)
