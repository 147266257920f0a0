"""Which addresses the capturing browser may reach: public ones only, asked anew each time. No Django here."""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], list[str]]

PORTS = frozenset({80, 443})
SCHEMES = frozenset({"http", "https"})
NAT64 = ipaddress.ip_network("64:ff9b::/96")
V4_COMPATIBLE = ipaddress.ip_network("::/96")
SIIT = ipaddress.ip_network("::ffff:0:0:0/96")
PLATFORM = ipaddress.ip_network("168.63.129.16/32")  # Azure's own services answer there, to its machines only
MOST_URL = 2000


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks in CIDR that must not be reached though they look public. ValueError for what is none."""
    return tuple(ipaddress.ip_network(text) for text in texts)


# No page is published from these. They are refused here, since Python's own list differs from one release to the next.
NEVER_PUBLIC = networks(
    (
        "192.0.0.0/24",  # for protocols; some clouds keep their own services there
        "192.88.99.0/24",  # the old ways from IPv4 to IPv6, and all that is written in them
        "2002::/16",
        "2001::/23",  # for protocols, among them Teredo
        "64:ff9b:1::/48",  # translation within one network
        "3fff::/20",  # for examples in books
        "5f00::/16",  # for routes
        "fec0::/10",  # within one site, in the old way
    )
)


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


def public_address(
    host: str,
    port: int,
    *,
    ask: Resolve = resolve,
    allowed: frozenset[str] = frozenset(),
    refuse: tuple[Network, ...] = (),
) -> str:
    """One address of the host, which is then connected to and not asked again. Inward if any of them is not public.

    `allowed` (host:port) is for tests against a server on loopback.
    """
    found = ask(host.strip("[]"), port)
    if f"{host}:{port}" in allowed and found:
        return found[0]
    if port not in PORTS or not found or not all(is_public(one, refuse) for one in found):
        raise Inward("inward")
    return found[0]


def is_public(text: str, refuse: tuple[Network, ...] = ()) -> bool:
    """Whether an address is on the open internet, in whatever form it wraps an older one, and neither ours nor refused.

    `refuse` is what the organisation says is its own.
    """
    try:
        address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    within = list(_all_in(address))
    if any(_is_within((PLATFORM, *refuse), one) or is_own(one) for one in (address, *within)):
        return False
    return all(one.is_global and not one.is_multicast and not _is_within(NEVER_PUBLIC, one) for one in within)


def is_own(address: Address) -> bool:
    """Whether this machine itself has the address: the way there then begins where it ends. Nothing is sent."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 - the version of the protocol
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((str(address), 443))
            return ipaddress.ip_address(way.getsockname()[0].split("%", 1)[0]) == address
    except OSError:
        return False


def _is_within(closed: Iterable[Network], address: Address) -> bool:
    return any(address in one for one in closed if one.version == address.version)


def _all_in(address: Address) -> Iterator[Address]:
    """The address, and every IPv4 address that it carries within."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    within = [address.ipv4_mapped]
    if any(address in wrapping for wrapping in (NAT64, V4_COMPATIBLE, SIIT)):
        within.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    found = [one for one in within if one is not None]
    yield from found
    if address.ipv4_mapped is None and address not in NAT64:
        yield address
