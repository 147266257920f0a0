"""Files a report as an employee would: words, when, where, and a picture."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from vaern import clock
from vaern.cases.models import Case
from vaern.demo.pictures import screenshot
from vaern.people.models import Person
from vaern.people.queries import viewer_of
from vaern.process import report as reporting
from vaern.process.report import Receipt
from vaern.vault.blobs import Sealer

YESTERDAY = "i går"
DEFAULTS: Mapping[str, Any] = {
    "words": "Jeg fik en underlig besked på min private profil. Han skriver, at han ved, hvor mine børn går i skole.",
    "day_typed": YESTERDAY,
    "clock_typed": "21.40",
    "media": ["private_message"],
    "types": ["following_observing"],
    "recipients": ["leader", "amr"],
    "contact_wish": "call",
}
PICTURE = ("Ny besked (opdigtet)", ["»Jeg ved, hvor dine børn går i skole.«", "I går kl. 21.40"])


def file_report(
    person: Person, picture: tuple[str, list[str]] | None = PICTURE, *, case: Case | None = None, **fields: Any
) -> Receipt:
    """One report from draft to receipt."""
    viewer = viewer_of(person)
    draft = reporting.start_draft(by=viewer, case=case)
    told = {**DEFAULTS, **fields}
    if told["day_typed"] == YESTERDAY:  # the form writes the date of the day that is chosen
        told["day_typed"] = (clock.today() - timedelta(days=1)).isoformat()
    saved = reporting.save_draft(draft, by=viewer, revision=draft.revision, fields=told)
    if picture:
        sealer = Sealer(draft.case.vault_scope)
        sealer.write(drawn(picture))
        reporting.attach(saved.report, by=viewer, sealer=sealer, name="skærmbillede.png")
    return reporting.send_report(saved.report, by=viewer)


def drawn(picture: tuple[str, list[str]]) -> bytes:
    """The screenshot as it is saved this minute; it is drawn once."""
    title, lines = picture
    return screenshot(title, [*lines, f"{clock.local(clock.now()):Gemt %d.%m.%Y kl. %H.%M}"])
