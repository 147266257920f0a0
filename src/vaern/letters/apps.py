"""Tells Django of the package."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The app `letters`."""

    name = "vaern.letters"
    label = "letters"
