"""What several tests begin from is made once, and what each does to it is taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone(database: str = "default") -> Iterator[None]:
    """What happens inside is taken back, also what asks for a transaction of its own (as in Django's test cases)."""
    outer = transaction.atomic(using=database)
    outer._from_testcase = True  # type: ignore[attr-defined] # the mark that Django's test cases set
    with outer:
        yield
        transaction.set_rollback(True, using=database)
