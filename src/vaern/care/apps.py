"""Tells Django of the package."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """The app `care`."""

    name = "vaern.care"
    label = "care"
