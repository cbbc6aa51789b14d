"""A destination's settings: of which kind, what they must hold, what of them is a secret."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from boathouse.context import compact
from boathouse.errors import InvalidParameterValue
from boathouse.services.notification_destinations.addresses import check_address

MAX_TEXT = 2048
MAX_ADDRESSES = 100


@dataclass(frozen=True)
class Kind:
    """A kind of destination. `secrets` go in and never come out; `needed` is one of them."""

    destination_type: str
    secrets: tuple[str, ...]
    needed: str


KINDS = {
    "email": Kind("EMAIL", (), "addresses"),
    "slack": Kind("SLACK", ("url",), "url"),
    "microsoft_teams": Kind("MICROSOFT_TEAMS", ("url",), "url"),
    "pagerduty": Kind("PAGERDUTY", ("integration_key",), "integration_key"),
    "generic_webhook": Kind("WEBHOOK", ("url", "username", "password"), "url"),
}


def named(config: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The one kind of settings in a config, by name, and its fields without nulls.

    Errors: InvalidParameterValue unless there is exactly one.
    """
    given = compact({name: config.get(name) for name in KINDS})
    if len(given) != 1:
        raise InvalidParameterValue(
            f"$.config: exactly one of {', '.join(KINDS)} is needed, found {len(given)}."
        )
    ((name, fields),) = given.items()
    return name, compact(dict(fields))


def checked(name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a kind that are kept; InvalidParameterValue naming what is wrong with one."""
    kind, path = KINDS[name], f"$.config.{name}"
    kept = {field: fields[field] for field in (*kind.secrets, "addresses") if fields.get(field)}
    if not kept.get(kind.needed):
        raise InvalidParameterValue(f"{path}.{kind.needed}: a value is needed.")
    for field in kind.secrets:
        if len(kept.get(field, "")) > MAX_TEXT or not kept.get(field, "").isprintable():
            raise InvalidParameterValue(f"{path}.{field}: up to {MAX_TEXT} plain characters.")
    if "url" in kept:
        _check_url(kept["url"], f"{path}.url")
    if "password" in kept and "username" not in kept:
        raise InvalidParameterValue(f"{path}.username: a value is needed beside a password.")
    for address in kept.get("addresses", ()):
        check_address(address, f"{path}.addresses")
    if len(kept.get("addresses", ())) > MAX_ADDRESSES:
        raise InvalidParameterValue(f"{path}.addresses: at most {MAX_ADDRESSES}.")
    return kept


def shown(name: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The config as it is answered: of secrets only that they are set."""
    kind = KINDS[name]
    if not kind.secrets:
        return {name: dict(kept)}
    return {name: {f"{field}_set": field in kept for field in kind.secrets}}


def _check_url(url: str, path: str) -> None:
    """Only TLS leaves this machine. The text is a key: it is in no message."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InvalidParameterValue(f"{path}: not a valid URL.") from None
    if not host or port == 0 or parts.username or parts.password or not url.isascii() or " " in url:
        raise InvalidParameterValue(f"{path}: not a valid URL of an https server.")
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback(host)):
        raise InvalidParameterValue(f"{path}: https is needed (http on this machine alone).")


def loopback(host: str) -> bool:
    """Whether a name or address is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
