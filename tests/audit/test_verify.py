# ruff: noqa: S608 - the statements are put together from our own column names
"""Every way to touch the log, and what verify says about it."""

import pytest
from django.db import connection
from django.utils import translation

from tests.audit.histories import CASE, OTHER, findings, found, tamper, write
from vaern.audit.anchors import make_anchor
from vaern.audit.encoding import GENESIS, event_hash
from vaern.audit.models import Anchor, ChainHead, Event
from vaern.audit.verify import verify_all

pytestmark = [pytest.mark.django_db]
C = str(CASE)
NUMBER = "UPDATE audit_event SET sequence = %s WHERE id = %s"


def head_to(sequence: int, digest: str) -> None:
    ChainHead.objects.filter(stream_id=C).update(sequence=sequence, hash=digest)


def rewrite(event: Event, **values: object) -> None:
    """Change an event and give it a hash that fits."""
    for name, value in values.items():
        setattr(event, name, value)
    event.hash = event_hash(event)
    columns = {**values, "hash": event.hash}
    sets = ", ".join(f"{name} = %s" for name in columns)
    tamper(f"UPDATE audit_event SET {sets} WHERE id = %s", *columns.values(), event.id)


def test_untouched_log_holds() -> None:
    write(3)
    write(2, OTHER)
    make_anchor()
    write(1)
    report = verify_all()
    assert (report.holds, report.events, report.streams, report.anchors, report.since_anchor) == (True, 6, 2, 1, 1)


def test_report_counts_one_as_danish_does() -> None:
    write(1)
    make_anchor()
    write(1)
    with translation.override("da"):
        said = verify_all().text()
    assert said.startswith("2 hændelser i 1 kæde og 1 anker: kontrolleret på ")
    assert "\n1 hændelse er nyere end det seneste anker" in said


def test_empty_log_holds() -> None:
    assert verify_all().findings == ()


@pytest.mark.parametrize("column", ["name", "actor_id", "role", "data"])
def test_changed_text_is_found(column: str) -> None:
    write(3)
    tamper(f"UPDATE audit_event SET {column} = 'other' WHERE sequence = 2")
    assert found() == [(C, 2, "changed", 2)]


@pytest.mark.parametrize("column", ["happened_at", "known_at", "recorded_at"])
def test_changed_time_is_found(column: str) -> None:
    write(3)
    tamper(f"UPDATE audit_event SET {column} = {column} + 1 WHERE sequence = 2")
    assert found() == [(C, 2, "changed", 2)]


def test_changed_letter_outside_ascii_is_found() -> None:
    write(2)
    tamper("UPDATE audit_event SET data = 'æøå' WHERE sequence = 1")
    assert found() == [(C, 1, "changed", 1)]


def test_change_with_a_fitting_hash_is_found_by_the_next_event() -> None:
    events = write(3)
    rewrite(events[1], name="case.closed")
    assert found() == [(C, 2, "changed", 2)]


def test_false_beginning_is_found() -> None:
    events = write(1)
    rewrite(events[0], previous_hash="f" * 64)
    head_to(1, events[0].hash)
    assert found() == [(C, 1, "changed", 1)]


def test_removed_event_is_found() -> None:
    write(4)
    tamper("DELETE FROM audit_event WHERE sequence = 2")
    assert found() == [(C, 2, "removed", 2)]


def test_removed_range_is_found_as_a_range() -> None:
    write(6)
    tamper("DELETE FROM audit_event WHERE sequence IN (1, 3, 4)")
    assert found() == [(C, 1, "removed", 1), (C, 3, "removed", 4)]


def test_removed_tail_is_found_by_the_head() -> None:
    write(4)
    tamper("DELETE FROM audit_event WHERE sequence > 2")
    assert found() == [(C, 3, "removed", 4)]


def test_removed_tail_is_found_by_the_anchor_when_the_head_lies_too() -> None:
    events = write(4)
    make_anchor()
    tamper("DELETE FROM audit_event WHERE sequence > 2")
    head_to(2, events[1].hash)
    assert found() == [(C, 3, "removed", 4)]


def test_removed_stream_is_found_by_its_head() -> None:
    write(2)
    write(1, OTHER)
    tamper("DELETE FROM audit_event WHERE stream_id = %s", C)
    assert found() == [(C, 1, "removed", 2)]


def test_removed_stream_and_head_are_found_by_the_anchor() -> None:
    write(2)
    make_anchor()
    tamper("DELETE FROM audit_event WHERE stream_id = %s", C)
    ChainHead.objects.filter(stream_id=C).delete()
    assert found() == [(C, 1, "removed", 2)]


def test_event_inserted_at_the_end_is_found() -> None:
    events = write(2)
    extra = Event(**{**_columns(events[1]), "sequence": 3, "previous_hash": events[1].hash})
    extra.hash = event_hash(extra)
    extra.save(force_insert=True)
    assert found() == [(C, 3, "inserted", 3)]


