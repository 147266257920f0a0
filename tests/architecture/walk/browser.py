"""One person at a browser of their own: asks an address in every way, and whatever it changed is taken back."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from tests.architecture.walk.world import World
from tests.undone import undone
from vaern.jobs.models import Job
from vaern.people.models import Notice

NO_SUCH_CASE = "V-2026-0000"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
PART = " part"
OUTSIDE = ("GET", f"GET{PART}", "POST filled", f"POST{PART}")
WAYS = (*OUTSIDE, "POST empty")
# What differs between two answers to the same question, and says nothing: tokens against forged forms, the time now.
TOKEN_IN_PAGE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
SIGNED_OUT = 401
NUMBER, LENGTH = re.compile(rb"V-\d{4}-[0-9A-Z]+"), re.compile(rb"Content-Length: \d+")
TOKEN_IN_HEADER = re.compile(r"(csrftoken|sessionid|messages)=[^\n]*|Expires: [^\n]*")
# A fact that also the injury track asks for, and a norm, about the case as a whole: forms get past their first look.
OF_CONTENT = {"fact": "because_of_work", "norm": "violates_peace", "incident": ""}
BY_KIND = {forms.DateField: "2026-11-01", forms.TimeField: "12:00", forms.EmailField: "a@b.invalid"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: str
    body: bytes
    error: str = ""

    @property
    def whole(self) -> bytes:
        """Everything, for the search of canaries; a bundle is opened."""
        return b"\n".join([self.headers.encode(), self.body, *_unpacked(self.body)])

    def without(self, path: str) -> tuple[int, bytes, bytes]:
        """Everything but tokens and the address that was asked for: one may be told what one said oneself."""
        headers = TOKEN_IN_HEADER.sub("", self.headers).encode()
        body = not_said(TOKEN_IN_PAGE.sub(b"", self.body), path)
        if self.status == SIGNED_OUT:  # it gives back what was typed, also case numbers
            return self.status, LENGTH.sub(b"", not_said(headers, path)), NUMBER.sub(b"", body)
        return self.status, not_said(headers, path), body


def not_said(text: bytes, path: str) -> bytes:
    """A text without the address that was asked for."""
    return text.replace(path.encode(), b"").replace(path.replace("/", "%2F").encode(), b"")


def _unpacked(body: bytes) -> Iterator[bytes]:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                yield name.encode() + packed.read(name)


@dataclass
class Browser:
    """One person (or nobody, for `anonymous`)."""

    world: World
    name: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    nowhere: dict[tuple[str, str], tuple[int, bytes, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        person = self.world.people.get(self.name)
        if person is not None:
            self.client.force_login(person.accounts.get(), backend="vaern.people.backends.LocalSignIn")

    def ask(self, path: str, body: dict[str, Any] | None = None, *, htmx: bool = False) -> Answer:
        """One question. A form's answer is joined by what it put on the table of work and in inboxes."""
        headers, cookies = HTMX if htmx else {}, self.client.cookies
        self.client.cookies = deepcopy(cookies)
        with undone():
            if body is None:
                answer = _answer(self.client.get(path, headers=headers))
            else:
                answer = _answer(self.client.post(path, body, headers=headers))
                answer = replace(answer, headers=answer.headers + _told_outside())
        self.client.cookies = cookies
        return answer

    def every_way(self, path: str, *, whole: bool = True) -> Iterator[tuple[str, Answer]]:
        """A page, a part of a page, and forms: filled with what is likely, and (`whole`) empty and in part.

        Where nothing looked whether a part was asked for, the part is the page, and is not asked for.
        """
        part_matters = False
        for way in WAYS if whole else OUTSIDE:
            if part_matters or not way.endswith(PART):
                with part_looked_for() as looked:
                    answer = self.ask_in(way, path)
                part_matters = bool(looked)
                yield way, answer

    def ask_in(self, way: str, path: str) -> Answer:
        """One question in one of the ways."""
        typed = {} if way == "POST empty" else likely_values()
        return self.ask(path, typed if way.startswith("POST") else None, htmx=way.endswith(PART))

    def not_there(self, way: str, path: str = "") -> tuple[int, bytes, bytes]:
        """What this person is answered, asked in one way, about a case (or draft, by its path) that is not there."""
        asked = path or reverse("case", args=[NO_SUCH_CASE])
        if (way, asked) not in self.nowhere:
            self.nowhere[way, asked] = self.ask_in(way, asked).without(asked)
        return self.nowhere[way, asked]


@contextmanager
def part_looked_for() -> Iterator[list[str]]:
    """What was asked of the request's account of whether it wants a part of a page."""
    looked, read = list[str](), HtmxDetails._get_header_value

    def reading(details: HtmxDetails, name: str) -> str | None:
        looked.append(name)
        return read(details, name)

    HtmxDetails._get_header_value = reading  # type: ignore[method-assign]
    try:
        yield looked
    finally:
        HtmxDetails._get_header_value = read  # type: ignore[method-assign]


def _answer(said: HttpResponseBase) -> Answer:
    body = b"".join(said.streaming_content) if said.streaming else said.content  # type: ignore[attr-defined] # one of the two kinds
    headers = "\n".join(f"{name}: {value}" for name, value in said.items()) + "\n" + said.cookies.output()
    failed = getattr(said, "exc_info", None)
    error = f"{failed[0].__name__}: {failed[1]}" if failed else ""
    return Answer(said.status_code, headers, body, error)


def _told_outside() -> str:
    jobs = Job.objects.values_list("name", "details", "slot")
    return f"\n{list(jobs)}{list(Notice.objects.values_list('code'))}"


@cache
def _likely_fields() -> dict[str, str]:
    values = {"revision": "0", "next": "/overblik/", "value": "yes"}
    for form in _below(forms.Form):
        if form.__module__.startswith("vaern."):
            values |= {name: _likely(each) for name, each in getattr(form, "base_fields", {}).items()}
    return values | OF_CONTENT | {"number": NO_SUCH_CASE}


def likely_values() -> dict[str, str]:
    """A plausible value for every field of every form of ours; emergency access is asked for no real case."""
    return dict(_likely_fields())


def _below(form: type[Any]) -> Iterator[type[Any]]:
    for child in form.__subclasses__():
        yield child
        yield from _below(child)


def _likely(each: forms.Field) -> str:
    if isinstance(each, forms.ChoiceField):
        values = [str(value) for value, label in each.choices if value and not isinstance(label, list | tuple)]  # type: ignore[misc] # groups are passed over
        return values[0] if values else ""
    return BY_KIND.get(type(each), "Ganske almindelige ord")
