"""One factory per model of people, and the one invented cast: Lindsø Kommune. Nobody here is real."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count

from django.contrib.auth.hashers import make_password

from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.people import actions
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.models import Absence, Account, Invitation, Notice, Person, RoleAssignment, Unit

_number = count(1)
LONG_AGO = date(2024, 1, 1)
PASSWORD = "fem stille heste ved åen"


def make_unit(name="", kind=UnitKind.WORKPLACE, parent=None, phone="") -> Unit:
    return actions.create_unit(name=name or f"Enhed {next(_number)}", kind=kind, parent=parent, by=SYSTEM, phone=phone)


def make_person(name="", unit=None, title="", email=None, phone="") -> Person:
    number = next(_number)
    address = f"person{number}@lindsoe.invalid" if email is None else email
    return actions.create_person(
        name=name or f"Person Nummer{number}", unit=unit or make_unit(), title=title, work_email=address,
        work_phone=phone, by=SYSTEM,
    )  # fmt: skip


@cache
def hashed(password: str) -> str:
    """Made once each: a hash that is dear to guess is dear to make."""
    return make_password(password)


def make_account(person=None, username="", password=PASSWORD) -> Account:
    owner = person or make_person()
    account = Account(person=owner, username=username or f"bruger{next(_number)}", made_at=clock.now())
    account.password = hashed(password)
    account.save()
    return account


def make_role(person, role, unit=None, since=LONG_AGO, until=None) -> RoleAssignment:
    return actions.assign_role(person=person, role=role, unit=unit or person.unit, since=since, until=until, by=SYSTEM)


def make_absence(person, first_day, last_day, substitute=None) -> Absence:
    return actions.set_absence(person=person, first_day=first_day, last_day=last_day, substitute=substitute, by=SYSTEM)


def make_invitation(person=None) -> str:
    """The token of a new invitation."""
    return actions.invite(person=person or make_person(), by=SYSTEM).rstrip("/").rsplit("/", 1)[-1]


def newest_invitation(person) -> Invitation:
    return Invitation.objects.filter(person=person).latest("made_at")


def make_notice(person=None, code="report_received", subject_id=None) -> Notice:
    from vaern.people.notices import notify

    to = person or make_person()
    notify(to, code, subject_id=subject_id)
    return Notice.objects.filter(person=to, code=code, subject_id=subject_id).latest("made_at")


@dataclass(frozen=True)
class Cast:
    """Everyone, and where they work."""

    root: Unit
    department: Unit
    centre: Unit
    workplace: Unit
    other_workplace: Unit
    maja: Person  # familierådgiver
    pernille: Person  # her colleague
    henrik: Person  # afdelingsleder
    mikkel: Person  # deputy
    lone: Person  # AMR
    ole: Person  # TR
    farid: Person  # jurist
    sofie: Person  # HR
    kirstine: Person  # fagchef
    birthe: Person  # velfærdschef, director
    anders: Person  # HR-chef, director of the whole
    nanna: Person  # oversight
    jens: Person  # DPO
    tove: Person  # system owner
    grethe: Person  # work-environment team

    def people(self) -> dict[str, Person]:
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}


def _units() -> dict[str, Unit]:
    root = make_unit("Lindsø Kommune", UnitKind.DEPARTMENT)
    department = make_unit("Børn og Familie", UnitKind.DEPARTMENT, root)
    centre = make_unit("Familiecentret", UnitKind.CENTRE, department)
    return {
        "root": root, "department": department, "centre": centre,
        "workplace": make_unit("Familieafdelingen", UnitKind.WORKPLACE, centre, "12 34 56 00"),
        "other_workplace": make_unit("Lindsø Skole", UnitKind.WORKPLACE, department),
    }  # fmt: skip


WHO = {
    "maja": ("Maja Lindvig", "Familierådgiver", "workplace", ()),
    "pernille": ("Pernille Vangsø", "Familierådgiver", "workplace", ()),
    "henrik": ("Henrik Solbjerg", "Afdelingsleder", "workplace", ((OrgRole.LEADER, "workplace"),)),
    "mikkel": ("Mikkel Lundager", "Souschef", "workplace", ((OrgRole.DEPUTY, "workplace"),)),
    "lone": ("Lone Egeskov", "Arbejdsmiljørepræsentant", "workplace", ((OrgRole.AMR, "workplace"),)),
    "ole": ("Ole Ravnkilde", "Tillidsrepræsentant", "workplace", ((OrgRole.TR, "workplace"),)),
    "farid": ("Farid Nassar", "Jurist", "root", ((OrgRole.JURIST, "root"),)),
    "sofie": ("Sofie Damsbo", "HR-konsulent", "root", ((OrgRole.HR, "root"),)),
    "kirstine": ("Kirstine Brohus", "Fagchef", "centre", ((OrgRole.LEADER, "centre"),)),
    "birthe": (
        "Birthe Kramhøft", "Velfærdschef", "department",
        ((OrgRole.DIRECTOR, "department"), (OrgRole.LEADER, "department")),
    ),
    "anders": ("Anders Toftlund", "HR-chef", "root", ((OrgRole.DIRECTOR, "root"),)),
    "nanna": ("Nanna Birkelund", "Chefkonsulent", "root", ((OrgRole.OVERSIGHT, "root"),)),
    "jens": ("Jens Overgaard", "Databeskyttelsesrådgiver", "root", ((OrgRole.DPO, "root"),)),
    "tove": ("Tove Markussen", "Systemejer", "root", ((OrgRole.SYSTEM_OWNER, "root"),)),
    "grethe": ("Grethe Fuglsang", "Arbejdsmiljøteamet", "root", ((OrgRole.SAFETY_TEAM, "root"),)),
}  # fmt: skip


def make_cast() -> Cast:
    """The whole cast in a small tree: Lindsø Kommune › Børn og Familie › Familiecentret › Familieafdelingen."""
    units = _units()
    people = {}
    for key, (name, title, where, roles) in WHO.items():
        people[key] = make_person(name, units[where], title, f"{key}@lindsoe.invalid")
        for role, unit in roles:
            make_role(people[key], role, units[unit])
    return Cast(**units, **people)
