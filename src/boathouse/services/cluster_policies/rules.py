"""What a policy's definition demands of a cluster's settings.

A definition maps paths of attributes ("autoscale.max_workers", "spark_conf.spark.x",
"init_scripts.*.workspace.destination", the virtual cluster_type) to rules of the seven types.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from boathouse.errors import InvalidParameterValue

TYPES = {
    "fixed": {"value"},
    "forbidden": set[str](),
    "allowlist": {"values"},
    "blocklist": {"values"},
    "regex": {"pattern"},
    "range": {"minValue", "maxValue"},
    "unlimited": set[str](),
}
_COMMON = {"type", "hidden"}
_LIMITING = {"defaultValue", "isOptional"}
_MAPS = ("spark_conf", "spark_env_vars", "custom_tags")
_NOT_KEPT = ("dbus_per_hour",)
"""Virtual attributes that nothing here can compute: their rules are kept and not looked at."""
MAX_DEFINITION = 1_000_000
MAX_PATTERN = 1000

Rules = dict[str, dict[str, Any]]


def parsed(text: str) -> Rules:
    """The rules of a definition. Raises InvalidParameterValue naming what is wrong."""
    if len(text) > MAX_DEFINITION:
        raise InvalidParameterValue("The policy definition is too long.")
    try:
        rules = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise InvalidParameterValue("The policy definition is no valid JSON.") from None
    if not isinstance(rules, dict):
        raise InvalidParameterValue("The policy definition must be an object of rules.")
    for path, rule in rules.items():
        _check(path, rule)
    return rules


def overridden(rules: Rules, overrides: Rules) -> Rules:
    """A family's rules with those that a policy replaces, one by one."""
    return {**rules, **overrides}


def applied(
    rules: Rules, document: Mapping[str, Any], kind: str, *, defaults: bool
) -> dict[str, Any]:
    """The settings with the fixed values (and `defaults`) that they leave out.

    `kind`: "all-purpose" or "job". Raises InvalidParameterValue where a rule is broken.
    """
    settings: dict[str, Any] = json.loads(json.dumps(document))
    for path, rule in rules.items():
        if "*" in path or path in ("cluster_type", *_NOT_KEPT) or get(settings, path) is not None:
            continue
        if rule["type"] == "fixed" and not rule.get("isOptional"):
            _put(settings, path, rule["value"])
        elif defaults and "defaultValue" in rule:
            _put(settings, path, rule["defaultValue"])
    broken = violations(rules, settings, kind)
    if broken:
        told = "; ".join(broken.values())
        raise InvalidParameterValue(f"Cluster validation error: {told}")
    return settings


