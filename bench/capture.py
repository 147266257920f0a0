"""How long it takes to capture and seal a page, over what the page itself needs.

A page of two hundred pictures and much text on loopback. The browser's own start is told apart: it is the same for
every page, and the worker pays it once for each.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from bench.figures import heading, show, size

RUNS, MOST_MS = size(5, 1), 800


def main() -> bool:
    """Measure in a process and a folder of its own; whether the goal was reached."""
    with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder, heading("a captured page"):
        own = {"VAERN_VAR": folder, "VAERN_MODE": "test", "DJANGO_SETTINGS_MODULE": "vaern.config.settings"}
        command = [sys.executable, "-m", "bench.capture", folder]
        done = subprocess.run(command, env={**os.environ, **own}, check=True, stdout=subprocess.PIPE, text=True)
        rows = json.loads(done.stdout.splitlines()[-1])
        for name in ("browser", "page", "capture", "seal"):
            show(name, [row[name] for row in rows])
        over = [row["capture"] + row["seal"] for row in rows]
        return show("capture and seal, over the page's loading", over, limit_ms=MOST_MS)


def measure(folder: Path) -> list[dict[str, float]]:
    """Seconds of each step, once for each run."""
    import django

    django.setup()
    from django.core.management import call_command
    from tests.evidence.capture.site import site

    from vaern.evidence.capture.gate import Rules
    from vaern.vault import keys
    from vaern.vault.scopes import Scope, ScopeKind
    from vaern.vault.setup import make_keys_if_missing

    make_keys_if_missing()
    for alias in ("default", "keys"):
        call_command("migrate", database=alias, verbosity=0)
    scope = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(scope)
    with site() as there:
        there.pages["/stor"] = (200, {}, large_page())
        rules = Rules(allowed=frozenset({there.host}))
        return [captured(there.at("/stor"), rules, scope, folder / str(number)) for number in range(RUNS)]


def captured(address: str, rules: object, scope: object, folder: Path) -> dict[str, float]:
    """One capture, sealed."""
    from django.conf import settings

    from vaern.evidence.capture.browser import capture
    from vaern.vault.blobs import Sealer

    folder.mkdir()
    made = capture(address, folder, chromium=settings.CAPTURE_BROWSER, rules=rules)  # type: ignore[arg-type]
    began = time.monotonic()
    for name in made.files.values():
        sealer = Sealer(scope)  # type: ignore[arg-type]
        sealer.write((folder / name).read_bytes())
        sealer.finish()
    return {**made.seconds, "seal": time.monotonic() - began}


def large_page() -> str:
    """Much text and two hundred pictures."""
    words = "<p>" + "Mange ord om hverdagen på skolen og alt det, der hører til. " * 12 + "</p>"
    pictures = "".join(f"<img src='/billede.svg?{number}' width=90 height=40>" for number in range(200))
    return f"<!doctype html><meta charset=utf-8><title>Stor side</title>{words * 30}{pictures}"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        raise SystemExit(0 if main() else 1)
