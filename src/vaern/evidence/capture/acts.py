"""A page is asked for, captured by the worker, sealed as an item with its files, and confirmed by a person."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.cases.guards import check_can_change
from vaern.cases.models import Case
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions
from vaern.evidence.capture.addresses import Inward, check_url
from vaern.evidence.capture.made import Made
from vaern.evidence.enums import CaptureState, Strength
from vaern.evidence.models import Capture, Item, Provenance
from vaern.evidence.reading import in_memory
from vaern.jobs.queue import enqueue
from vaern.jobs.worker import outside_transaction
from vaern.vault.blobs import Sealer
from vaern.vault.text import read, seal_into

JOB = "evidence.capture"
MOST_SECONDS = 90
SRC = Path(__file__).resolve().parents[3]
PARTS = (("png", "skaerm.png"), ("pdf", "side.pdf"), ("mhtml", "side.mhtml"), ("html", "dom.html"))


def can_capture() -> bool:
    """Whether this machine has the browser that is set."""
    return bool(settings.CAPTURE_BROWSER) and Path(settings.CAPTURE_BROWSER).exists()


def ask(*, case: Case, by: Actor, url: str) -> Capture:
    """Ask the worker to capture a public page. BadInput for an address that is not one; NotNow without a browser."""
    address = clean(url).strip()
    if urlsplit(address).netloc not in settings.CAPTURE_ALLOW:
        _check(address)
    if not can_capture():
        raise NotNow(
            _("This installation cannot capture pages."),
            _("There is no browser on the machine that runs Værn."),
            _("Take a screenshot on your own device instead, and write the address."),
        )
    with writing(case):
        check_can_change(case)
        row = Capture(case=case, asked_by_id=acting_person(by), asked_at=clock.now())
        seal_into(row, url=address)
        row.save(force_insert=True)
        note("evidence.capture_asked", case, by, capture=row.id)
        enqueue(JOB, {"capture": str(row.id)})
        return row


def confirm(*, row: Capture, by: Actor) -> None:
    """A person has looked: this shows what I saw. NotNow before it has been captured, or in a case that is not open."""
    if row.state != CaptureState.DONE:
        raise NotNow(_("The page has not been captured yet."))
    with writing(row.case):
        check_can_change(row.case)
        row.confirmed_by_id, row.confirmed_at = acting_person(by), clock.now()
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        note("evidence.capture_confirmed", row.case, by, capture=row.id)


@outside_transaction
def job(details: Mapping[str, Any]) -> None:
    """The job: capture one page, once."""
    row = Capture.objects.filter(pk=str(details["capture"])).select_related("case").first()
    if row is None or row.state != CaptureState.ASKED or row.item is not None:
        return
    with tempfile.TemporaryDirectory(prefix="vaern-capture-", dir=in_memory()) as where:
        made = run(read(row, "url"), Path(where))
        if made.problem or "wacz" not in made.files:
            _failed(row, made.problem or "no_answer")
            return
        seal(row, made, Path(where))


def run(url: str, out: Path) -> Made:
    """Capture a page into a folder, in a process of its own."""
    proxy = urlsplit(settings.CAPTURE_PROXY)
    asked = {
        "url": url,
        "out": str(out),
        "chromium": settings.CAPTURE_BROWSER,
        "allowed": list(settings.CAPTURE_ALLOW),
        "refuse": list(settings.CAPTURE_REFUSE),
        "onward": [proxy.hostname, proxy.port or 3128] if proxy.hostname else None,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-s", "-m", "vaern.evidence.capture.run"],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**_environment(), "HOME": str(out), "TMPDIR": str(out)},
            timeout=MOST_SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as ended:
        return Made(url, problem="too_slow" if isinstance(ended, subprocess.TimeoutExpired) else "browser_failed")
    said = json.loads(done.stdout)
    return Made(**{one.name: said[one.name] for one in fields(Made)})


def seal(row: Capture, made: Made, folder: Path) -> Item:
    """The archive becomes an item, its pictures and copies items inside it; where it comes from is written down."""
    with writing(row.case):
        item = actions.add_to_case(
            case=row.case,
            by=SYSTEM,
            sealer=_sealed(row.case, folder / made.files["wacz"]),
            name=f"{urlsplit(made.final_url).hostname or urlsplit(made.url).hostname}.wacz",
            source=made.final_url,
        )
        item.received_from_id = row.asked_by_id
        item.save(update_fields=["received_from"])
        for kind, name in PARTS:
            if kind in made.files:
                sealer = _sealed(row.case, folder / made.files[kind])
                actions.add_inside(parent=item, part=kind, by=SYSTEM, sealer=sealer, name=name)
        row.item, row.state, row.verdict, row.finished_at = item, CaptureState.DONE, made.verdict, clock.now()
        row.save(update_fields=["item", "state", "verdict", "finished_at"])
        _say(row, item, made)
        note("evidence.captured", row.case, SYSTEM, capture=row.id, item=item.id)
    return item


def _say(row: Capture, item: Item, made: Made) -> None:
    said = {
        "url": made.final_url,
        "captured": clock.local(clock.now()).strftime("%d.%m.%Y kl. %H.%M.%S"),
        "captured_by": "Værn",
        "software": made.software,
    }
    source = Provenance(item=item, made_by_id=row.asked_by_id, made_at=clock.now(), strength=Strength.SERVER_CAPTURE)
    seal_into(source, said=json.dumps(said, ensure_ascii=False))
    source.save(force_insert=True)


def _failed(row: Capture, code: str) -> None:
    with writing(row.case):
        row.state, row.verdict, row.finished_at = CaptureState.FAILED, [code], clock.now()
        row.save(update_fields=["state", "verdict", "finished_at"])
        note("evidence.capture_failed", row.case, SYSTEM, capture=row.id, reason=code)


def _sealed(case: Case, file: Path) -> Sealer:
    sealer = Sealer(case.vault_scope)
    try:
        with file.open("rb") as source:
            while chunk := source.read(1024 * 1024):
                sealer.write(chunk)
    except BaseException:
        sealer.abort()
        raise
    return sealer


def _environment() -> dict[str, str]:
    """Nothing of ours: no keys and no settings."""
    kept = {name: os.environ[name] for name in ("PLAYWRIGHT_BROWSERS_PATH",) if name in os.environ}
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(SRC), "LANG": "C.UTF-8", **kept}


def _check(address: str) -> None:
    try:
        check_url(address)
    except Inward:
        raise BadInput(
            _("This is not the address of a public page."),
            _("It must begin with https:// or http://, without a user name or a port of its own."),
            _("Copy the address from the address line."),
        ) from None
