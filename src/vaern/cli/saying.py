"""What a command says when it cannot: one message in the user's language, and never a traceback for bad input."""

import io
import os
import re
import sys

from vaern.errors import VaernError, why_not

NO_TABLE = re.compile(r"no such (table|column)|(relation|column) .* does not exist")  # SQLite; PostgreSQL
KEPT = ("\n", "\t", "\N{NO-BREAK SPACE}")


def write_anything() -> None:
    """A character that the terminal cannot show is written by its number, instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(refused: VaernError) -> None:
    """The message on standard error."""
    print(visible(refused.text), file=sys.stderr)


def say_no_more() -> None:
    """What was still to be written to standard output is dropped: nobody reads it, or there is no room for it."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def visible(text: str) -> str:
    """The text, with characters that would steer a terminal shown by their number: it may hold what was typed."""
    return "".join(char if char.isprintable() or char in KEPT else f"[U+{ord(char):04X}]" for char in text)


def _no_file(fault: OSError) -> VaernError:
    """In Danish at once, since some commands need no Django; standard output has no name."""
    what = f"Filen {fault.filename}" if fault.filename else "Noget"
    return VaernError(
        f"{what} kan ikke læses eller skrives.",
        why_not(fault) or str(fault),
        "Se på navnet, rettighederne og pladsen på disken. Der er ikke gjort mere.",
    )


def known(fault: Exception) -> VaernError | None:
    """The message for a file or a database that cannot be used; None for what we know nothing of."""
    if isinstance(fault, OSError):
        return _no_file(fault)
    from django.db import Error
    from django.utils.translation import gettext as _

    if isinstance(fault, Error) and NO_TABLE.search(str(fault)):
        return VaernError(
            _("The database has not got all its tables yet."),
            _("It is new, or from an earlier edition of Værn."),
            _("Run: vaern migrate"),
        )
    if isinstance(fault, Error):
        return VaernError(
            _("The database cannot be used just now."),
            " ".join(str(fault).split())[:200],
            _("Look at VAERN_DATABASE and VAERN_KEYS_DATABASE and at the room on the disk. Nothing was changed."),
        )
    return None
