"""How long it takes to capture and seal a page, over what the page itself needs: `python bench/capture.py`.

A page of two hundred pictures and much text on loopback. The browser's own start is told apart: it is the same for
every page, and the worker pays it once for each.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.update(VAERN_MODE="test", VAERN_VAR=tempfile.mkdtemp(prefix="vaern-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "vaern.config.settings"

TIMES = 5
LIMIT = 0.8


def main() -> int:
    """Capture the page some times; 1 when it takes too long."""
    import django

    django.setup()
    from django.core.management import call_command

    from vaern.vault.setup import make_keys_if_missing

    make_keys_if_missing()
    call_command("migrate", database="default", verbosity=0)
    call_command("migrate", database="keys", verbosity=0)
    rows = [once() for _time in range(TIMES)]
    for name in ("browser", "page", "capture", "seal"):
        print(f"{name:8} {statistics.median(row[name] for row in rows):6.2f} s (median of {TIMES})")
    over = statistics.median(row["capture"] + row["seal"] for row in rows)
    print(f"capture and seal, over the page's own loading: {over:.2f} s (at most {LIMIT})")
    return int(over > LIMIT)


def once() -> dict[str, float]:
    """One capture, sealed."""
    import uuid

    from tests.evidence.capture.site import site

    from vaern.evidence.capture.browser import capture
    from vaern.evidence.capture.gate import Rules
    from vaern.vault import keys
    from vaern.vault.blobs import Sealer
    from vaern.vault.scopes import Scope, ScopeKind

    with site() as there, tempfile.TemporaryDirectory() as folder:
        there.pages["/stor"] = (200, {}, large_page())
        rules = Rules(allowed=frozenset({there.host}))
        made = capture(there.at("/stor"), Path(folder), chromium="/usr/bin/chromium", rules=rules)
        scope = Scope(ScopeKind.CASE, uuid.uuid4())
        keys.make(scope)
        began = time.monotonic()
        for name in made.files.values():
            sealer = Sealer(scope)
            sealer.write((Path(folder) / name).read_bytes())
            sealer.finish()
        return {**made.seconds, "seal": time.monotonic() - began}


def large_page() -> str:
    """Much text and two hundred pictures."""
    words = "<p>" + "Mange ord om hverdagen på skolen og alt det, der hører til. " * 12 + "</p>"
    pictures = "".join(f"<img src='/billede.svg?{number}' width=90 height=40>" for number in range(200))
    return f"<!doctype html><meta charset=utf-8><title>Stor side</title>{words * 30}{pictures}"


if __name__ == "__main__":
    sys.exit(main())
