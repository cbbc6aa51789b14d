"""From query, path and body to checked keyword arguments.

The parameter types are the handler's own annotations (or the TypedDict of its `**settings`).
Numbers arrive as text too, booleans as `true` or `True`, null means absent [api.md 2.5, 5.3]. The
known fields are checked and converted; what the types do not know stays as it was sent, at every
depth, because the document is the value.
"""

from __future__ import annotations

import functools
import inspect
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import (
    Any,
    NotRequired,
    TypedDict,
    Unpack,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import msgspec

from boathouse.errors import InvalidParameterValue, MalformedRequest
from boathouse.route import Body, Upload

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
MAX_DEPTH = 64

_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"^Object missing required field `(?P<name>.*)`$")


class Binder:
    """Checks the arguments of one handler."""

    def __init__(self, handler: Callable[..., Any]) -> None:
        self._type, self._lists, self._open = parameters_of(handler)
        self._names = frozenset(self._type.__annotations__)

    def bind(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Keyword arguments, or InvalidParameterValue that names `$.tasks[0].task_key`."""
        sent = _clean(dict(document), "$", 0)
        try:
            known = msgspec.convert(sent, self._type, strict=False)
        except msgspec.ValidationError as error:
            raise InvalidParameterValue(_explain(str(error))) from None
        except RecursionError:
            raise InvalidParameterValue("The request is nested too deeply.") from None
        merged: dict[str, Any] = _merge(sent, known)
        return merged

    def known(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments that the handler takes; one with `**settings` takes the whole document."""
        if self._open:
            return arguments
        return {key: value for key, value in arguments.items() if key in self._names}

    def query(self, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        """Query parameters as a document: repeated keys become lists, dots nest."""
        document: dict[str, Any] = {}
        for key, value in pairs:
            _nest(document, key.split("."), value, many=key in self._lists)
        return document


def decode_json(body: bytes) -> dict[str, Any]:
    """The JSON object in a body of any Content-Type; an empty body is an empty object."""
    if not body.strip():
        return {}
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRequest(f"Invalid JSON in the request body: {error}") from None
    if not isinstance(document, dict):
        raise MalformedRequest("The request body must be a JSON object.")
    return document


@functools.cache
def parameters_of(handler: Callable[..., Any]) -> tuple[Any, frozenset[str], bool]:
    """The handler's parameters as one TypedDict type, the names of those that are lists, and
    whether it takes any others too."""
    hints = {name: _without_upload(hint) for name, hint in get_type_hints(handler).items()}
    takes_any = False
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(handler).parameters.items())[1:]:
        if hints[name] is Body:
            continue
        if parameter.kind is parameter.VAR_KEYWORD:
            takes_any = True
            optional.update(get_type_hints(_unpacked(hints[name])))
        elif parameter.default is parameter.empty:
            required[name] = hints[name]
        else:
            optional[name] = hints[name]
    for name in required:
        optional.pop(name, None)
    lists = frozenset(_list_paths({**required, **optional}))
    fields = {**required, **{name: NotRequired[hint] for name, hint in optional.items()}}
    # A name of its own: schemas made from the types are filed under it (http/openapi.py).
    name = f"{handler.__module__}_{handler.__name__}".replace(".", "_")
    return TypedDict(name, fields), lists, takes_any  # type: ignore[operator]


def _without_upload(hint: Any) -> Any:
    """The hint for what JSON can carry; an Upload is handed over as it is."""
    left = [arg for arg in get_args(hint) if arg is not Upload]
    if Upload not in get_args(hint):
        return hint
    return functools.reduce(operator.or_, left)


def _unpacked(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Unpack else hint


def _is_list(hint: Any) -> bool:
    return get_origin(hint) is list or any(get_origin(arg) is list for arg in get_args(hint))


def _list_paths(hints: Mapping[str, Any]) -> Iterator[str]:
    """The parameters that are lists, and `filter_by.states` for a list one level further down."""
    for name, hint in hints.items():
        if _is_list(hint):
            yield name
        for kind in (hint, *get_args(hint)):
            if is_typeddict(kind):
                inner = get_type_hints(kind)
                yield from (f"{name}.{key}" for key in inner if _is_list(inner[key]))


def _nest(document: dict[str, Any], keys: list[str], value: str, *, many: bool) -> None:
    for key in keys[:-1]:
        inner = document.setdefault(key, {})
        if not isinstance(inner, dict):
            raise InvalidParameterValue(f"The query parameter {'.'.join(keys)} clashes with {key}.")
        document = inner
    if not many:
        document[keys[-1]] = value
        return
    values = document.setdefault(keys[-1], [])
    if not isinstance(values, list):
        raise InvalidParameterValue(f"The query parameter {'.'.join(keys)} is a list.")
    values.append(value)


def _clean(value: Any, path: str, depth: int) -> Any:
    """The value without nulls; refuses numbers out of int64's range and bottomless nesting."""
    if depth > MAX_DEPTH:
        raise InvalidParameterValue("The request is nested too deeply.")
    if isinstance(value, dict):
        return {
            key: _clean(item, f"{path}.{key}", depth + 1)
            for key, item in value.items()
            if item is not None
        }
    if isinstance(value, list):
        return [_clean(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(value)]
    if isinstance(value, int) and not INT64_MIN <= value <= INT64_MAX:
        raise InvalidParameterValue(f"{path}: the number is out of the range of int64")
    return value


def _merge(sent: Any, known: Any) -> Any:
    """The converted values laid over what was sent, at every depth."""
    if isinstance(sent, dict) and isinstance(known, dict):
        return {
            key: _merge(item, known[key]) if key in known else item for key, item in sent.items()
        }
    if isinstance(sent, list) and isinstance(known, list):
        return [_merge(left, right) for left, right in zip(sent, known, strict=True)]
    if isinstance(known, int) and not INT64_MIN <= known <= INT64_MAX:
        raise InvalidParameterValue(f"the number {known} is out of the range of int64")
    return known


def _explain(message: str) -> str:
    """msgspec's message in the API's words: the place first, then what was wrong with it."""
    match = _AT.match(message)
    what, path = (match.group("what"), match.group("path") or "$") if match else (message, "$")
    missing = _MISSING.match(what)
    if missing:
        place = f"{path}.{missing.group('name')}"
        return f"Missing required field: {place.removeprefix('$.')}"
    return f"{path}: {what[:1].lower()}{what[1:]}".replace("`", "")
