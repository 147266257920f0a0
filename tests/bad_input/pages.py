"""A workplace, a browser and the sample files, as these tests use them."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.cases import account

SAMPLES = Path(os.environ.get("VAERN_SAMPLES") or Path(__file__).parents[3] / "shared/samples")


def samples(folder: str) -> Path:
    """A folder of sample files; where there is none the test is skipped."""
    found = SAMPLES / folder
    if not found.exists():
        pytest.skip("the folder of sample files is not here")
    return found


def browser(viewer, **more) -> Client:
    """A browser in which this person is signed in; a fault of ours shows as the page that a user would get."""
    client = Client(raise_request_exception=False, **more)
    client.force_login(account(viewer.person), backend="vaern.people.backends.LocalSignIn")
    return client


def post(client, report, act, **fields):
    """A press on one of the buttons of the draft page."""
    return client.post(reverse("report_draft", args=[report.id]), {"act": act, "revision": report.revision, **fields})


def text(response) -> str:
    """The page as text."""
    return response.content.decode()


def prose(response) -> str:
    """What a person reads on the page: no head, no markup."""
    body = re.sub(r"(?s)<head>.*?</head>|<(script|style).*?</\1>", "", text(response))
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


class Dangers(HTMLParser):
    """Reads a page as a browser does, and notes what typed text must never have become."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        held = {name: value or "" for name, value in attrs}
        foreign = not held.get("src", "/").startswith(("/static/", "/"))
        runs = tag == "script" and not held.get("src", "").startswith("/static/")
        acts = [name for name in held if name.startswith("on")]
        leads = [
            held[name]
            for name in ("href", "action")
            if held.get(name, "").lower().lstrip().startswith(("java", "data:"))
        ]
        if foreign or runs or acts or leads or tag in ("iframe", "object", "embed", "marquee", "video", "audio"):
            self.found.append(f"{tag} {held}")


def dangers(page: str) -> list[str]:
    """Elements on the page that run, load or lead to something that is not ours."""
    reader = Dangers()
    reader.feed(page)
    return reader.found
