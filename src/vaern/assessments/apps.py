"""Tells Django of the package."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """The app `assessments`."""

    name = "vaern.assessments"
    label = "assessments"
