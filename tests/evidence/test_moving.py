"""What was put in the wrong case is moved; what may not be copied is locked."""

import pytest

from tests.evidence.items import THREAD, case_with, kept, read_as
from tests.factories.cases import person, picture
from tests.verifier.made import the_verifier
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.queries import actor_in
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.evidence import actions, custody, locking, marks, moving, redaction, showing
from vaern.evidence.bundle import write_bundle
from vaern.evidence.models import Item
from vaern.evidence.queries import custody_of, items_of
from vaern.evidence.reading import said_of
from vaern.vault import keys
from vaern.vault.blobs import Sealer, read_whole
from vaern.vault.models import Blob
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


def two():
    """An item in one case, and another case of the same owner."""
    one = kept()
    there = case_with(one.place, picture((9, 9)))
    return one, there, actor_in(one.place.henrik.person, there)


def names(case):
    return [event.name for event in events_of(Stream.CASE, case.id) if event.name.startswith("evidence.moved")]


@pytest.mark.row("B04")
def test_item_is_moved_with_all_that_hangs_on_it_and_both_cases_say_so():
    one, there, by_there = two()
    read_as(one.item, **THREAD)
    marks.mark(item=one.item, by=one.owner, selector=marks.area_selector(1, 1, 2, 2), words="Se")
    redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 5, 5)], reason="x")
    before = read_whole(redaction.redacted_copies(one.item)[0].row.blob)
    moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason="Hører til den anden sag")
    item = Item.objects.get(pk=one.item.pk)
    assert (item.case_id, item.number, items_of(one.case).count()) == (there.id, 2, 0)
    assert (read_whole(item.blob), read(item, "name")) == (picture((400, 300)), "skærm.png")
    assert said_of(item)[1]["messages"][0]["text"] == "Jeg ved hvor dine børn går i skole."
    assert read(marks.marks_of(item)[0], "note") == "Se"
    assert read_whole(redaction.redacted_copies(item)[0].row.blob) == before
    acts = [entry.act for entry in item.custody.order_by("sequence")]
    assert (acts[-2:], custody.check(item)) == (["moved_out", "moved_in"], 4)
    assert (names(one.case), names(there)) == (["evidence.moved_out"], ["evidence.moved_in"])
    stub = next(moving.moved_away(one.case))
    assert (stub.number, read(stub, "reason")) == (1, "Hører til den anden sag")
    assert actions.next_number(one.case) == 2
    assert not Blob.objects.filter(scope_id=one.case.id).exists()


def test_bundle_of_an_item_that_was_moved_there_and_back_says_where_its_lines_stand(tmp_path):
    one, there, by_there = two()
    moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason="Hører til den anden sag")
    abroad = custody_of_bundle(there, by_there, tmp_path / "b.zip")
    moving.move(item=Item.objects.get(pk=one.item.pk), to=one.case, by=by_there, by_there=one.owner, reason="Alligevel")
    assert custody.check(Item.objects.get(pk=one.item.pk)) == 6
    home = custody_of_bundle(one.case, one.owner, tmp_path / "a.zip")
    assert (abroad.faults, home.faults) == ([], [])
    assert abroad.notes == ["B2 er flyttet hertil. Linjerne fra før står i den anden sags log."]
    assert home.notes == abroad.notes


def custody_of_bundle(case, by, to):
    checks = the_verifier().verify(write_bundle(case, by=by, to=to))
    return next(check for check in checks if check.name == "custody")


@pytest.mark.row("B04")
def test_reason_is_read_in_both_cases_and_sealed_in_each():
    one, there, by_there = two()
    moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason="Handler om en anden")
    item = Item.objects.get(pk=one.item.pk)
    came = item.custody.get(act="moved_in").sequence
    assert moving.reasons_for_coming(item, there) == {came: "Handler om en anden"}
    assert moving.reasons_for_coming(item, one.case) == {}
    keys.destroy(one.case.vault_scope)
    assert moving.reasons_for_coming(item, there) == {came: "Handler om en anden"}


def test_reason_of_an_item_that_is_moved_on_stays_with_those_who_got_it():
    one, there, by_there = two()
    third = case_with(one.place, picture((11, 11)))
    by_third = actor_in(one.place.henrik.person, third)
    moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason="Handler om en anden")
    item = Item.objects.get(pk=one.item.pk)
    moving.move(item=item, to=third, by=by_there, by_there=by_third, reason="Og dog en tredje")
    item = Item.objects.get(pk=one.item.pk)
    assert list(moving.reasons_for_coming(item, third).values()) == ["Og dog en tredje"]
    assert list(moving.reasons_for_coming(item, there).values()) == ["Handler om en anden"]


def test_reason_that_names_one_of_the_cases_is_refused():
    one, there, by_there = two()
    for number in (one.case.number, there.number.lower()):
        with pytest.raises(BadInput, match="nummer"):
            moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason=f"Hører ikke til {number}.")
    assert items_of(one.case).count() == 1


def test_move_without_a_reason_or_to_the_same_case_is_refused():
    one, there, by_there = two()
    with pytest.raises(BadInput):
        moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason=" ")
    with pytest.raises(BadInput):
        moving.move(item=one.item, to=one.case, by=one.owner, by_there=one.owner, reason="x")


def test_move_to_a_case_that_is_not_ones_own_is_not_possible():
    one, there, _by = two()
    stranger = person("Fremmed", one.place.unit)
    by = Actor(stranger.id, "case_owner")
    cases.add_participant(
        case=one.case, by=one.owner, person=stranger, role=CaseRole.JURIST, reason_code="asked", reason="Hjælp"
    )
    with pytest.raises(NotAllowed):
        moving.move(item=one.item, to=there, by=by, by_there=by, reason="x")


def test_item_that_an_answer_rests_on_stays():
    one, there, by_there = two()
    said = cases.Said("aimed_at_employee", "yes", "Ses", (one.item.id,))
    cases.answer_facts(case=one.case, by=one.owner, said=[said])
    with pytest.raises(NotNow):
        moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason="x")


def test_what_lies_inside_follows_the_item_and_does_not_go_alone():
    one, there, by_there = two()
    sealer = Sealer(one.case.vault_scope)
    sealer.write(b"bilag")
    inside = actions.add_inside(parent=one.item, part="1", by=one.owner, sealer=sealer, name="bilag.txt")
    with pytest.raises(NotNow):
        moving.move(item=inside, to=there, by=one.owner, by_there=by_there, reason="x")
    moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason="x")
    inside = Item.objects.get(pk=inside.pk)
    assert (inside.case_id, read_whole(inside.blob), inside.number) == (there.id, b"bilag", 3)


@pytest.mark.row("B04")
def test_what_may_not_be_copied_is_locked_with_its_family_and_goes_nowhere():
    one, there, by_there = two()
    sealer = Sealer(one.case.vault_scope)
    sealer.write(b"bilag")
    inside = actions.add_inside(parent=one.item, part="1", by=one.owner, sealer=sealer, name="bilag.txt")
    locking.lock(item=inside, by=one.owner)
    locking.lock(item=inside, by=one.owner)
    item = Item.objects.get(pk=one.item.pk)
    assert [entry.act for entry in custody_of(item)] == ["received", "locked"]
    for refused in (
        lambda: actions.view(item, one.owner),
        lambda: actions.note_export(item, one.owner),
        lambda: actions.copy_without_position(item, one.owner),
        lambda: showing.show(item),
        lambda: moving.move(item=item, to=there, by=one.owner, by_there=by_there, reason="x"),
    ):
        with pytest.raises(NotNow):
            refused()
