"""`vaern demo`: the whole case against a fresh database, and its documents."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from vaern import clock
from vaern.audit.anchors import make_anchor
from vaern.audit.verify import verify_all
from vaern.demo.people import seat_everyone
from vaern.demo.story import Story
from vaern.errors import BadInput, IntegrityBroken, why_not
from vaern.evidence.bundle import write_bundle
from vaern.oversight.account import account_pdf
from vaern.process.export import case_export
from vaern.process.install import bring_up_to_date
from vaern.vault import blobs

DAYS_AGO = 120
NAMES = ("letter.pdf", "account.pdf", "bundle.zip", "case.json")


def run_whole_case(out: Path) -> dict[str, Any]:
    """Tell the story, write letter, account, bundle and export to `out`; which case, which files, how many seconds."""
    started = time.perf_counter()
    _make_folder(out)
    bring_up_to_date()
    start = clock.now() - timedelta(days=DAYS_AGO)
    story = Story(seat_everyone(start - timedelta(days=400)), start)
    case = story.tell()
    make_anchor()
    story.letter.refresh_from_db()
    assert story.letter.pdf is not None  # noqa: S101 - a letter that was sent has its file
    (out / "letter.pdf").write_bytes(blobs.read_whole(story.letter.pdf))
    (out / "account.pdf").write_bytes(account_pdf(case))
    write_bundle(case, by=story.leader, to=out / "bundle.zip")
    exported = json.dumps(case_export(case, story.henrik), ensure_ascii=False, indent=2)
    (out / "case.json").write_text(exported, encoding="utf-8")
    _check_chains()
    return {
        "case": case.number,
        "files": {name: str((out / name).resolve()) for name in NAMES},
        "seconds": round(time.perf_counter() - started, 2),
    }


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"Mappen {out} kan ikke laves.", why_not(error), "Vælg en anden mappe med --out.") from error


def _check_chains() -> None:
    report = verify_all()
    if not report.holds:
        raise IntegrityBroken("Kæderne holder ikke.", report.text())
