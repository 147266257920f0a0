"""`migrate`, which takes the triggers away while tables are made anew, and puts them back."""

from typing import Any

from django.apps import apps
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, router

from vaern.audit.triggers import install, remove


class Command(Migrate):
    """Django's own command, with the triggers of the same database put in place after it, however it ends.

    SQLite makes a table anew to change it, and refuses that while a trigger of another table asks about it.
    """

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Leave out the checks of the databases: what they would miss is what this command puts in place."""
        return dict(super().get_check_kwargs(options)) | {"databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then install. A database that holds one app's tables alone is asked about no other's migrations."""
        here = _apps_in(options["database"])
        if options["app_label"] is None and len(here) == 1:
            options |= {"app_label": here.pop(), "run_syncdb": False}
        database = connections[options["database"]]
        if database.vendor == "sqlite":
            remove(database)
        try:
            super().handle(*args, **options)
        finally:
            install(database)


def _apps_in(database: str) -> set[str]:
    """The apps with a table there."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.app_label for model in models if router.allow_migrate_model(database, model)}  # noqa: SLF001 - Django's own, documented
