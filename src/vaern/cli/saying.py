"""What a command says when it cannot: one message in the user's language, and never a traceback for bad input."""

import io
import sys

from vaern.errors import VaernError, why_not

KEPT = ("\n", "\t", "\N{NO-BREAK SPACE}")


def write_anything() -> None:
    """A character that the terminal cannot show is written by its number, instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(refused: VaernError) -> None:
    """The message on standard error."""
    print(visible(refused.text), file=sys.stderr)


def visible(text: str) -> str:
    """The text, with characters that would steer a terminal shown by their number: it may hold what was typed."""
    return "".join(char if char.isprintable() or char in KEPT else f"[U+{ord(char):04X}]" for char in text)


def known(fault: Exception) -> VaernError | None:
    """The message for a file or a database that cannot be used; None for what we know nothing of."""
    from django.db import Error
    from django.utils.translation import gettext as _

    if isinstance(fault, OSError):
        name = fault.filename or fault.strerror or type(fault).__name__
        return VaernError(
            _("The file %(name)s cannot be read or written.") % {"name": name},
            why_not(fault),
            _("Look at its name, its permissions and the room on the disk. Nothing more was done."),
        )
    if isinstance(fault, Error):
        return VaernError(
            _("The database cannot be used just now."),
            " ".join(str(fault).split())[:200],
            _("Look at VAERN_DATABASE and VAERN_KEYS_DATABASE and at the room on the disk. Nothing was changed."),
        )
    return None
