"""The flow of a run: which task runs, given how the ones before it ended; pure functions.

The rules are B5.4 (run_if, outcome, EXCLUDED) and Databricks' pages "Run tasks conditionally" and
"Disabled tasks in Lakeflow Jobs".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import states
from boathouse.services.jobs.run_store import TaskRun
from boathouse.services.jobs.task_checks import dependencies

Tasks = Sequence[Mapping[str, Any]]

WELL = frozenset({"SUCCESS", "SUCCESS_WITH_FAILURES", "EXCLUDED"})
"""An excluded dependency counts as one that succeeded."""

CANCELED = frozenset({"CANCELED", "UPSTREAM_CANCELED"})
WAYS: dict[str, Callable[[int, int, int], bool]] = {
    "ALL_SUCCESS": lambda well, bad, disabled: not bad and not disabled,
    "AT_LEAST_ONE_SUCCESS": lambda well, bad, disabled: well > 0,
    "NONE_FAILED": lambda well, bad, disabled: not bad and well > 0,
    "ALL_DONE": lambda well, bad, disabled: True,
    "AT_LEAST_ONE_FAILED": lambda well, bad, disabled: bad > 0,
    "ALL_FAILED": lambda well, bad, disabled: not well and not disabled,
}
"""run_if, asked with how many dependencies ended well, badly, and were disabled."""

FOR_FAILURES = ("AT_LEAST_ONE_FAILED", "ALL_FAILED")


def order(tasks: Iterable[TaskRun]) -> list[TaskRun]:
    """The tasks in an order in which one pass carries an end to everything that waits."""
    by_key = {task.task_key: task for task in tasks}
    graph = {key: [*needed(task, by_key)] for key, task in by_key.items()}
    return [by_key[key] for key in TopologicalSorter(graph).static_order()]


def needed(task: TaskRun, tasks: Mapping[str, Any]) -> list[str]:
    """The keys of the tasks before this one, those of the run (a repair may have lost some)."""
    return [key for key in dependencies(task.task) if key in tasks]


def ready(task: TaskRun, tasks: Mapping[str, TaskRun], only: Sequence[str] | None) -> bool:
    """Whether every task before this one has ended."""
    return all(tasks[key].ended for key in _counted(task, tasks, only))


def unmet(
    task: TaskRun, tasks: Mapping[str, TaskRun], only: Sequence[str] | None
) -> states.Outcome | None:
    """The end of a task whose ended dependencies do not let it run; None when they do.

    In a run of selected tasks the others do not count.
    """
    upstream = [tasks[key] for key in _counted(task, tasks, only)]
    if not upstream:
        return None
    if _not_taken(task, tasks) or all(one.result_state == "EXCLUDED" for one in upstream):
        return states.EXCLUDED
    results = [one.result_state or "FAILED" for one in upstream]
    well = sum(result in WELL for result in results)
    disabled = results.count("DISABLED")
    bad = len(results) - well - disabled
    run_if = task.task.get("run_if") or "ALL_SUCCESS"
    if WAYS[run_if](well, bad, disabled):
        return None
    return _missed(run_if, results, bad, disabled)


def _missed(run_if: str, results: Sequence[str], bad: int, disabled: int) -> states.Outcome:
    if run_if in FOR_FAILURES:
        return states.DISABLED if disabled and not bad else states.EXCLUDED
    if not bad:
        return states.DISABLED if disabled else states.EXCLUDED
    failed = {result for result in results if result not in WELL and result != "DISABLED"}
    return states.UPSTREAM_CANCELED if failed <= CANCELED else states.UPSTREAM_FAILED


def _counted(task: TaskRun, tasks: Mapping[str, TaskRun], only: Sequence[str] | None) -> list[str]:
    return [key for key in needed(task, tasks) if only is None or key in only]


def _not_taken(task: TaskRun, tasks: Mapping[str, TaskRun]) -> bool:
    """Whether it waits for the other outcome of a condition."""
    for dependency in task.task.get("depends_on") or ():
        wanted, found = dependency.get("outcome"), tasks.get(dependency.get("task_key", ""))
        if wanted and found and found.outcome and found.outcome != wanted.lower():
            return True
    return False


def leaves(tasks: Sequence[TaskRun]) -> list[TaskRun]:
    """The tasks that nothing waits for, those left out of the run aside."""
    going = [task for task in tasks if task.result_state != "DISABLED"]
    waited = {key for task in going for key in dependencies(task.task)}
    return [task for task in going if task.task_key not in waited]


def disabled(tasks: Tasks, only: Sequence[str] | None) -> set[str]:
    """The keys of the tasks that a run leaves out: disabled ones, or all but the selected."""
    if only is not None:
        return {task["task_key"] for task in tasks} - set(only)
    return {task["task_key"] for task in tasks if task.get("disabled")}


def selection(tasks: Tasks, asked: Sequence[str]) -> list[str]:
    """The keys that run-now's `only` means: `+task` with all before it, `task+` with all after it.

    Raises InvalidParameterValue for a task that the job does not have.
    """
    before = {task["task_key"]: [*dependencies(task)] for task in tasks}
    chosen: set[str] = set()
    for word in asked:
        key = word.removeprefix("+").removesuffix("+")
        if key not in before:
            raise InvalidParameterValue(f"$.only: the job has no task '{key}'.")
        chosen.add(key)
        if word.startswith("+"):
            chosen |= reached(before, [key])
        if word.endswith("+"):
            chosen |= downstream(before, [key])
    return [key for key in before if key in chosen]


def downstream(before: Mapping[str, Sequence[str]], keys: Iterable[str]) -> set[str]:
    """All tasks that wait for some others, through any number of steps."""
    after: dict[str, list[str]] = {key: [] for key in before}
    for key, waits_for in before.items():
        for other in waits_for:
            after.setdefault(other, []).append(key)
    return reached(after, keys)


def reached(graph: Mapping[str, Sequence[str]], keys: Iterable[str]) -> set[str]:
    """What can be reached from some nodes of a graph, the nodes themselves aside."""
    found: set[str] = set()
    waiting = [*keys]
    while waiting:
        for other in graph.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
