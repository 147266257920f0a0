"""By what a sender is known again: written when it is known, forgotten when it no longer holds, and never in clear."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.forms.models import model_to_dict

from tests.evidence.items import THREAD, case_with, kept, read_as
from tests.factories.cases import attached, draft, picture, workplace
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import states
from vaern.cases.models import Case
from vaern.cases.queries import actor_in
from vaern.errors import IntegrityBroken
from vaern.evidence import lifting, locking, moving, provenance, reading, traces
from vaern.evidence.identifiers import Known
from vaern.evidence.models import EvidenceReading, Item, Trace
from vaern.evidence.readers.shapes import Identifier, Sure
from vaern.people.models import Person
from vaern.process import forget
from vaern.process import report as process
from vaern.vault import rotation
from vaern.vault.models import ScopeKey
from vaern.vault.scopes import ORGANISATION
from vaern.vault.text import read

pytestmark = [pytest.mark.django_db, pytest.mark.row("G16")]

PROFILE = Known("profile_url", "facebook.com/vred.borger")


def kinds(item: Item) -> list[tuple[str, str]]:
    """What an item is known by, the file apart."""
    rows = Trace.objects.filter(item=item).exclude(source="file").order_by("source", "kind", "digest")
    return [(row.source, row.kind) for row in rows]


def holds(known: Known, source: str) -> bool:
    """Whether the identifier is looked for."""
    return Trace.objects.filter(digest=traces.digest_of(known), source=source).exists()


def test_file_is_known_again_from_the_moment_it_is_secured_and_not_in_a_draft():
    place = workplace()
    report = draft(place.maja)
    attached(report, place.maja, picture())
    assert Trace.objects.count() == 0
    case = process.send_report(report, by=place.maja).case
    item = Item.objects.get(case=case)
    row = Trace.objects.get()
    assert (row.case, row.item, row.source, row.kind) == (case, item, "file", "file")
    assert row.digest == traces.digest_of(Known("file", read(item, "sha256")))


def test_what_is_said_is_looked_for_and_what_is_said_anew_takes_its_place():
    one = kept()
    said = {"url": "https://m.facebook.com/Vred.Borger?ref=x", "profile": "Kurt Hansen", "user_id": "100 012 345"}
    provenance.say(item=one.item, by=one.owner, strength="own_device", **said)
    assert kinds(one.item) == [("said", "profile_url"), ("said", "user_id")]
    assert holds(PROFILE, "said")
    provenance.say(item=one.item, by=one.owner, strength="own_device", url="", user_id="100012345")
    assert (kinds(one.item), holds(PROFILE, "said")) == ([("said", "user_id")], False)


def test_only_what_a_person_confirmed_of_what_a_machine_read_is_looked_for():
    one = kept()
    read_as(one.item, **THREAD)
    assert kinds(one.item) == []
    provenance.confirm(
        item=one.item,
        by=one.owner,
        confirmed=[("time-0", "15.11.2026"), ("identifier-0", "facebook.com/vred.borger")],
    )
    assert (kinds(one.item), holds(PROFILE, "confirmed")) == ([("confirmed", "profile_url")], True)


def test_number_of_a_call_stays_in_the_case_of_the_call_when_its_item_is_moved():
    one = kept()
    there = case_with(one.place, picture((9, 9)))
    provenance.note_call(case=one.case, by=one.owner, called_at=clock.now(), item=one.item, number="22 34 56 78")
    provenance.say(item=one.item, by=one.owner, strength="own_device", url="facebook.com/vred.borger")
    by_there = actor_in(one.place.henrik.person, there)
    moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason="Hører til der")
    left = Trace.objects.filter(case=one.case)
    assert [(row.item, row.source, row.kind) for row in left] == [(None, "call", "phone")]
    taken = Trace.objects.filter(case=there, item=one.item).values_list("source", flat=True)
    assert sorted(taken) == ["file", "said"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("vred@borger.invalid", [("writer", "email")]),
        ("kollega@lindsoe.invalid", []),  # one of ours
        ("faelles@lindsoe.invalid", []),  # where ours have theirs
        ("noreply@tjeneste.invalid", []),  # a machine that writes for everybody
    ],
)
def test_writer_of_a_mail_is_known_again_and_never_one_of_ours(address, expected):
    one = kept()
    Person.objects.filter(pk=one.place.other.person.pk).update(work_email="kollega@lindsoe.invalid")
    said = {
        "kind": "mail.eml",
        "identifiers": [
            {"kind": "email", "value": address, "role": "from", "sure": "stated", "part": ""},
            {"kind": "email", "value": "inde@andet.invalid", "role": "from", "sure": "stated", "part": "2"},
            {"kind": "email", "value": "til@andet.invalid", "role": "to", "sure": "stated", "part": ""},
        ],
    }
    reading._keep(one.item, outcome="read", said=said, kind="mail.eml")
    assert kinds(one.item) == expected


@pytest.mark.parametrize(
    ("numbers", "sure", "expected"),
    [
        (["22 34 56 78"], Sure.STATED, [("writer", "phone")]),
        (["22 34 56 78"], Sure.PROPOSED, []),
        (["12 34 56 01"], Sure.STATED, []),  # the leader's own
        (["22 34 56 78", "33 34 56 78"], Sure.STATED, []),  # a whole telephone, not a conversation
    ],
)
def test_one_number_of_a_thread_is_known_again_and_not_the_many_of_a_telephone(numbers, sure, expected):
    one = kept()
    found = tuple(Identifier("phone", number, "party", sure=sure) for number in numbers)
    row = read_as(one.item, kind="sms.backup", identifiers=found)
    traces.of_reading(one.item, reading.said_of(one.item)[1])
    assert (row.kind, kinds(one.item)) == ("sms.backup", expected)


def test_locked_item_keeps_only_the_trace_of_its_file_until_the_lock_is_lifted():
    one = kept()
    provenance.say(item=one.item, by=one.owner, strength="own_device", url="facebook.com/vred.borger")
    writer = {"kind": "email", "value": "v@b.invalid", "role": "from", "sure": "stated", "part": ""}
    said = {"kind": "mail.eml", "identifiers": [writer]}
    reading._keep(one.item, outcome="read", said=said, kind="mail.eml")
    before = kinds(one.item)
    locking.lock(item=one.item, by=one.owner)
    assert (kinds(one.item), Trace.objects.filter(item=one.item).count()) == ([], 1)
    traces.of_reading(one.item, said)
    assert kinds(one.item) == []
    other = one.place.mikkel.acting("leader")
    lift = lifting.ask_lift(item=one.item, by=one.owner, ground="wrong_item", reason="Det var en anden")
    lifting.decide_lift(lift=lift, by=other, lifted=True, answer="Ja")
    assert (kinds(one.item), before) == (before, [("said", "profile_url"), ("writer", "email")])


def test_nothing_of_it_is_left_when_the_case_is_forgotten():
    one = kept()
    there = case_with(one.place, picture((9, 9)))
    forget.clear_rows(Case.objects.get(pk=one.case.pk))
    assert [row.case for row in Trace.objects.all()] == [there]


def test_table_holds_no_value_in_clear_and_nothing_that_can_be_tried_without_the_key():
    one = kept()
    words = {"url": "facebook.com/vred.borger", "user_id": "100012345"}
    provenance.say(item=one.item, by=one.owner, strength="own_device", **words)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM evidence_trace")
        stored = repr(cursor.fetchall())
    rows = repr([model_to_dict(row) for row in Trace.objects.all()])
    for word in ("vred", "borger", "100012345", "facebook", read(one.item, "sha256")):
        assert (word in stored, word in rows) == (False, False)
    before = traces.digest_of(PROFILE)
    ScopeKey.objects.filter(kind=ORGANISATION.kind.value).delete()
    with pytest.raises(IntegrityBroken):
        traces.digest_of(PROFILE)
    assert Trace.objects.filter(digest=before).exists()


def test_new_master_key_changes_no_digest(tmp_path, settings):
    settings.MASTER_KEY_FILE = Path(shutil.copy(settings.MASTER_KEY_FILE, tmp_path / "master.key"))
    kept()
    before = traces.digest_of(PROFILE)
    rotation.rotate_master()
    rotation.retire_old_masters()
    assert traces.digest_of(PROFILE) == before


def test_key_of_the_organisation_is_none_that_a_case_is_forgotten_by(tmp_path, settings):
    settings.VAULT_FOLDER, settings.FORGOTTEN_LEDGER_FILE = tmp_path / "vault", tmp_path / "forgotten.ledger"
    one = kept()
    states.close(case=one.case, by=SYSTEM)
    assert ORGANISATION not in forget.scopes_of(one.case)
    forget.destroy(forget.clear_rows(Case.objects.get(pk=one.case.pk)))
    assert ScopeKey.objects.filter(kind=ORGANISATION.kind.value, scope_id=ORGANISATION.id).count() == 1


def test_key_that_was_lost_is_not_made_anew_in_silence():
    one = kept()
    ScopeKey.objects.filter(kind="org").delete()
    with pytest.raises(IntegrityBroken):
        provenance.say(item=one.item, by=one.owner, strength="own_device", url="facebook.com/vred.borger")
    assert one.item.provenances.count() == 0


def test_value_is_read_from_where_it_is_sealed_and_only_there():
    one = kept()
    provenance.say(item=one.item, by=one.owner, strength="own_device", url="facebook.com/vred.borger")
    provenance.note_call(case=one.case, by=one.owner, called_at=clock.now() - timedelta(hours=1), number="22345678")
    rows = list(Trace.objects.filter(case=one.case))
    assert sorted(traces.values_behind(one.case, rows).values()) == ["+4522345678", "facebook.com/vred.borger"]
    assert traces.values_behind(one.case, []) == {}
    assert EvidenceReading.objects.count() == 0
