"""Gathers every text that people can see into the catalogue, where its Danish words are written.

`locale/da/LC_MESSAGES/django.po` is the catalogue. Texts are found by Django's own makemessages (xgettext).
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale/da/LC_MESSAGES/django.po"


def gather() -> None:
    """Let makemessages find the texts."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "VAERN_MODE": "test"}
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        "makemessages",
        "-l",
        "da",
        "--no-wrap",
        "--no-location",
        "--no-obsolete",
        "-i",
        ".venv",
        "-i",
        "front",
        "-i",
        "tests",
        "-i",
        "bench",
        "-v0",
    ]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603 - our own command


def untranslated(catalogue: polib.POFile) -> list[str]:
    """Texts without a finished Danish translation."""
    return [entry.msgid for entry in catalogue if not entry.obsolete and (not entry.translated() or entry.fuzzy)]


def main() -> int:
    """Gather, save; say what is missing."""
    gather()
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    catalogue.metadata["Language"] = "da"
    catalogue.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
    catalogue.metadata.pop("POT-Creation-Date", None)
    catalogue.save()
    missing = untranslated(catalogue)
    for msgid in missing:
        print(f"missing: {msgid}")  # noqa: T201 - a command
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
