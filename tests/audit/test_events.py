import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given
from hypothesis import strategies as st

from vaern.audit import chains
from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.bulk import write_histories
from vaern.audit.encoding import GENESIS, event_bytes, netstrings
from vaern.audit.enums import Stream
from vaern.audit.events import draft, events_of, record, record_apart
from vaern.audit.models import ChainHead, Event
from vaern.audit.moments import from_microseconds, to_microseconds
from vaern.audit.verify import verify_all
from vaern.clock import travel
from vaern.errors import BadInput

CASE = UUID("11111111-1111-4111-8111-111111111111")
LEADER = Actor(UUID("33333333-3333-4333-8333-333333333333"), "leader")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MICROSECONDS = 1795262400000000


@pytest.mark.django_db
def test_event_is_encoded_as_the_documentation_says() -> None:
    with travel(NOON), transaction.atomic():
        event = record("case.opened", stream=Stream.CASE, stream_id=CASE, by=LEADER, data={"a": 1})
    expected = (
        f"7:event/1,4:case,36:{CASE},1:1,11:case.opened,36:{LEADER.person_id},6:leader,"
        f'16:{MICROSECONDS},16:{MICROSECONDS},16:{MICROSECONDS},7:{{"a":1}},'
    )
    assert event_bytes(event) == expected.encode()
    assert event.hash == hashlib.sha256((GENESIS + expected).encode()).hexdigest()


@pytest.mark.django_db
def test_events_are_linked_in_order() -> None:
    with transaction.atomic():
        first = record("case.opened", stream=Stream.CASE, stream_id=CASE, by=LEADER)
        second = record("case.closed", stream=Stream.CASE, stream_id=CASE, by=SYSTEM)
    assert list(events_of(Stream.CASE, CASE)) == [first, second]
    assert (first.previous_hash, second.previous_hash) == (GENESIS, first.hash)
    assert ChainHead.objects.values_list("sequence", "hash").get() == (2, second.hash)


@pytest.mark.django_db
def test_three_times_are_kept_apart() -> None:
    happened, known = NOON - timedelta(days=3), NOON - timedelta(days=1)
    with travel(NOON), transaction.atomic():
        event = record(
            "incident.added", stream=Stream.CASE, stream_id=CASE, by=LEADER, happened_at=happened, known_at=known
        )
    times = [from_microseconds(value) for value in (event.happened_at, event.known_at, event.recorded_at)]
    assert times == [happened, known, NOON]


@pytest.mark.django_db
def test_words_are_refused_and_nothing_is_written() -> None:
    with pytest.raises(BadInput), transaction.atomic():
        record("case.opened", stream=Stream.CASE, stream_id=CASE, by=LEADER, data={"why": "he said so"})
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        chains.lock(Stream.CASE, CASE)


@pytest.mark.django_db
def test_a_head_that_is_locked_is_read_once_in_a_transaction(django_assert_num_queries) -> None:
    record("case.opened", stream=Stream.CASE, stream_id=CASE, by=LEADER)
    with transaction.atomic(), chains.keep_locked():
        record("case.read", stream=Stream.CASE, stream_id=CASE, by=LEADER)
        with django_assert_num_queries(0), chains.keep_locked():  # written when the outer one ends
            record("case.read", stream=Stream.CASE, stream_id=CASE, by=LEADER)
        last = record("case.read", stream=Stream.CASE, stream_id=CASE, by=LEADER)
    assert ChainHead.objects.values_list("sequence", "hash").get() == (4, last.hash)
    assert chains.lock(Stream.CASE, CASE) is not chains.lock(Stream.CASE, CASE)


def case_event(name: str) -> None:
    record(name, stream=Stream.CASE, stream_id=CASE, by=LEADER)


def part_that_fails() -> None:
    with transaction.atomic():
        case_event("case.read")
        raise ValueError


