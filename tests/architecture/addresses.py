"""Every address of Værn, read from the resolver, for the tests of who may open what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One URL name with the arguments it takes."""

    name: str
    arguments: frozenset[str]
    view: Any


def addresses(urlconf: str | None = None) -> list[Address]:
    """Every address of a URL configuration (ours)."""
    return list(_below(get_resolver(urlconf), frozenset()))


def _below(resolver: URLResolver, above: frozenset[str]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        taken = above | frozenset(re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern)))
        if isinstance(pattern, URLPattern):
            yield Address(pattern.name or "", taken, pattern.callback)
        else:
            yield from _below(pattern, taken)
