"""A stamped bundle for the verifier to look at, made once for each process; and the verifier, as a stranger has it."""

import importlib.util
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.factories.cases import attached, draft, picture, workplace
from tests.timestamps.authority import Authority
from vaern import clock
from vaern.cases.queries import actor_in
from vaern.evidence.bundle import write_bundle
from vaern.evidence.provenance import note_call
from vaern.evidence.queries import items_of
from vaern.evidence.signing import signer
from vaern.evidence.stamping import stamp_items
from vaern.process import report as process

VERIFY = Path(__file__).parents[2] / "verifier" / "verify.py"


@dataclass(frozen=True)
class Made:
    """The zip, the same unpacked, and the certificates to trust."""

    zip: Path
    folder: Path
    trust: Path


def the_verifier() -> ModuleType:
    """The file itself, imported by its place: it is no package of ours."""
    spec = importlib.util.spec_from_file_location("verify", VERIFY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make(tsa: Authority | None, settings: Any, folder: Path) -> Made:
    """Two items, stamped where there is an authority, and two calls, exported."""
    if tsa is not None:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(tsa.folder / "ca.pem")
    place = workplace()
    report = draft(place.maja)
    attached(report, place.maja, picture(), "skærm æøå.png")
    attached(report, place.maja, b"Der kom en besked.\n", "note.txt")
    case = process.send_report(report, by=place.maja).case
    stamp_items({})
    by = actor_in(place.henrik.person, case)
    item = items_of(case)[1]
    for said in ("Jeg ved,\nhvor du bor.", "Igen."):
        words = {"number": "12 34 56 78", "said": said, "heard_by": "Maja"}
        note_call(case=case, by=by, called_at=clock.now(), item=item, **words)
    made = write_bundle(case, by=by, to=folder / "bundle.zip")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder / "out")
    trust = folder / "trust.pem"
    trust.write_bytes(signer().pem + (b"" if tsa is None else (tsa.folder / "ca.pem").read_bytes()))
    return Made(made, folder / "out" / case.number, trust)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The verifier as a command, in a Python without our packages and without the test's environment."""
    command = [sys.executable, "-I", "-S", str(VERIFY), *map(str, arguments)]
    env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def bomb_of(path: Path, *, says: int) -> Path:
    """A zip in the old format with 512 MB of nothing, packed a thousand times, of which its list says a size."""
    listed = f"{'0' * 64}  data/a\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("S/manifest-sha256.txt", listed)
        archive.writestr("S/tagmanifest-sha256.txt", listed.replace("data/a", "bagit.txt"))
        archive.writestr("S/bag-info.txt", "Bagging-Date: 2026-01-01\nPayload-Oxum: 1.1\n")
        with archive.open("S/data/a", "w") as file:
            for _ in range(512):
                file.write(bytes(1 << 20))
        archive.getinfo("S/data/a").file_size = min(says, 0xFFFFFFFE)
    return path
