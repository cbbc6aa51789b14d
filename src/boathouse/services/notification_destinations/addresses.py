"""Addresses of email."""

from __future__ import annotations

import re

from boathouse.errors import InvalidParameterValue

# No more than a mail's header and its envelope can carry unquoted.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253})")


def check_address(address: str, path: str) -> None:
    """InvalidParameterValue unless it is the address of a mailbox."""
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise InvalidParameterValue(f"{path}: {str(address)[:64]!r} is not an email address.")
