"""Addresses and networks, and what a set of lists says of an address."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from boathouse.errors import InvalidParameterValue
from boathouse.services.ip_access_lists.store import AccessList

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Rules:
    """The networks of all enabled lists."""

    block: tuple[Network, ...]
    allow: tuple[Network, ...]

    def admit(self, address: str) -> bool:
        """Block lists first; then, where there is any allow list, the address must be in one."""
        if not self.block and not self.allow:
            return True
        found = _address(address)
        # A peer without an address that we understand is in no list: only blocking lets it pass.
        if found is not None and any(found in network for network in self.block):
            return False
        return not self.allow or (found is not None and any(found in net for net in self.allow))


def rules_of(lists: Iterable[AccessList]) -> Rules:
    """What the enabled lists say together."""
    enabled = [one for one in lists if one.enabled]
    return Rules(_networks(enabled, "BLOCK"), _networks(enabled, "ALLOW"))


def checked(addresses: Iterable[str]) -> list[str]:
    """Addresses and CIDR ranges as they were sent; InvalidParameterValue for what is neither."""
    sent = list(addresses)
    for text in sent:
        try:
            _network(text)
        except ValueError:
            raise InvalidParameterValue(
                f"ip_addresses: {text[:64]!r} is not an IP address or CIDR range."
            ) from None
    return sent


def _networks(lists: Iterable[AccessList], kind: str) -> tuple[Network, ...]:
    return tuple(
        _network(text) for one in lists if one.list_type == kind for text in one.ip_addresses
    )


def _network(text: str) -> Network:
    # strict: 10.0.0.1/8 is more likely a slip than a wish to admit 16 million addresses.
    network = ipaddress.ip_network(text, strict=True)
    if isinstance(network, ipaddress.IPv6Network) and network.network_address.ipv4_mapped:
        raise ValueError("an IPv4 address is written as one")
    return network


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    # A socket that serves both families shows IPv4 peers as ::ffff:1.2.3.4.
    return getattr(found, "ipv4_mapped", None) or found
