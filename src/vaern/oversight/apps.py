"""Tells Django of the package."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The app `oversight`."""

    name = "vaern.oversight"
    label = "oversight"
