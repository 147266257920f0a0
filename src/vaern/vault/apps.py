"""Tells Django of the package."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The app `vault`."""

    name = "vaern.vault"
    label = "vault"
