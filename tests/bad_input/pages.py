"""A workplace, a browser and the sample files, as these tests use them."""

import os
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.cases import account

SAMPLES = Path(os.environ.get("VAERN_SAMPLES") or Path(__file__).parents[3] / "shared/samples")
ENGLISH = re.compile(r"\b(the|error|invalid|exception|traceback|cannot|failed)\b", re.IGNORECASE)


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
