"""Verifying a bundle with the stand-alone verifier, against bare SHA-256 over the same files in the same run."""

import hashlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bench.figures import ratio, size

VERIFY = Path(__file__).parents[1] / "verifier" / "verify.py"
FILES, EACH, RUNS = size(8, 2), size(128, 1) * 2**20, size(3, 1)


def made(folder: Path) -> Path:
    """A bundle of 1 GiB, by the way of a real case: received, sealed, exported."""
    import django

    django.setup()
    from vaern.process.install import bring_up_to_date

    bring_up_to_date()
    from vaern.audit.actors import SYSTEM
    from vaern.evidence.bundle import write_bundle
    from vaern.people.enums import OrgRole, UnitKind
    from vaern.people.models import Account, Person, RoleAssignment, Unit
    from vaern.people.queries import viewer_of
    from vaern.process import report as process
    from vaern.vault.blobs import Sealer

    unit_id, now = uuid4(), datetime.now(UTC)
    unit = Unit.objects.create(id=unit_id, name="Bænken", kind=UnitKind.WORKPLACE, path=f"{unit_id.hex}/")
    writer, leader = (Person.objects.create(name=name, title="", unit=unit) for name in ("Bo Bænk", "Lis Leder"))
    RoleAssignment.objects.create(person=leader, role=OrgRole.LEADER, unit=unit, since=now.date(), made_at=now)
    Account.objects.create(person=leader, username=uuid4().hex, made_at=now)
    viewer = viewer_of(writer)
    report = process.start_draft(by=viewer)
    for number in range(FILES):
        sealer = Sealer(report.case.vault_scope)
        for _ in range(EACH // 2**20):
            sealer.write(os.urandom(2**20))
        process.attach(report, by=viewer, sealer=sealer, name=f"{number}.bin", claimed_sha256="")
    report = process.save_draft(report, by=viewer, revision=report.revision, fields={"words": "En prøve."}).report
    case = process.send_report(report, by=viewer).case
    began = time.perf_counter()
    path = write_bundle(case, by=SYSTEM, to=folder / "bundle.zip")
    print(f"{'write a bundle of 1 GiB':<44} {FILES * EACH / 1e6 / (time.perf_counter() - began):,.0f} MB/s", flush=True)
    return path


def bare(path: Path) -> float:
    """MB/s of Python's own SHA-256 over the same bytes, as one file."""
    began = time.perf_counter()
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return path.stat().st_size / 1e6 / (time.perf_counter() - began)


def verified(path: Path) -> float:
    """MB/s of the verifier as a command, with everything it looks at."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-I", str(VERIFY), str(path)], check=True, stdout=subprocess.DEVNULL)
    return path.stat().st_size / 1e6 / (time.perf_counter() - began)


def main() -> bool:
    """Whether the goal was reached: 70 % of bare SHA-256."""
    with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder:
        own = {"VAERN_VAR": folder, "VAERN_MODE": "test", "DJANGO_SETTINGS_MODULE": "vaern.config.settings"}
        command = [sys.executable, "-m", "bench.bundle", folder]
        subprocess.run(command, env={**os.environ, **own}, check=True)
        path = Path(folder) / "bundle.zip"
        pairs = [(bare(path), verified(path)) for _ in range(RUNS)]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    reached = ratio(
        "verify a bundle, MB/s, of bare SHA-256",
        statistics.median(speed for _, speed in pairs),
        statistics.median(speed for speed, _ in pairs),
        least=0.7,
    )
    print(f"{'memory at the most, writing and verifying':<44} {memory:.0f} MB", flush=True)
    return reached


if __name__ == "__main__":
    if len(sys.argv) > 1:
        made(Path(sys.argv[1]))
    else:
        raise SystemExit(0 if main() else 1)
