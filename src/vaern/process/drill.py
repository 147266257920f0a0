"""The part of a backup drill that runs in a process of its own, on the restored copy. Prints what was proved."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaern.errors import IntegrityBroken, VaernError

if TYPE_CHECKING:
    from vaern.vault.scopes import Scope


def prove() -> str:
    """Chains hold, every key opens, and of every scope one text of each kind and one file can be read."""
    from django.utils.translation import gettext as _

    from vaern.audit.verify import verify_all
    from vaern.vault import keys
    from vaern.vault.models import Forgotten, ScopeKey

    report = verify_all()
    if not report.holds:
        raise IntegrityBroken(report.text())
    for row in ScopeKey.objects.iterator():
        keys.opened(row)
    forgotten = {keys.scope_of(row) for row in Forgotten.objects.iterator()}
    texts, files = len(list(_texts(forgotten))), len(list(_files(forgotten)))
    return _("Proved: %(events)s events hold, %(keys)s keys open, %(texts)s texts and %(files)s files can be read.") % {
        "events": report.events,
        "keys": ScopeKey.objects.count(),
        "texts": texts,
        "files": files,
    }


def _texts(forgotten: "set[Scope]") -> Iterator[int]:
    """The first text of each scope in each sealed field."""
    from django.apps import apps

    from vaern.vault import text
    from vaern.vault.fields import SealedTextField

    for model in apps.get_models():
        for field in [field.attname for field in model._meta.get_fields() if isinstance(field, SealedTextField)]:  # noqa: SLF001 - Django's own, documented
            seen = set(forgotten)
            rows: Any = model._default_manager.exclude(**{field: b""})  # noqa: SLF001 - the same
            for row in rows.iterator():
                if row.vault_scope not in seen:
                    seen.add(row.vault_scope)
                    yield len(text.read(row, field))


def _files(forgotten: "set[Scope]") -> Iterator[int]:
    """The first file of each scope, read to its end."""
    from vaern.vault import blobs
    from vaern.vault.models import Blob

    seen = set(forgotten)
    for blob in Blob.objects.order_by("id").iterator():
        if blob.vault_scope not in seen:
            seen.add(blob.vault_scope)
            yield sum(len(chunk) for chunk in blobs.read(blob))


def main(source: Path) -> int:
    """Restore, prove, and let go of both databases."""
    import django

    django.setup()
    from django.db import connections

    from vaern.process.backup import restore

    try:
        restore(source)
        said = prove()
    except VaernError as error:
        print(error.text, file=sys.stderr)  # noqa: T201 - read by the process that started this one
        return 3
    finally:
        connections.close_all()
    print(said)  # noqa: T201 - the same
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
