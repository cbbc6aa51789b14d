"""PATCH: operations on a resource, by path, by value path, or without a path (RFC 7644 3.5.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue
from boathouse.services.principals.changes import Immutable
from boathouse.services.scim import filters
from boathouse.services.scim.errors import InvalidPath, InvalidSyntax, NoTarget
from boathouse.services.scim.filters import Target
from boathouse.services.scim.resources import ResourceType

ADD, REMOVE, REPLACE = "add", "remove", "replace"
READ_ONLY = frozenset(("id", "meta", "groups", "schemas"))
LISTS = frozenset(("emails", "entitlements", "roles", "members"))
MAX_OPERATIONS = 1000

_EXTENSION = re.compile(r"^urn:[\w.:-]+:extension:[\w.-]+:\d+\.\d+:\w+$", re.IGNORECASE)


def apply(
    kind: ResourceType, resource: Mapping[str, Any], operations: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A copy of the resource after the operations, in their order.

    Errors: InvalidSyntax, InvalidPath, NoTarget, Immutable, InvalidParameterValue.
    """
    if len(operations) > MAX_OPERATIONS:
        raise InvalidSyntax(f"A PATCH holds {MAX_OPERATIONS} operations at most.")
    changed: dict[str, Any] = _copy(dict(resource))
    for operation in operations:
        for op, target, value in _steps(kind, operation):
            if target.path[0] in READ_ONLY:
                raise Immutable(f"The attribute {target.path[0]} cannot be changed.")
            _step(changed, op, target, _copy(value))
    return changed


def _copy(value: Any) -> Any:
    """A JSON value anew; copy.deepcopy takes a second for a group of ten thousand."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _steps(kind: ResourceType, operation: Mapping[str, Any]) -> Iterator[tuple[str, Target, Any]]:
    """The operation as steps with a target each: without a path the value's keys are the paths."""
    fields = {key.lower(): value for key, value in operation.items()}
    op, path, value = str(fields.get("op", "")).lower(), fields.get("path"), fields.get("value")
    if op not in (ADD, REMOVE, REPLACE):
        raise InvalidSyntax(f"There is no operation {str(fields.get('op'))[:50]}.")
    if path:
        yield op, _target(kind, str(path)), value
    elif op == REMOVE:
        raise NoTarget("remove needs a path.")
    elif not isinstance(value, Mapping):
        raise InvalidParameterValue("Without a path the value must be an object.")
    else:
        for key, inner in value.items():
            # Clients send back what they were given: read-only attributes among it mean nothing.
            if kind.spelled(key) not in READ_ONLY:
                yield op, _target(kind, key), inner


def _target(kind: ResourceType, path: str) -> Target:
    if _EXTENSION.match(path):
        return Target((path,))
    target = filters.parse_target(path)
    name = kind.spelled(target.path[0])
    if not kind.knows(name):
        raise InvalidPath(f"A {kind.label} has no attribute {name[:100]}.")
    return Target((name, *target.path[1:]), target.filter, target.sub)


def _step(resource: dict[str, Any], op: str, target: Target, value: Any) -> None:
    name = target.path[0]
    if op != REMOVE and value is None:
        raise InvalidParameterValue(f"{op} {name} needs a value.")
    if target.filter is not None:
        _elements(resource, op, target, value)
    elif len(target.path) > 1:
        _sub(resource, op, name, target.path[1], value)
    elif op == REMOVE:
        _remove(resource, name, value)
    else:
        _put(resource, op, name, value)


def _put(resource: dict[str, Any], op: str, name: str, value: Any) -> None:
    """add or replace a whole attribute."""
    present = resource.get(name)
    if name in LISTS:
        items = _items(name, value)
        resource[name] = _joined(present or [], items) if op == ADD else items
    elif op == ADD and isinstance(present, dict) and isinstance(value, dict):
        present.update(value)
    else:
        resource[name] = value


def _remove(resource: dict[str, Any], name: str, value: Any) -> None:
    """remove a whole attribute, or only the elements that the value lists, as some clients ask."""
    if name in LISTS and value:
        gone = {item.get("value") for item in _items(name, value)}
        left = [item for item in resource.get(name, []) if item.get("value") not in gone]
        resource[name] = left
    else:
        resource.pop(name, None)


def _sub(resource: dict[str, Any], op: str, name: str, sub: str, value: Any) -> None:
    """`name.givenName`; under a list it means that part of each element."""
    inner = resource.setdefault(name, [] if name in LISTS else {})
    places = inner if isinstance(inner, list) else [inner]
    for place in places:
        if not isinstance(place, dict):
            raise InvalidPath(f"{name} has no parts.")
        _set(place, op, sub, value)


def _elements(resource: dict[str, Any], op: str, target: Target, value: Any) -> None:
    """`emails[type eq "work"]` and `emails[type eq "work"].value`."""
    name = target.path[0]
    if name not in LISTS or len(target.path) > 1 or target.filter is None:
        raise InvalidPath(f"{'.'.join(target.path)} is no list.")
    items: list[dict[str, Any]] = resource.setdefault(name, [])
    matched = [item for item in items if filters.matches(target.filter, item)]
    if op == REMOVE and target.sub is None:
        resource[name] = [item for item in items if item not in matched]
        return
    if not matched:
        matched = [_described(op, target)]
        items.extend(matched)
    for item in matched:
        if target.sub is not None:
            _set(item, op, target.sub, value)
        elif isinstance(value, dict):
            item.update(value)
        else:
            raise InvalidParameterValue(f"An element of {name} is an object.")


def _described(op: str, target: Target) -> dict[str, Any]:
    """The element that an add asks for by its filter: `emails[type eq "home"].value`."""
    assert target.filter is not None
    described: dict[str, Any] = dict(filters.equalities(target.filter))
    if op != ADD or not described or any("." in key for key in described):
        raise NoTarget(f"No element of {target.path[0]} fulfils the filter.")
    return described


def _set(place: dict[str, Any], op: str, name: str, value: Any) -> None:
    known = next((key for key in place if key.lower() == name.lower()), name)
    if op == REMOVE:
        place.pop(known, None)
    else:
        place[known] = value


def _items(name: str, value: Any) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, dict):
            raise InvalidParameterValue(f"{name} is a list of objects with a value each.")
    return items


def _joined(present: list[dict[str, Any]], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The elements of both; one with the same value is brought up to date."""
    joined = {str(item.get("value")): item for item in present}
    for item in items:
        key = str(item.get("value"))
        joined[key] = {**joined.get(key, {}), **item}
    return list(joined.values())
