"""Tells Django of the package."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "vaern.cases"
    label = "cases"
