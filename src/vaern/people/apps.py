"""Tells Django of the package."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app `people`."""

    name = "vaern.people"
    label = "people"
