"""Which addresses may be called. A name is looked up anew for each call, and the call goes to just the
address that was looked at: this site must not be led to knock at doors of its own house."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from reports.refusals import Refusal

Networks = Sequence[IPv4Network | IPv6Network]
# Of the new kind the public ones are among these; all others are of a house, or lead on to those of the old
# kind, whichever those are, as does one part of these.
PUBLIC: Final = ip_network("2000::/3")
GATEWAY: Final = ip_network("2002::/16")


class BadAddress(Refusal):
    """It is not called, and would not be later."""

    code = "bad_address"


class NotFound(Refusal):
    """Nobody knows the name just now."""

    code = "address_not_found"


@dataclass(frozen=True, slots=True)
class Target:
    """``path`` with its query. ``address`` is where the call goes."""

    host: str
    port: int
    path: str
    secure: bool
    address: str = ""


def target(written: str, allowed: Networks) -> Target:
    """Where a call of this address goes, or a refusal that says what is wrong with it."""
    found = _parts(written)
    addresses = [_plain(each) for each in _looked_up(found)]
    for address in addresses:
        if not _may_be_called(address, allowed):
            raise BadAddress(
                _("%(host)s is an address inside a network (%(address)s) that this site may not call.")
                % {"host": found.host, "address": address}
            )
    if not found.secure and not all(address.is_loopback for address in addresses):
        raise BadAddress(_("The address must begin with https://."))
    return Target(found.host, found.port, found.path, found.secure, str(addresses[0]))


def _parts(written: str) -> Target:
    try:
        parts = urlsplit(written)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:  # UnicodeError is one
        host, port = "", None
    clean = written.isascii() and written.isprintable() and not set(written) & set(" @#")
    if not clean or not host or parts.scheme not in ("http", "https"):
        raise BadAddress(
            _("This is not an address that can be called. Write it like https://host.example.cn/path.")
        )
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port or (443 if secure else 80), path, secure)


def _looked_up(found: Target) -> list[str]:
    try:
        rows = socket.getaddrinfo(found.host, found.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFound(_("No machine named %(host)s can be found.") % {"host": found.host}) from None
    return [str(row[4][0]) for row in rows]


def _plain(address: str) -> IPv4Address | IPv6Address:
    """An old address written as a new one is the old one."""
    found = ip_address(address.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or found


def _may_be_called(address: IPv4Address | IPv6Address, allowed: Networks) -> bool:
    if any(address in network for network in allowed):
        return True
    if address.version == 6 and (address not in PUBLIC or address in GATEWAY):
        return False
    return address.is_global and not address.is_multicast
