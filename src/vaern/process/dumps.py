"""One database into a file and back: SQLite by its own online copy, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from vaern.errors import BadInput, NotNow


def dump(alias: str, to: Path) -> None:
    """Copy the database as it stands now, while others write."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(to)) as copy:
            connection.connection.backup(copy)
        return
    _run("pg_dump", connection.settings_dict, "--format=custom", "--no-owner", f"--file={to}")


def load(alias: str, source: Path) -> None:
    """Read a copy into a database that must be empty."""
    connection = connections[alias]
    if connection.introspection.table_names():
        raise NotNow(
            _("The database %(name)s is not empty.") % {"name": alias},
            _("A restore never writes over what is there."),
            _("Point VAERN_DATABASE and VAERN_KEYS_DATABASE at empty places, and run the restore again."),
        )
    is_sqlite = source.read_bytes()[:15] == b"SQLite format 3"
    if is_sqlite != (connection.vendor == "sqlite"):
        raise BadInput(_("The backup is of another kind of database than the one it should be restored to."))
    if is_sqlite:
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
        return
    name = connection.settings_dict["NAME"]
    _run("pg_restore", connection.settings_dict, "--no-owner", "--exit-on-error", f"--dbname={name}", str(source))


def _run(program: str, place: dict[str, Any], *args: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise NotNow(
            _("The program %(program)s is missing.") % {"program": program},
            todo=_("Install PostgreSQL's client programs, of the server's version or newer."),
        )
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(place[key]) for name, key in names.items() if place.get(key)}}
    done = subprocess.run([found, *args], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - a program found on the path, no shell
    if done.returncode:
        raise NotNow(_("%(program)s failed.") % {"program": program}, done.stderr.strip()[-500:])
