"""Tells Django of the package."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The app `plans`."""

    name = "vaern.plans"
    label = "plans"
