"""Dynamic value references: `{{job.id}}`, `{{tasks.a.values.k}}` and their kind [B5.7].

Text that is no reference, or of an unknown namespace, stays as it is. An unknown name inside a
known namespace is refused at create and ends a task at run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import moments
from boathouse.services.jobs import scope as scopes
from boathouse.services.jobs.scope import BadReference, Scope, scope_of

__all__ = ["BadReference", "Scope", "as_text", "check", "named_tasks", "resolve", "scope_of"]

NAMESPACES = ("job", "task", "tasks", "workspace", "input", "backfill")
LEGACY = (
    "job_id",
    "run_id",
    "start_date",
    "start_time",
    "task_key",
    "parent_run_id",
    "task_retry_count",
)
MAX_DEPTH = 5
"""How deep job parameters may refer to one another."""

_BRACES = re.compile(r"\{\{((?:`[^`]*`|[^{}`])*)\}\}")
_SEGMENT = re.compile(r"`([^`]+)`|([\w-]+)")


Meaning = Callable[[Scope], Any]


def resolve(value: Any, scope: Scope) -> Any:
    """The value with every reference in its texts replaced. Raises BadReference."""
    if isinstance(value, str):
        return _BRACES.sub(lambda found: _replaced(found, scope), value) if "{{" in value else value
    if isinstance(value, Mapping):
        return {resolve(key, scope): resolve(item, scope) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, scope) for item in value]
    return value


def check(value: Any, path: str, *, looped: bool = True) -> None:
    """Raise InvalidParameterValue for an unknown name inside a known namespace.

    `looped`: whether `{{input}}` may stand here.
    """
    for place, text in _texts(value, path):
        for found in _BRACES.finditer(text):
            segments = _segments(found[1])
            try:
                if segments is not None:
                    _meaning(segments)
            except BadReference as error:
                raise InvalidParameterValue(f"{place}: {error.message}") from None
            if segments is not None and segments[0] == "input" and not looped:
                raise InvalidParameterValue(
                    f"{place}: {found[0]} has a meaning only inside a for_each_task."
                )


def named_tasks(value: Any) -> set[str]:
    """The keys of the tasks whose results a value refers to."""
    texts = (text for _, text in _texts(value, ""))
    paths = (_segments(found[1]) for text in texts for found in _BRACES.finditer(text))
    return {path[1] for path in paths if path is not None and path[0] == "tasks" and len(path) > 1}


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if "{{" in value:
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(key, path)
            yield from _texts(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")


def _segments(text: str) -> list[str] | None:
    """The segments of a well-formed reference of a known namespace; None for any other text."""
    text = text.strip()
    segments, at = [], 0
    while found := _SEGMENT.match(text, at):
        segments.append(found[1] or found[2])
        at = found.end() + 1
        if found.end() == len(text):
            break
        if text[found.end()] != ".":
            return None
    else:
        return None
    if len(segments) == 1:
        return segments if segments[0] in (*LEGACY, "input") else None
    return segments if segments[0] in NAMESPACES else None


def _replaced(found: re.Match[str], scope: Scope) -> str:
    segments = _segments(found[1])
    return found[0] if segments is None else as_text(_meaning(segments)(scope))


def as_text(value: Any) -> str:
    """A value as it stands in a text: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _meaning(segments: Sequence[str]) -> Meaning:
    """What a reference stands for. Raises BadReference when nothing is called so."""
    shown = ".".join(segments)
    found = _OF_NAMESPACE[segments[0]](segments[1:]) if len(segments) > 1 else None
    if len(segments) == 1:
        found = _item([]) if segments[0] == "input" else _legacy(segments[0])
    if found is None:
        raise BadReference(f"The reference {{{{{shown}}}}} is not known.")
    return found


def _legacy(word: str) -> Meaning | None:
    known: dict[str, Meaning] = {
        "job_id": lambda scope: scope.run.job_id,
        "run_id": lambda scope: scopes.own(scope).run_id,
        "start_date": lambda scope: moments.part(scopes.began(scope), "iso_date"),
        "start_time": lambda scope: scopes.began(scope),
        "task_key": lambda scope: scopes.own(scope).task_key,
        "parent_run_id": lambda scope: scope.run.run_id,
        "task_retry_count": lambda scope: scopes.own(scope).attempt_number,
    }
    return known.get(word)


