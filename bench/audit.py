"""How fast the log is checked, and which share of it is the hashing that no program can avoid."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

EVENTS, PER_STREAM = 300_000, 30


def measure() -> dict[str, float]:
    """Fill a fresh SQLite file with valid chains; time `verify_all` against bare SHA-256 over the same bytes."""
    import django

    django.setup()
    from django.core.management import call_command

    from vaern.audit.encoding import event_bytes
    from vaern.audit.models import Event
    from vaern.audit.verify import verify_all

    call_command("migrate", verbosity=0)
    fill()
    rates = []
    for _ in range(3):
        report = verify_all()
        if not report.holds:
            raise SystemExit(report.text())
        rates.append(report.events / report.seconds)
    pieces = [event.previous_hash.encode() + event_bytes(event) for event in Event.objects.all()[:50_000]]
    began = time.perf_counter()
    for piece in pieces:
        hashlib.sha256(piece).hexdigest()
    bare = len(pieces) / (time.perf_counter() - began)
    median = sorted(rates)[1]
    return {"events_per_second": round(median), "bare_sha256_per_second": round(bare), "ratio": round(median / bare, 3)}


def fill() -> None:
    """Streams of thirty events each, as a case has them, and one anchor over all."""
    import uuid

    from vaern.audit.actors import Actor
    from vaern.audit.anchors import make_anchor
    from vaern.audit.bulk import write_histories
    from vaern.audit.enums import Stream
    from vaern.audit.events import draft

    by = Actor(uuid.uuid4(), "leader")
    data = {"fact": "contacted_on_private_profile", "answer": str(uuid.uuid4()), "value": "yes"}
    streams = EVENTS // PER_STREAM
    write_histories(
        (Stream.CASE, uuid.uuid4(), [draft("fact.answered", by=by, data=data) for _ in range(PER_STREAM)])
        for _ in range(streams)
    )
    make_anchor()


def main() -> None:
    """Run in a process of its own, with a folder of its own, and print the figures."""
    if os.environ.get("VAERN_BENCH") == "audit":
        print(json.dumps(measure()))
        return
    with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder:
        own = {"VAERN_VAR": folder, "VAERN_MODE": "test", "VAERN_BENCH": "audit"}
        environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "vaern.config.settings"}
        subprocess.run([sys.executable, __file__], env=environment, check=True)


if __name__ == "__main__":
    main()
