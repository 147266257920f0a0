"""`migrate`, which also puts back the triggers that a remade table has lost."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from vaern.audit.triggers import install


class Command(Migrate):
    """Django's own command, then the triggers of the same database."""

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Leave out the checks of the databases: what they would miss is what this command puts in place."""
        return dict(super().get_check_kwargs(options)) | {"databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then install."""
        super().handle(*args, **options)
        install(connections[options["database"]])
