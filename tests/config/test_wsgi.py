"""What granian serves: the application answers a plain WSGI call."""

from typing import Any

import pytest
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


def test_application_answers_the_help_page():
    from vaern.config.wsgi import application

    told: list[Any] = []
    environ = RequestFactory().get("/faa-hjaelp/").environ
    body = b"".join(application(environ, lambda status, headers: told.append((status, dict(headers)))))
    [(status, headers)] = told
    assert (status, headers["Content-Type"]) == ("200 OK", "text/html; charset=utf-8")
    assert b"<html" in body
