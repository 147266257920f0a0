"""One workplace with a leader, a deputy, an AMR and a safety team, and somebody who tells what happened."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from PIL import Image

from vaern import clock
from vaern.cases.models import Report
from vaern.evidence.models import Item
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.models import Account, Person, RoleAssignment, Unit
from vaern.people.queries import viewer_of
from vaern.people.viewer import Viewer
from vaern.process import report as process
from vaern.vault.blobs import Sealer

MONDAY = datetime(2026, 11, 16, 7, 12, tzinfo=UTC)


@dataclass
class Workplace:
    """Who is there."""

    unit: Unit
    maja: Viewer
    henrik: Viewer
    mikkel: Viewer
    lone: Viewer
    team: Viewer
    other: Viewer


def person(name: str, unit: Unit, phone: str = "") -> Person:
    """One who works in a unit."""
    return Person.objects.create(name=name, title="", unit=unit, work_phone=phone)


def role(who: Person, org: OrgRole, unit: Unit) -> Person:
    """Give a role from long ago."""
    RoleAssignment.objects.create(person=who, role=org, unit=unit, since=date(2020, 1, 1), made_at=clock.now())
    return who


def account(who: Person) -> Account:
    """A way of signing in."""
    return Account.objects.create(person=who, username=uuid4().hex, made_at=clock.now(), totp_confirmed_at=clock.now())


def workplace() -> Workplace:
    """Lindsø Kommune, one department."""
    root_id, unit_id = uuid4(), uuid4()
    root = Unit.objects.create(id=root_id, name="Lindsø Kommune", kind=UnitKind.DEPARTMENT, path=f"{root_id.hex}/")
    unit = Unit.objects.create(
        id=unit_id,
        name="Familieafdelingen",
        kind=UnitKind.WORKPLACE,
        parent=root,
        path=f"{root_id.hex}/{unit_id.hex}/",
    )
    return Workplace(
        unit=unit,
        maja=viewer_of(person("Maja Lindvig", unit)),
        henrik=viewer_of(role(person("Henrik Solbjerg", unit, "12 34 56 01"), OrgRole.LEADER, unit)),
        mikkel=viewer_of(role(person("Mikkel Lundager", unit), OrgRole.DEPUTY, unit)),
        lone=viewer_of(role(person("Lone Egeskov", unit, "12 34 56 02"), OrgRole.AMR, unit)),
        team=viewer_of(role(person("Trine Holmgaard", root), OrgRole.SAFETY_TEAM, root)),
        other=viewer_of(person("Asger Brink", unit)),
    )


def picture(size: tuple[int, int] = (40, 30)) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "#c9d6d9").save(out, "PNG")
    return out.getvalue()


def draft(by: Viewer, **fields: Any) -> Report:
    """A draft with something in it."""
    report = process.start_draft(by=by)
    told = {"words": "Der kom mange beskeder fra faren i en af mine sager.", **fields}
    return process.save_draft(report, by=by, revision=0, fields=told).report


def attached(report: Report, by: Viewer, data: bytes, name: str = "skærm.png", claimed: str = "") -> Item:
    """A file in the draft."""
    sealer = Sealer(report.case.vault_scope)
    sealer.write(data)
    return process.attach(report, by=by, sealer=sealer, name=name, claimed_sha256=claimed)


def sent(by: Viewer, **fields: Any) -> process.Receipt:
    """A report that has been sent."""
    return process.send_report(draft(by, **fields), by=by)
