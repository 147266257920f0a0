"""Tells Django of the package."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The app `config`."""

    name = "vaern.config"
    label = "config"

    def ready(self) -> None:
        """Register the system checks."""
        from vaern.config import checks  # noqa: F401 - registers on import
