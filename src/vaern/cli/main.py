"""The command `vaern`. Exit codes: 0 done, 2 wrong use, 3 refused or failed with a message."""

import argparse
import os
import sys
from collections.abc import Sequence

from vaern.audit.places import Place, acting_from
from vaern.cli import administering, evidence_out, keeping, reading, rules, running
from vaern.cli.saying import known, say, say_no_more, write_anything
from vaern.errors import VaernError, why_not

DONE, REFUSED = 0, 3


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    top = argparse.ArgumentParser(prog="vaern", description="Værn: digital chikane, håndteret ordentligt.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (rules, running, keeping, evidence_out, administering, reading):
        group.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what it refuses is said on standard error."""
    chosen = parser().parse_args(arguments)
    write_anything()
    try:
        if getattr(chosen, "needs_django", True):
            start_django()
        with acting_from(Place.COMMAND):
            code = int(chosen.run(chosen) or DONE)
        sys.stdout.flush()
    except VaernError as refused:
        say(refused)
        return REFUSED
    except BrokenPipeError:
        say_no_more()
        return DONE
    except Exception as fault:
        told = known(fault)
        if told is None:
            raise
        say(told)
        say_no_more()
        return REFUSED
    return code


def start_django() -> None:
    """Load settings and models; a setting that is refused is a message, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vaern.config.settings")
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.utils import translation

    try:
        django.setup()
    except ImproperlyConfigured as bad:
        raise VaernError("The settings are not right.", str(bad)) from bad
    except OSError as bad:
        why = f"{bad.filename or settings.SETTINGS_MODULE}: {why_not(bad)}"
        raise VaernError(
            "The folder of VAERN_VAR cannot be used.", why, "Look at VAERN_VAR and its permissions."
        ) from bad
    translation.activate(settings.LANGUAGE_CODE)


if __name__ == "__main__":
    raise SystemExit(main())