def _job(names: Sequence[str]) -> Meaning | None:
    match names:
        case ["id"]:
            return lambda scope: scope.run.job_id
        case ["name"]:
            return lambda scope: scope.run.settings.get("name", scope.run.name)
        case ["run_id"]:
            return lambda scope: scope.run.run_id
        case ["repair_count"]:
            return lambda scope: scope.run.repair_count
        case ["start_time", argument] if argument in moments.PARTS:
            return lambda scope: moments.part(scope.run.created_at, argument)
        case ["parameters", name]:
            return lambda scope: _parameter(scope, name)
        case ["trigger", *rest]:
            return _trigger(rest)
    return None


def _parameter(scope: Scope, name: str) -> Any:
    if scope.depth >= MAX_DEPTH:
        raise BadReference(f"The job parameter '{name}' refers to itself.")
    return resolve(scopes.parameter(scope, name), replace(scope, depth=scope.depth + 1))


def _trigger(names: Sequence[str]) -> Meaning | None:
    match names:
        case ["type"]:
            return lambda scope: scope.run.trigger.lower()
        case ["time", argument] if argument in moments.PARTS:
            return lambda scope: moments.part(
                scope.run.scheduled_at or scope.run.created_at, argument
            )
        case ["file_arrival", "location"]:
            return lambda scope: scopes.of_trigger(scope, "file_arrival", "location")
        case ["table_update", "updated_tables"]:
            return lambda scope: scopes.of_trigger(scope, "table_update", "updated_tables")
        case ["table_update", *table, "version"] if table:
            return lambda scope: scopes.of_table(scope, ".".join(table), "version")
        case ["table_update", *table, "commit_timestamp", argument] if (
            table and argument in moments.PARTS
        ):
            return lambda scope: moments.part(
                scopes.of_table(scope, ".".join(table), "commit_timestamp"), argument
            )
    return None


def _this_task(names: Sequence[str]) -> Meaning | None:
    match names:
        case ["name"]:
            return lambda scope: scopes.own(scope).task_key
        case ["run_id"]:
            return lambda scope: scopes.own(scope).run_id
        case ["execution_count"]:
            return lambda scope: scopes.executions(scopes.own(scope))
        case ["notebook_path"]:
            return lambda scope: scopes.notebook_path(scopes.own(scope))
    return None


def _other_task(names: Sequence[str]) -> Meaning | None:
    match names:
        case [key, "run_id"]:
            return lambda scope: scopes.ended(scope, key).run_id
        case [key, "result_state"]:
            return lambda scope: (scopes.ended(scope, key).result_state or "").lower()
        case [key, "error_code"]:
            return lambda scope: scopes.ended(scope, key).code or ""
        case [key, "execution_count"]:
            return lambda scope: scopes.executions(scopes.ended(scope, key))
        case [key, "notebook_path"]:
            return lambda scope: scopes.notebook_path(scopes.ended(scope, key))
        case [key, "values", name]:
            return lambda scope: scopes.task_value(scope, key, name)
        case [key, "output", *rest]:
            return _output(key, rest)
    return None


def _output(key: str, names: Sequence[str]) -> Meaning | None:
    match names:
        case ["rows"]:
            return lambda scope: scopes.rows(scope, key)
        case ["first_row"]:
            return lambda scope: scopes.first_row(scope, key)
        case ["first_row", column]:
            return lambda scope: scopes.column(scope, key, column)
        case ["alert_state"]:
            return lambda scope: scopes.no_alert(key)
    return None


def _workspace(names: Sequence[str]) -> Meaning | None:
    match names:
        case ["id"]:
            return lambda scope: scope.parts.workspace_id
        case ["url"]:
            return lambda scope: scope.parts.address
    return None


def _item(names: Sequence[str]) -> Meaning:
    return lambda scope: scopes.of_item(scope, names)


def _backfill(names: Sequence[str]) -> Meaning | None:
    def refused(_: Scope) -> Any:
        raise BadReference("{{backfill.*}} has a meaning only in a backfill run.")

    return refused if len(names) == 1 and names[0] in moments.PARTS else None


_OF_NAMESPACE: Mapping[str, Callable[[Sequence[str]], Meaning | None]] = {
    "job": _job,
    "task": _this_task,
    "tasks": _other_task,
    "workspace": _workspace,
    "input": _item,
    "backfill": _backfill,
}
