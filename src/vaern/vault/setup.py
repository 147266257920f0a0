"""Makes the first keys of an installation."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from vaern.errors import NotNow
from vaern.vault import keys, master
from vaern.vault.models import ScopeKey
from vaern.vault.wrapping import LEAST_BITS


def make_master_key(path: Path) -> None:
    """Write a first master key that only its owner can read. NotNow when the file is there already."""
    _write_new(path, master.line(1, os.urandom(master.BYTES)).encode(), mode=0o600)


def make_escrow_pair(public: Path, private: Path) -> None:
    """Write a new escrow pair; the private half belongs offline. NotNow when either file is there already."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=LEAST_BITS)
    _write_new(private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    _write_new(public, _public_pem(key), mode=0o644)


def make_keys(escrow_private: Path | None) -> str:
    """Make the master key and the escrow pair of a new installation, and say where they are.

    NotNow when the master key of an old one is missing: a new one would open nothing of what is there.
    """
    public, own = Path(settings.ESCROW_PUBLIC_KEY_FILE), Path(settings.MASTER_KEY_FILE)
    if not own.exists():
        _check_nothing_is_sealed(own)
    if not public.exists():
        make_escrow_pair(public, _named(escrow_private))
    elif escrow_private is not None and not escrow_private.is_file():
        raise NotNow(
            _("There is an escrow key already: %(public)s.") % {"public": public},
            _("Its private half was written when it was made, and is not written again. %(private)s was not made.")
            % {"private": escrow_private},
            _("Find the private half where it was put then."),
        )
    if not own.exists():
        make_master_key(own)
    return _(
        "Master key: %(master)s. Escrow key: %(escrow)s. Keep a copy of the master key apart from the backups."
    ) % {
        "master": own,
        "escrow": public,
    }


def make_keys_if_missing() -> None:
    """Demo and tests: make what is missing. The private escrow key is thrown away, so nothing there can be recovered.

    NotNow in production, where a person decides where the private escrow key goes.
    """
    public, own = Path(settings.ESCROW_PUBLIC_KEY_FILE), Path(settings.MASTER_KEY_FILE)
    if public.exists() and own.exists():
        return
    if settings.MODE == "production":
        _check_nothing_is_sealed(public if own.exists() else own)
        raise NotNow(
            _("This installation has no keys yet."),
            _("Where the private escrow key goes is for a person to decide."),
            _("Run: vaern keys make --escrow-private FILE"),
        )
    if not own.exists():
        make_master_key(own)
    if not public.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=LEAST_BITS)
        _write_new(public, _public_pem(key), mode=0o644)


def _check_nothing_is_sealed(missing: Path) -> None:
    table, tables = ScopeKey._meta.db_table, connections[keys.DATABASE].introspection.table_names()  # noqa: SLF001 - Django's own, documented
    if table in tables and ScopeKey.objects.exists():
        raise NotNow(
            _("The file %(path)s is missing.") % {"path": missing},
            _("The database holds keys that were made with it. A new one would not open them."),
            _("Put the file back from your own copy. Do not make new keys."),
        )


def _named(escrow_private: Path | None) -> Path:
    if escrow_private is None:
        raise NotNow(
            _("There is no escrow key yet, and no place for its private half was named."),
            _("The private half opens everything and belongs offline."),
            _("Run: vaern keys make --escrow-private FILE"),
        )
    return escrow_private


def _public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _write_new(path: Path, content: bytes, *, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise NotNow(
            _("The file %(path)s is there already.") % {"path": path},
            _("A key is never written over."),
            _("Name another place, or move the file away first."),
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
