"""A CSV file is read: every bad row is told with how to mend it, and a dry run changes nothing."""

import pytest

from tests.factories.people import make_cast
from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.models import Event
from vaern.people import actions
from vaern.people.enums import UnitKind
from vaern.people.importing import import_people
from vaern.people.models import Person, RoleAssignment, Unit
from vaern.vault.models import ScopeKey

pytestmark = pytest.mark.django_db
GOOD = """enhed;navn;stilling;e-mail;telefon;roller;fra
Børn og Familie;Birthe Kramhøft;Velfærdschef;birthe@lindsoe.invalid;12 34 56 07;Direktør, leder;01-01-2024
Børn og Familie > Familiecentret > Familieafdelingen;Henrik Solbjerg;Afdelingsleder;henrik@lindsoe.invalid;;Leder;
Børn og Familie > Familiecentret > Familieafdelingen;Maja Lindvig;Familierådgiver;maja@lindsoe.invalid;;;

Børn og Familie > Lindsø Skole;;;;;;
"""


def counted():
    return tuple(model.objects.count() for model in (Unit, Person, RoleAssignment, Event, ScopeKey))


def test_dry_run_counts_and_changes_nothing() -> None:
    before = counted()
    result = import_people(GOOD.encode(), write=False)
    assert ((result.units, result.people, result.roles), result.faults, result.written) == ((4, 3, 3), [], False)
    assert counted() == before


def test_file_is_written_and_can_be_read_twice() -> None:
    assert import_people(GOOD.encode(), write=True).written is True
    assert Unit.objects.get(name="Familieafdelingen").kind == UnitKind.WORKPLACE
    assert Person.objects.get(name="Maja Lindvig").unit.parent.name == "Familiecentret"
    again = import_people(GOOD.encode(), write=True)
    assert (again.units, again.people, again.roles) == (0, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
def test_encodings_and_separators_of_spreadsheets_are_read(encoding, separator) -> None:
    sheet = GOOD.replace("Direktør, leder", "leder").replace(";", separator)
    result = import_people(sheet.encode(encoding), write=True)
    assert (result.faults, Person.objects.filter(name="Birthe Kramhøft").count()) == ([], 1)


def test_every_bad_row_is_told_and_nothing_is_written() -> None:
    sheet = (
        "enhed;navn;email;roller;fra;telefon\n"
        ";Maja;maja@x.dk;;;\n"
        "A;;ole@x.dk;;;\n"
        "A;Ole;not-an-email;;;\n"
        "A;Ole;ole@x.dk;chefen;;\n"
        "A;Ole;ole@x.dk;;32-13-2026;\n"
        f"A;{'x' * 121};x@x.dk;;;\n"
        "A;Lone;ole@x.dk;;;\n"
        "A;Ole;ole2@x.dk;;;\x07\n"
        f"{'>'.join('abcdefghijk')};Ole;ole3@x.dk;;;\n"
        "A;Ole;ole4@x.dk;;;;for mange\n"
        "A;Ole;ole5@x.dk;;;\n"
        "A;Lone;ole5@x.dk;;;\n"
    )
    result = import_people(sheet.encode(), write=True)
    told = [(fault.row, fault.column) for fault in result.faults]
    assert sorted(told) == [
        (2, "enhed"), (3, "navn"), (4, "email"), (5, "roller"), (6, "fra"), (7, "navn"), (9, "telefon"), (10, "enhed"),
        (11, "-"), (13, "email"),
    ]  # fmt: skip
    assert (all(fault.todo for fault in result.faults), Person.objects.count()) == (True, 0)
    assert len(result.text().splitlines()) == 1 + len(result.faults)


def test_row_that_vaern_refuses_is_told_together_with_rows_that_cannot_be_read_in_the_order_of_the_sheet() -> None:
    make_cast()
    rows = ("A;Ny;ny@x.dk", "A;En Anden;maja@lindsoe.invalid", "A;Ole;ingen-adresse", "A;Ulla;ny@x.dk", ";U;u@x.dk")
    sheet = "\n".join(("enhed;navn;email", *rows))
    result = import_people(sheet.encode(), write=True)
    told = [(fault.row, fault.column) for fault in result.faults]
    assert told == [(3, "email"), (4, "email"), (5, "email"), (6, "enhed")]
    assert (result.written, Person.objects.filter(work_email="ny@x.dk").exists()) == (False, False)


@pytest.mark.parametrize("raw", [b"", b"\x00\x01", b"navn\nMaja\n", b"x" * (5 * 1024 * 1024 + 1)])
def test_what_is_no_sheet_is_told(raw) -> None:
    assert import_people(raw, write=True).faults != []


def test_email_of_another_name_in_vaern_is_told() -> None:
    make_cast()
    sheet = "enhed;navn;email\nA;En Anden;maja@lindsoe.invalid\nB;Tredje;henrik@lindsoe.invalid\n"
    faults = import_people(sheet.encode(), write=False).faults
    assert [(fault.row, fault.column) for fault in faults] == [
        (2, "email"),
        (3, "email"),
    ]


def test_system_owner_cannot_give_a_role_to_themselves_by_a_file() -> None:
    cast = make_cast()
    sheet = "enhed;navn;email;roller\nLindsø Kommune;Tove Markussen;tove@lindsoe.invalid;leder\n"
    result = import_people(sheet.encode(), write=True, by=Actor(cast.tove.pk, "system_owner"))
    assert ([(fault.row, fault.column) for fault in result.faults], result.written) == ([(2, "roller")], False)


def test_person_who_has_left_is_a_fault_of_the_row_and_the_other_rows_are_read_too() -> None:
    cast = make_cast()
    actions.say_farewell(person=cast.henrik, by=SYSTEM, left_on=clock.today())
    sheet = (
        "enhed;navn;email;roller\n"
        "Lindsø Kommune;Henrik Solbjerg;henrik@lindsoe.invalid;leder\n"
        "Lindsø Kommune;Ny Kollega;ny@lindsoe.invalid;amr\n"
        "Lindsø Kommune;En Anden;maja@lindsoe.invalid;\n"
    )
    result = import_people(sheet.encode(), write=True)
    assert [(fault.row, fault.column) for fault in result.faults] == [(2, "roller"), (4, "email")]
    assert "arbejder her ikke længere" in result.faults[0].text()
    assert (result.written, Person.objects.filter(work_email="ny@lindsoe.invalid").count()) == (False, 0)
