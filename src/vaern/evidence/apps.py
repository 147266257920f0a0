"""Tells Django of the package."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The app `evidence`."""

    name = "vaern.evidence"
    label = "evidence"
