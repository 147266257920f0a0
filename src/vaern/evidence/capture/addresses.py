"""Which addresses the capturing browser may reach: public ones only, asked anew each time. No Django here."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

PORTS = frozenset({80, 443})
SCHEMES = frozenset({"http", "https"})
NAT64 = ipaddress.ip_network("64:ff9b::/96")
LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")
PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")  # some clouds keep their own services there
SITE_LOCAL = ipaddress.ip_network("fec0::/10")
V4_COMPATIBLE = ipaddress.ip_network("::/96")
MOST_URL = 2000


class Inward(Exception):
    """The address leads inward, or nowhere that may be asked."""


def check_url(url: str) -> str:
    """The host of a page that may be captured. Inward for anything but plain http(s) on its usual port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Inward("not an address") from error
    unusual = port is not None and port not in PORTS
    odd = any(char.isspace() or ord(char) < 32 for char in url) or len(url) > MOST_URL  # noqa: PLR2004 - control characters
    if parts.scheme not in SCHEMES or not parts.hostname or parts.username or parts.password or unusual or odd:
        raise Inward("not a public page")
    return parts.hostname


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, by the system; odd ways of writing a number come out as the number."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Inward("no such name") from error
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def public_address(host: str, port: int, *, ask: Resolve = resolve, allowed: frozenset[str] = frozenset()) -> str:
    """One address of the host, which is then connected to and not asked again. Inward if any of them is not public.

    `allowed` (host:port) is for tests against a server on loopback.
    """
    found = ask(host.strip("[]"), port)
    if f"{host}:{port}" in allowed and found:
        return found[0]
    if port not in PORTS or not found or not all(is_public(one) for one in found):
        raise Inward("inward")
    return found[0]


def is_public(text: str) -> bool:
    """Whether an address is on the open internet, in whatever form it wraps an older one."""
    try:
        address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast and not _is_old_local(one) for one in _all_in(address))


def _is_old_local(address: Address) -> bool:
    return any(
        address in closed for closed in (PROTOCOLS, SITE_LOCAL, LOCAL_NAT64) if closed.version == address.version
    )


def _all_in(address: Address) -> Iterator[Address]:
    """The address, and every IPv4 address that it carries within."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    within = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64 or address in V4_COMPATIBLE:
        within.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    found = [one for one in within if one is not None]
    yield from found
    if address.ipv4_mapped is None and address not in NAT64:
        yield address
