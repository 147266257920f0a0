"""Units, people and roles from a CSV file. A dry run lists every bad row; nothing is written while one is bad."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.errors import REFUSALS
from vaern.people import actions
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.models import Person, RoleAssignment, Unit
from vaern.vault import keys

COLUMNS = ("enhed", "navn", "stilling", "email", "telefon", "roller", "fra")
NEEDED = ("enhed", "navn", "email")
MOST_BYTES = 5 * 1024 * 1024
MOST_LEVELS = 10
LONGEST = {"navn": 120, "stilling": 120, "email": 254, "telefon": 24}
# The words that a Danish spreadsheet has; each is compared in lower case.
ROLES = {
    "leder": OrgRole.LEADER, "stedfortræder": OrgRole.DEPUTY, "amr": OrgRole.AMR, "tr": OrgRole.TR,
    "med": OrgRole.MED_MEMBER, "jurist": OrgRole.JURIST, "hr": OrgRole.HR, "direktør": OrgRole.DIRECTOR,
    "arbejdsmiljøteam": OrgRole.SAFETY_TEAM, "tilsyn": OrgRole.OVERSIGHT, "dpo": OrgRole.DPO,
    "systemejer": OrgRole.SYSTEM_OWNER,
}  # fmt: skip
KINDS = (UnitKind.DEPARTMENT, UnitKind.CENTRE, UnitKind.WORKPLACE)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place, and how to mend it. `row` is the line's number as the spreadsheet shows it."""

    row: int
    column: str
    what: str
    todo: str

    def text(self) -> str:
        """One line."""
        if not self.row:
            return f"{self.what} {self.todo}"
        return _("Row %(row)s, %(column)s: %(what)s %(todo)s") % vars(self)


@dataclass(frozen=True)
class Line:
    """One good row: a unit by its path of names, and a person in it where one is named."""

    row: int
    unit: tuple[str, ...]
    name: str
    title: str
    email: str
    phone: str
    roles: tuple[OrgRole, ...]
    since: date


@dataclass
class Result:
    """What the file holds, what is wrong with it, and what was (or would be) added."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    units: int = 0
    people: int = 0
    roles: int = 0
    written: bool = False

    def text(self) -> str:
        """For the command line: every fault, then the sums."""
        if self.faults:
            found = len(self.faults)
            head = ngettext(
                "Nothing was changed. %(count)s place must be mended first:",
                "Nothing was changed. %(count)s places must be mended first:",
                found,
            )
            return "\n".join([head % {"count": found}, *(fault.text() for fault in self.faults)])
        if self.written:
            return _("Added: %(sums)s.") % {"sums": self.sums()}
        return _("Nothing was changed. The file would add: %(sums)s.") % {"sums": self.sums()}

    def sums(self) -> str:
        """How many of each."""
        counted = (
            ngettext("%(n)s unit", "%(n)s units", self.units) % {"n": self.units},
            ngettext("%(n)s person", "%(n)s people", self.people) % {"n": self.people},
            ngettext("%(n)s role", "%(n)s roles", self.roles) % {"n": self.roles},
        )
        return ", ".join(counted)


def import_people(raw: bytes, *, write: bool, by: Actor = SYSTEM) -> Result:
    """Read a file. With `write` and no fault everything is added in one transaction; else nothing is changed.

    UTF-8 or Windows-1252, semicolon or comma. Units are paths such as `Børn og Familie > Familiecentret`. A person is
    known again by the e-mail, so a file can be read twice.
    """
    result = _read(raw)
    with transaction.atomic(), transaction.atomic(using=keys.DATABASE):
        _Writer(result, by).write()
        result.faults.sort(key=lambda fault: fault.row)
        result.written = write and not result.faults
        if not result.written:
            transaction.set_rollback(True)
            transaction.set_rollback(True, using=keys.DATABASE)
    return result


def _read(raw: bytes) -> Result:
    result = Result()
    if len(raw) > MOST_BYTES or b"\x00" in raw:
        result.faults.append(Fault(0, "-", _("This is not a CSV file."), _("Save the sheet as CSV and try again.")))
        return result
    if not raw.strip():
        result.faults.append(Fault(0, "-", _("The file is empty."), _("Save the sheet as CSV and try again.")))
        return result
    try:
        rows = list(csv.reader(io.StringIO(decode(raw)), delimiter=_delimiter(decode(raw)), strict=True))
    except csv.Error:
        todo = _("Look for a quote that is never closed, or for a cell that is far too long.")
        result.faults.append(Fault(0, "-", _("The rows cannot be told apart."), todo))
        return result
    head = [cell.strip().lower().replace("e-mail", "email") for cell in rows[0]] if rows else []
    result.faults += [
        Fault(1, name, _("The column is missing."), _("Add a column with this name in the first row."))
        for name in NEEDED
        if name not in head
    ]
    if not result.faults:
        for number, cells in enumerate(rows[1:], start=2):
            if any(cell.strip() for cell in cells):
                _take(result, number, head, cells)
        result.faults += _two_names(result.lines)
    return result


def decode(raw: bytes) -> str:
    """The text of a file from a spreadsheet: UTF-8, else Windows-1252. One kind of line end."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return ";" if first.count(";") >= first.count(",") else ","


def _take(result: Result, number: int, head: list[str], cells: list[str]) -> None:
    if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
        fault = Fault(
            number,
            "-",
            _("The row has more cells than the first row."),
            _("Put quotes around a text with a separator in it."),
        )
        result.faults.append(fault)
        return
    values = {name: cell.strip() for name, cell in zip(head, cells, strict=False)}
    faults = list(_faults(number, {name: values.get(name, "") for name in COLUMNS}))
    result.faults += faults
    if not faults:
        result.lines.append(_line(number, {name: values.get(name, "") for name in COLUMNS}))


