"""Tells Django of the package."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The app `decisions`."""

    name = "vaern.decisions"
    label = "decisions"
