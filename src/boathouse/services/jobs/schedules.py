"""The parts of a job's settings that start runs: their checks, and when time starts the next.

`schedule`, `trigger` and `continuous` hold one starter, `triggers` several [B5.6].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.services.volumes import places
from boathouse.work import cron

KINDS = ("schedule", "periodic", "file_arrival", "table_update", "continuous")
PLACES = ("schedule", "trigger", "continuous", "triggers")
MAX_TABLES = 10
MAX_TRIGGERS = 10
LEAST_SECONDS = 60
LEAST_GAP_MS = 10_000
"""Databricks' least time between two runs of a schedule (schedule-jobs page of its manual)."""

MAX_INTERVAL = 100_000
UNITS_MS = {"MINUTES": 60_000, "HOURS": 3_600_000, "DAYS": 86_400_000, "WEEKS": 7 * 86_400_000}
WAITS = ("min_time_between_triggers_seconds", "wait_after_last_change_seconds")
QUARTZ_PAGE = (
    "http://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html"
)


@dataclass(frozen=True)
class Starter:
    """One thing that starts runs of a job. `kind`: of KINDS; `config`: as the client sent it."""

    kind: str
    config: dict[str, Any]
    paused: bool


def with_defaults(settings: dict[str, Any]) -> None:
    """Put `pause_status` where it is left out, as clients read it back."""
    for name in PLACES:
        value = settings.get(name)
        if isinstance(value, Mapping):
            settings[name] = {"pause_status": "UNPAUSED", **value}
        elif name == "triggers" and value:
            settings[name] = [{"pause_status": "UNPAUSED", **one} for one in value]


def check(settings: Mapping[str, Any]) -> None:
    """Raise InvalidParameterValue for what cannot start runs, naming the field."""
    found = [name for name in PLACES if settings.get(name)]
    if len(found) > 1:
        raise InvalidParameterValue(
            f"At most one of {', '.join(PLACES)} may be set, found {' and '.join(found)}."
        )
    if len(settings.get("triggers") or ()) > MAX_TRIGGERS:
        raise InvalidParameterValue(f"$.triggers: there are more than {MAX_TRIGGERS}.")
    starters = [*_placed(settings)]
    for path, starter in starters:
        _CHECKS[starter.kind](starter.config, path)
    if any(starter.kind == "continuous" for _, starter in starters):
        _check_continuous(settings, len(starters))


def starters(settings: Mapping[str, Any]) -> list[Starter]:
    """What starts runs of a job with these (checked) settings."""
    return [starter for _, starter in _placed(settings)]


def _placed(settings: Mapping[str, Any]) -> Iterator[tuple[str, Starter]]:
    for name in ("schedule", "continuous"):
        if settings.get(name):
            yield f"$.{name}", Starter(name, settings[name], _paused(settings[name]))
    if settings.get("trigger"):
        yield _one_of(settings["trigger"], "$.trigger")
    for index, one in enumerate(settings.get("triggers") or ()):
        yield _one_of(one, f"$.triggers[{index}]")


def _one_of(trigger: Mapping[str, Any], path: str) -> tuple[str, Starter]:
    kinds = KINDS if path.startswith("$.triggers") else KINDS[1:4]
    found = [kind for kind in kinds if trigger.get(kind) is not None]
    if len(found) != 1:
        raise InvalidParameterValue(
            f"{path}: exactly one of {', '.join(kinds)} is needed, found {len(found)}."
        )
    return f"{path}.{found[0]}", Starter(found[0], trigger[found[0]], _paused(trigger))


def _paused(document: Mapping[str, Any]) -> bool:
    return document.get("pause_status") == "PAUSED"


def _check_schedule(config: Mapping[str, Any], path: str) -> None:
    expression = _required(config, "quartz_cron_expression", path)
    zone = _required(config, "timezone_id", path)
    try:
        cron.parse(expression, zone)
    except cron.BadExpression as error:
        raise InvalidParameterValue(
            f"Invalid quartz_cron_expression: {expression}. Databricks uses Quartz cron syntax,"
            f" which is different from the standard cron syntax. See {QUARTZ_PAGE} for more"
            f" details. ({path}: {error})"
        ) from None
    except cron.UnknownZone:
        raise InvalidParameterValue(
            f"Invalid timezone_id: {zone}. It must be a Java timezone ID. ({path})"
        ) from None