@pytest.mark.django_db
@pytest.mark.parametrize("after", [0, 1])
def test_chain_of_which_a_part_was_taken_back_is_not_written_on(after: int) -> None:
    with pytest.raises(DatabaseError, match="or back"), transaction.atomic(), chains.keep_locked():  # noqa: PT012 - one transaction
        case_event("case.opened")
        with pytest.raises(ValueError):  # noqa: PT011 - our own, above
            part_that_fails()
        for _ in range(after):
            case_event("case.read")
    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_links_that_a_part_which_was_taken_back_had_read_are_not_lost() -> None:
    def part_that_reads() -> None:
        with transaction.atomic():
            list(events_of(Stream.CASE, CASE))
            raise ValueError

    with pytest.raises(DatabaseError, match="or back"), transaction.atomic(), chains.keep_locked():  # noqa: PT012 - one transaction
        case_event("case.opened")
        with pytest.raises(ValueError):  # noqa: PT011 - our own, above
            part_that_reads()
    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_part_that_stands_is_a_part_of_the_chain() -> None:
    with transaction.atomic(), chains.keep_locked():
        case_event("case.opened")
        with transaction.atomic():
            case_event("case.read")
        case_event("case.closed")
    assert [event.sequence for event in events_of(Stream.CASE, CASE)] == [1, 2, 3]
    assert (verify_all().holds, verify_all().events) == (True, 3)


@pytest.mark.django_db
def test_events_of_an_act_are_written_together_and_its_head_is_moved_once(django_assert_num_queries) -> None:
    with transaction.atomic(), chains.keep_locked():
        chains.lock(Stream.CASE, CASE)
        with django_assert_num_queries(0):
            case_event("case.opened")
            case_event("case.read")
        with django_assert_num_queries(2):
            assert [event.name for event in events_of(Stream.CASE, CASE)] == ["case.opened", "case.read"]
        case_event("case.closed")
    assert ChainHead.objects.get(stream_id=CASE).sequence == Event.objects.count() == 3


@pytest.mark.django_db
def test_act_that_fails_writes_nothing_of_what_waited() -> None:
    with pytest.raises(ValueError), transaction.atomic(), chains.keep_locked():  # noqa: PT011, PT012 - one transaction
        case_event("case.opened")
        raise ValueError
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_event_apart_stands_when_the_page_then_fails() -> None:
    event = record_apart("case.read", stream=Stream.CASE, stream_id=CASE, by=LEADER, data={"area": "log"})
    assert list(Event.objects.all()) == [event]


@pytest.mark.django_db(transaction=True)
def test_event_apart_refuses_to_be_part_of_another_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record_apart("case.read", stream=Stream.CASE, stream_id=CASE, by=LEADER)


@pytest.mark.django_db
def test_act_that_fails_leaves_no_event() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 - both writes, one transaction
        record("case.opened", stream=Stream.CASE, stream_id=CASE, by=LEADER)
        ChainHead.objects.create(stream="case", stream_id=str(CASE))
    assert (Event.objects.count(), ChainHead.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_histories_written_at_once_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaern.audit.bulk.AT_ONCE", 1)
    early = NOON - timedelta(days=90)
    histories = [(Stream.CASE, uuid4(), [draft("case.opened", by=LEADER, recorded_at=early)] * 1) for _ in range(3)]
    histories += [(Stream.CASE, uuid4(), [draft("case.opened", by=LEADER) for _ in range(12)])]
    assert write_histories(histories) == 15
    assert (verify_all().holds, verify_all().events) == (True, 15)


@given(st.lists(st.text()), st.lists(st.text()))
def test_no_two_lists_share_an_encoding(one: list[str], other: list[str]) -> None:
    assert (netstrings(*one) == netstrings(*other)) == (one == other)


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001 - hypothesis adds the zone
def test_moment_comes_back_from_the_log(moment: datetime) -> None:
    assert from_microseconds(to_microseconds(moment)) == moment.astimezone(UTC)
