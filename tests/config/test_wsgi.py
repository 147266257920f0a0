"""What granian serves: the application answers a plain WSGI call."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_own_connection() -> Iterator[None]:
    """A request from outside drops a connection that is inside a transaction, as this test's is."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def test_application_answers_the_help_page():
    from vaern.config.wsgi import application

    told: list[Any] = []
    environ = RequestFactory().get("/faa-hjaelp/").environ
    body = b"".join(application(environ, lambda status, headers: told.append((status, dict(headers)))))
    [(status, headers)] = told
    assert (status, headers["Content-Type"]) == ("200 OK", "text/html; charset=utf-8")
    assert b"<html" in body
