"""`migrate`, which also puts back the triggers that a remade table has lost."""

from typing import Any

from django.apps import apps
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, router

from vaern.audit.triggers import install


class Command(Migrate):
    """Django's own command, then the triggers of the same database."""

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Leave out the checks of the databases: what they would miss is what this command puts in place."""
        return dict(super().get_check_kwargs(options)) | {"databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then install. A database that holds one app's tables alone is asked about no other's migrations."""
        here = _apps_in(options["database"])
        if options["app_label"] is None and len(here) == 1:
            options |= {"app_label": here.pop(), "run_syncdb": False}
        super().handle(*args, **options)
        install(connections[options["database"]])


def _apps_in(database: str) -> set[str]:
    """The apps with a table there."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.app_label for model in models if router.allow_migrate_model(database, model)}  # noqa: SLF001 - Django's own, documented
