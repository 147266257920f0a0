"""Case numbers are random, so that neither a gap nor a sequence tells anything."""

import secrets

from vaern import clock
from vaern.cases.models import Case

# Without I, L, O, U, 0 and 1: what is read aloud on the telephone must not be mistaken.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 4


def candidate() -> str:
    """A number like V-2026-K7Q4."""
    tail = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    return f"V-{clock.today().year}-{tail}"


def number() -> str:
    """A number that no case has. The unique column decides; this makes a second try rare."""
    while True:
        found = candidate()
        if not Case.objects.filter(number=found).exists():
            return found
