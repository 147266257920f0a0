"""Brings a new or old installation up to date."""

from django.core.management import call_command

from vaern.audit.triggers import install_all
from vaern.evidence import signing
from vaern.vault.setup import make_keys_if_missing


def bring_up_to_date() -> None:
    """Keys where there are none, a signer, both databases migrated, the guards of append-only tables in place again."""
    make_keys_if_missing()
    signing.make_if_missing()
    call_command("migrate", database="default", verbosity=0, interactive=False)
    call_command("migrate", database="keys", verbosity=0, interactive=False)
    install_all()