def test_event_inserted_in_the_middle_is_found_and_so_are_those_it_pushed() -> None:
    events = write(3)
    for event in reversed(events[1:]):
        tamper(NUMBER, event.sequence + 1, event.id)
    extra = Event(**{**_columns(events[1]), "name": "case.closed", "sequence": 2, "previous_hash": events[0].hash})
    extra.hash = event_hash(extra)
    extra.save(force_insert=True)
    assert found() == [(C, 2, "inserted", 2), (C, 3, "moved", 2), (C, 4, "moved", 3)]


def test_event_numbered_zero_is_found() -> None:
    events = write(1)
    extra = Event(**{**_columns(events[0]), "sequence": 0})
    extra.hash = event_hash(extra)
    extra.save(force_insert=True)
    assert found() == [(C, 0, "inserted", 0)]


def test_reordered_events_are_found() -> None:
    events = write(4)
    tamper(NUMBER, 99, events[1].id)
    tamper(NUMBER, 2, events[2].id)
    tamper(NUMBER, 3, events[1].id)
    assert found() == [(C, 2, "moved", 3), (C, 3, "moved", 2)]


def test_two_events_of_one_number_are_found() -> None:
    events = write(3)
    tamper(NUMBER, 40, events[2].id)
    extra = Event(**{**_columns(events[2]), "name": "case.closed"})
    extra.hash = event_hash(extra)
    extra.save(force_insert=True)
    assert found() == [(C, 3, "inserted", 3), (C, 40, "moved", 3)]


def test_event_moved_to_another_stream_is_missed_and_found_there() -> None:
    events = write(2)
    write(1, OTHER)
    tamper("UPDATE audit_event SET stream_id = %s WHERE id = %s", str(OTHER), events[1].id)
    assert found() == [(C, 2, "removed", 2), (str(OTHER), 2, "inserted", 2)]


def test_rewritten_chain_is_found_by_the_anchor() -> None:
    events = write(3)
    make_anchor()
    rewrite(events[1], name="case.closed")
    rewrite(events[2], previous_hash=events[1].hash)
    head_to(3, events[2].hash)
    assert found() == [(C, 3, "rewritten", 3)]


def test_false_head_is_found() -> None:
    write(2)
    head_to(2, "f" * 64)
    assert found() == [(C, 2, "head", 2)]


def test_false_head_is_found_although_the_anchor_fits() -> None:
    write(2)
    make_anchor()
    head_to(2, "f" * 64)
    assert found() == [(C, 2, "head", 2)]


def test_missing_head_is_found() -> None:
    write(2)
    ChainHead.objects.all().delete()
    assert found() == [(C, 2, "head", 2)]


def test_lonely_head_that_counts_nothing_is_no_fault() -> None:
    ChainHead.objects.create(stream="case", stream_id=C)
    assert found() == []


@pytest.mark.parametrize(
    "change",
    ["root = 'f'", "tree = 'f'", "made_at = made_at + 1", "leaves = leaves + 1", "previous_root = 'f'"],
)
def test_changed_anchor_is_found(change: str) -> None:
    write(1)
    anchor = make_anchor()
    tamper(f"UPDATE audit_anchor SET {change}")
    assert found() == [(str(anchor.id), anchor.id, "anchor", 0)]


def test_removed_anchor_is_found_by_the_next() -> None:
    first, second = make_anchor(), make_anchor()
    tamper("DELETE FROM audit_anchor WHERE id = %s", first.id)
    assert found() == [(str(second.id), second.id, "anchor", 0)]


def test_changed_leaf_is_found_twice() -> None:
    write(2)
    anchor = make_anchor()
    tamper("UPDATE audit_anchorleaf SET hash = %s", GENESIS)
    assert found() == [(C, 2, "rewritten", 2), (str(anchor.id), anchor.id, "anchor", 0)]


def test_leaf_out_of_place_is_found() -> None:
    write(1)
    anchor = make_anchor()
    tamper("UPDATE audit_anchorleaf SET position = 7")
    assert found() == [(str(anchor.id), anchor.id, "anchor", 0)]


def test_root_noted_outside_must_be_there() -> None:
    write(1)
    anchor = make_anchor()
    assert verify_all(known_root=anchor.root).findings == ()
    assert [f.what.value for f in verify_all(known_root="f" * 64).findings] == ["anchor"]


def test_report_says_in_words_what_is_wrong() -> None:
    write(3)
    make_anchor()
    tamper("DELETE FROM audit_event WHERE sequence = 2")
    report = verify_all()
    assert len(report.text().splitlines()) == 4
    assert Anchor.objects.get().root in report.text()
    assert [finding.sentence for finding in findings()] == [report.text().splitlines()[1]]


def test_report_says_that_nothing_is_anchored_yet() -> None:
    write(1)
    assert len(verify_all().text().splitlines()) == 3


@pytest.mark.django_db(transaction=True)
def test_check_sees_one_moment_and_ends_its_own_transaction() -> None:
    write(1)
    assert verify_all().holds
    assert not connection.in_atomic_block
    write(1)
    assert verify_all().events == 2


def _columns(event: Event) -> dict[str, object]:
    return {f.attname: getattr(event, f.attname) for f in Event._meta.concrete_fields if f.attname != "id"}
