"""Tells Django of the package."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """The app `measures`."""

    name = "vaern.measures"
    label = "measures"
