"""The database's own refusal to change or remove what may only be added to."""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place that this database should have."""


def install_all() -> None:
    """The same for every database of the installation."""
    for alias in connections:
        install(connections[alias])