def _check_periodic(config: Mapping[str, Any], path: str) -> None:
    _required(config, "unit", path)
    interval = config.get("interval")
    if interval is None:
        raise InvalidParameterValue(f"Missing required field: {path[2:]}.interval")
    if not 1 <= interval <= MAX_INTERVAL:
        raise InvalidParameterValue(f"{path}.interval must be between 1 and {MAX_INTERVAL}.")


_OBJECT_STORAGE = frozenset({"s3", "s3a", "gs", "abfs", "abfss", "wasbs", "r2"})


def _check_file_arrival(config: Mapping[str, Any], path: str) -> None:
    url = _required(config, "url", path)
    _check_waits(config, path)
    if places.is_volume_path(url):
        places.taken_apart(url)
        return
    if url.partition("://")[0] in _OBJECT_STORAGE:
        raise NotImplementedHere(f"{path}.url: object storage is not watched here: {url}")
    if not url.startswith("file:"):
        raise InvalidParameterValue(
            f"{path}.url: {url} must be the path of a volume (/Volumes/...) or the URL of an"
            " external location, or lie below one."
        )


def _check_table_update(config: Mapping[str, Any], path: str) -> None:
    _check_waits(config, path)
    names = config.get("table_names") or []
    if not 1 <= len(names) <= MAX_TABLES:
        raise InvalidParameterValue(f"{path}.table_names: 1 to {MAX_TABLES} tables are needed.")
    for name in names:
        parts = name.split(".")
        if len(parts) != 3 or not all(parts):
            raise InvalidParameterValue(
                f"{path}.table_names: {name} must be <catalog>.<schema>.<table>."
            )
    if len({name.lower() for name in names}) != len(names):
        raise InvalidParameterValue(f"{path}.table_names: a table is named twice.")


def _check_waits(config: Mapping[str, Any], path: str) -> None:
    for name in WAITS:
        seconds = config.get(name) or 0
        if seconds and not LEAST_SECONDS <= seconds < 2**31:
            raise InvalidParameterValue(f"{path}.{name} must be at least {LEAST_SECONDS} seconds.")


def _check_continuous(settings: Mapping[str, Any], starters: int) -> None:
    if starters > 1:
        raise InvalidParameterValue("$.triggers: continuous cannot stand beside other triggers.")
    if settings.get("max_concurrent_runs", 1) != 1:
        raise InvalidParameterValue("max_concurrent_runs of a continuous job must be 1.")


def _check_nothing(_config: Mapping[str, Any], _path: str) -> None:
    """What its types say is all that there is to check."""


_CHECKS = {
    "schedule": _check_schedule,
    "periodic": _check_periodic,
    "file_arrival": _check_file_arrival,
    "table_update": _check_table_update,
    "continuous": _check_nothing,
}


def _required(config: Mapping[str, Any], name: str, path: str) -> str:
    value: str | None = config.get(name)
    if not value:
        raise InvalidParameterValue(f"Missing required field: {path[2:]}.{name}")
    return value


def first_time(kind: str, config: Mapping[str, Any], now: int) -> int | None:
    """When a schedule or a period that begins now starts its first run (ms); None: never."""
    if kind == "schedule":
        return _cron(config).next_after(now)
    return now + _interval(config)


def next_time(kind: str, config: Mapping[str, Any], due: int, now: int) -> int | None:
    """When the run after the one that was due at `due` is due; what lies before `now` is missed.

    Quartz does the same by default with a misfire (CronTrigger: fire once now, then go on).
    """
    if kind == "schedule":
        return _cron(config).next_after(max(now, due + LEAST_GAP_MS - 1))
    interval = _interval(config)
    return due + ((max(now - due, 0) // interval) + 1) * interval


def _interval(config: Mapping[str, Any]) -> int:
    interval: int = config["interval"]
    return interval * UNITS_MS[config["unit"]]


def _cron(config: Mapping[str, Any]) -> cron.Cron:
    return cron.parse(config["quartz_cron_expression"], config["timezone_id"])