def _faults(number: int, values: dict[str, str]) -> Iterator[Fault]:
    if not _path(values["enhed"]):
        yield Fault(number, "enhed", _("The unit is missing."), _("Write where the person works."))
    if any(len(part) > LONGEST["navn"] for part in _path(values["enhed"])) or len(_path(values["enhed"])) > MOST_LEVELS:
        yield Fault(number, "enhed", _("The unit is too long."), _("Use at most ten levels of 120 signs."))
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            yield Fault(number, name, _("The text is too long."), _("Use at most %(most)s signs.") % {"most": most})
    for name, value in values.items():
        if any(not sign.isprintable() for sign in value) or "\ufffd" in value:
            yield Fault(number, name, _("There is a sign that cannot be shown."), _("Write the text again."))
    yield from _person_faults(number, values)


def _person_faults(number: int, values: dict[str, str]) -> Iterator[Fault]:
    if not values["navn"] and any(values[name] for name in ("email", "stilling", "roller")):
        yield Fault(
            number,
            "navn",
            _("The name is missing."),
            _("Write the person's name, or leave the row with the unit only."),
        )
    if values["navn"] and not _is_email(values["email"]):
        yield Fault(
            number, "email", _("This is not an e-mail address."), _("Write the work e-mail, such as navn@kommune.dk.")
        )
    for word in _words(values["roller"]):
        if word not in ROLES:
            known = ", ".join(ROLES)
            what = _("The role “%(word)s” is not known.") % {"word": word}
            yield Fault(number, "roller", what, _("Use: %(known)s.") % {"known": known})
    if values["fra"] and _date(values["fra"]) is None:
        yield Fault(number, "fra", _("This is not a date."), _("Write it as 31-12-2026."))


def _two_names(lines: list[Line]) -> Iterator[Fault]:
    first: dict[str, Line] = {}
    for line in lines:
        known = first.setdefault(line.email, line) if line.email else line
        if known.name != line.name:
            what = _("The e-mail is also on row %(row)s, with another name.") % {"row": known.row}
            yield Fault(line.row, "email", what, _("Give each person an e-mail of their own."))


def _line(number: int, values: dict[str, str]) -> Line:
    return Line(
        row=number, unit=_path(values["enhed"]), name=values["navn"], title=values["stilling"],
        email=values["email"].lower(), phone=values["telefon"],
        roles=tuple(ROLES[word] for word in _words(values["roller"])), since=_date(values["fra"]) or clock.today(),
    )  # fmt: skip


def _path(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("›", ">").split(">") if part.strip())


def _words(text: str) -> list[str]:
    return [word.strip().lower() for word in text.replace("/", ",").replace("+", ",").split(",") if word.strip()]


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _date(text: str) -> date | None:
    for form in ("%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, without a time
        except ValueError:
            continue
    return None


class _Writer:
    """Adds what is not there yet, row by row; what the actions refuse becomes a fault of that row."""

    def __init__(self, result: Result, by: Actor) -> None:
        self.result, self.by = result, by
        self.units: dict[tuple[str, ...], Unit] = {}

    def write(self) -> None:
        """Every row that can be read. Each refusal is gathered, so that one dry run shows them all."""
        told = {fault.row for fault in self.result.faults}
        for line in (line for line in self.result.lines if line.row not in told):
            with self._refusals(line, "enhed"):
                unit = self._unit(line.unit)
                if line.name:
                    self._add(line, unit)

    @contextmanager
    def _refusals(self, line: Line, column: str) -> Iterator[None]:
        try:
            yield
        except REFUSALS as refused:
            todo = str(refused.todo) or _("Correct the row, or take it out of the file.")
            self.result.faults.append(Fault(line.row, column, f"{refused.what} {refused.why}".strip(), todo))

    def _add(self, line: Line, unit: Unit) -> None:
        with self._refusals(line, "email"):
            person = self._person(line, unit)
            for role in line.roles:
                with self._refusals(line, "roller"):
                    self._role(line, person, role, unit)

    def _unit(self, path: tuple[str, ...]) -> Unit:
        if path not in self.units:
            parent = self._unit(path[:-1]) if path[:-1] else None
            found = Unit.objects.filter(name=path[-1], parent=parent, closed_on=None).first()
            self.units[path] = found or self._new_unit(path, parent)
        return self.units[path]

    def _new_unit(self, path: tuple[str, ...], parent: Unit | None) -> Unit:
        self.result.units += 1
        kind = KINDS[0] if parent is None else KINDS[1] if self._has_below(path) else KINDS[2]
        return actions.create_unit(name=path[-1], kind=kind, parent=parent, by=self.by)

    def _has_below(self, path: tuple[str, ...]) -> bool:
        return any(line.unit[: len(path)] == path and len(line.unit) > len(path) for line in self.result.lines)

    def _person(self, line: Line, unit: Unit) -> Person:
        found = Person.objects.filter(work_email=line.email).first()
        if found is not None:
            if found.name != line.name:
                what = _("The e-mail belongs to another name in Værn.")
                self.result.faults.append(Fault(line.row, "email", what, _("Correct the e-mail, or the name in Værn.")))
            return found
        self.result.people += 1
        return actions.create_person(
            name=line.name, unit=unit, title=line.title, work_email=line.email, work_phone=line.phone, by=self.by
        )

    def _role(self, line: Line, person: Person, role: OrgRole, unit: Unit) -> None:
        if not RoleAssignment.objects.filter(person=person, role=role, unit=unit, until=None).exists():
            actions.assign_role(person=person, role=role, unit=unit, since=line.since, by=self.by)
            self.result.roles += 1
