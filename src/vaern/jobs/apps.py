"""Tells Django of the package."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The app `jobs`."""

    name = "vaern.jobs"
    label = "jobs"
