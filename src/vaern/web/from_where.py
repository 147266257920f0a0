"""From where a page is asked for: the workplace's own networks, when they are told, or anywhere else."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

from vaern.audit.places import Place


def place_of_request(request: HttpRequest) -> Place:
    """Inside or outside of VAERN_WORK_NETWORKS; where none are set, or the address is not told, in a browser."""
    address = _address(request)
    if address is None or not settings.WORK_NETWORKS:
        return Place.BROWSER
    inside = any(address in network for network in settings.WORK_NETWORKS)
    return Place.INSIDE if inside else Place.OUTSIDE


def _address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The other end of the line; behind a proxy what it says last: anybody may have written what stands before."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        told = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    try:
        address = ip_address(told)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
