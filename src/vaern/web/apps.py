"""Tells Django of the package."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app `web`."""

    name = "vaern.web"
    label = "web"
