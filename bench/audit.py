"""How fast the log is checked, and which share of it is the hashing that no program can avoid."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

from bench.figures import ratio, size

EVENTS, PER_STREAM, GOAL = size(300_000, 300), 30, 150_000


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
    return {"events_per_second": median, "bare_sha256_per_second": bare}


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


def main() -> bool:
    """Measure in a process and a folder of its own; whether the goal was reached."""
    with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder:
        own = {"VAERN_VAR": folder, "VAERN_MODE": "test", "DJANGO_SETTINGS_MODULE": "vaern.config.settings"}
        command = [sys.executable, "-m", "bench.audit", "measure"]
        done = subprocess.run(command, env={**os.environ, **own}, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    fast = ratio("verify, events/s, of the goal", found["events_per_second"], GOAL, least=1)
    ratio("verify, events/s, of bare SHA-256", found["events_per_second"], found["bare_sha256_per_second"], least=0)
    return fast


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure()))
    else:
        raise SystemExit(0 if main() else 1)
