"""Tells Django of the package."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "vaern.audit"
    label = "audit"
