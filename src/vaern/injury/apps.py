"""Tells Django of the package."""

from django.apps import AppConfig


class InjuryConfig(AppConfig):
    """The app `injury`."""

    name = "vaern.injury"
    label = "injury"