def forced(rules: Rules, document: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with the values of fixed rules in place of their own."""
    settings: dict[str, Any] = json.loads(json.dumps(document))
    for path, rule in rules.items():
        if "*" not in path and path not in ("cluster_type", *_NOT_KEPT):
            _put(settings, path, rule["value"])
    return settings


def violations(rules: Rules, settings: Mapping[str, Any], kind: str) -> dict[str, str]:
    """What is wrong with the settings, by the path of the attribute."""
    found: dict[str, str] = {}
    for path, rule in rules.items():
        if path in _NOT_KEPT:
            continue
        for place, value in _values(settings, path, kind):
            message = _broken(rule, value)
            if message is not None:
                found[place] = f"Validation failed for {place}, {message}"
    return found


def get(settings: Mapping[str, Any], path: str) -> Any:
    """The value of an attribute; None where it is not set."""
    value: Any = settings
    for name in _names(path):
        if isinstance(value, list):
            value = value[int(name)] if name.isdecimal() and int(name) < len(value) else None
        elif isinstance(value, Mapping):
            value = value.get(name)
        else:
            return None
    return value


def _values(settings: Mapping[str, Any], path: str, kind: str) -> Iterator[tuple[str, Any]]:
    if path == "cluster_type":
        yield path, kind
        return
    head, star, rest = path.partition(".*")
    if not star:
        yield path, get(settings, path)
        return
    several = get(settings, head)
    for index in range(len(several) if isinstance(several, list) else 0):
        yield from _values(settings, f"{head}.{index}{rest}", kind)


def _broken(rule: Mapping[str, Any], value: Any) -> str | None:
    kind = rule["type"]
    if kind == "forbidden":
        return None if value is None else "the value must not be present"
    if value is None:
        return None if rule.get("isOptional") else "the value must be present"
    if kind == "fixed" and not _same(value, rule["value"]):
        return f"the value must be {_text(rule['value'])} (is {_text(value)})"
    if kind == "allowlist" and not any(_same(value, one) for one in rule["values"]):
        return f"the value must be one of {_texts(rule['values'])} (is {_text(value)})"
    if kind == "blocklist" and any(_same(value, one) for one in rule["values"]):
        return f"the value must not be one of {_texts(rule['values'])} (is {_text(value)})"
    if kind == "regex" and not re.fullmatch(rule["pattern"], _plain(value)):
        return f"the value must match the regex {rule['pattern']} (is {_text(value)})"
    return _out_of_range(rule, value) if kind == "range" else None


def _out_of_range(rule: Mapping[str, Any], value: Any) -> str | None:
    number = _number(value)
    if number is None:
        return f"the value must be a number (is {_text(value)})"
    if "minValue" in rule and number < rule["minValue"]:
        return f"the value must be at least {rule['minValue']} (is {_text(value)})"
    if "maxValue" in rule and number > rule["maxValue"]:
        return f"the value must be at most {rule['maxValue']} (is {_text(value)})"
    return None


def _check(path: str, rule: Any) -> None:
    if not isinstance(rule, dict) or rule.get("type") not in TYPES:
        raise InvalidParameterValue(
            f"The policy definition is not valid: {path} needs a type of {', '.join(TYPES)}."
        )
    kind = rule["type"]
    known = TYPES[kind] | _COMMON | (_LIMITING if kind != "forbidden" else set())
    unknown = sorted(set(rule) - known)
    if unknown:
        raise InvalidParameterValue(
            f"The policy definition is not valid: {path} of type {kind} has no {unknown[0]}."
        )
    missing = TYPES[kind] - set(rule) if kind != "range" else set()
    if missing or (kind == "range" and not {"minValue", "maxValue"} & set(rule)):
        needed = sorted(missing) or ["minValue or maxValue"]
        raise InvalidParameterValue(
            f"The policy definition is not valid: {path} of type {kind} needs {needed[0]}."
        )
    _check_values(path, rule)


def _check_values(path: str, rule: dict[str, Any]) -> None:
    kind = rule["type"]
    wrong = None
    if "values" in rule and not isinstance(rule["values"], list):
        wrong = "values must be a list"
    if any(_number(rule[k]) is None for k in ("minValue", "maxValue") if k in rule):
        wrong = "its bounds must be numbers"
    if any(isinstance(rule.get(k), dict | list) for k in ("value", "defaultValue")):
        wrong = "its value must be a text, a number or a boolean"
    if kind == "regex":
        wrong = wrong or _bad_pattern(rule["pattern"])
    if wrong is None and "defaultValue" in rule:
        wrong = _broken(rule, rule["defaultValue"])
    if wrong is not None:
        raise InvalidParameterValue(f"The policy definition is not valid: {path}: {wrong}.")


def _bad_pattern(pattern: Any) -> str | None:
    if not isinstance(pattern, str) or len(pattern) > MAX_PATTERN:
        return "pattern must be a text"
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return "pattern is no regular expression"
    return None


def _names(path: str) -> list[str]:
    head, _, rest = path.partition(".")
    return [head, rest] if head in _MAPS and rest else path.split(".")


def _put(settings: dict[str, Any], path: str, value: Any) -> None:
    target: Any = settings
    *above, last = _names(path)
    for name in above:
        if isinstance(target, list):
            return  # a list is given whole or not at all
        target = target.setdefault(name, {})
    if isinstance(target, dict):
        target[last] = str(value) if above and above[0] in _MAPS else value


def _same(one: Any, two: Any) -> bool:
    return _plain(one) == _plain(two)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, str) else _plain(value)


def _texts(values: list[Any]) -> str:
    return ", ".join(_text(value) for value in values)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
