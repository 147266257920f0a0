"""Notices tell that there is something new, and never what."""

from uuid import uuid4

import pytest
from django.core import mail

from tests.factories.people import make_cast, make_notice, make_person
from vaern.audit.actors import SYSTEM
from vaern.jobs.models import Job
from vaern.jobs.queue import ALARM
from vaern.jobs.worker import work_one
from vaern.people.actions import create_person
from vaern.people.models import Notice
from vaern.people.notices import EMAIL_JOB, JOBS, inbox, mark_read, notify, send_email

pytestmark = pytest.mark.django_db


def test_same_dedupe_gives_one_notice_and_one_email() -> None:
    person = make_person()
    for _ in range(3):
        notify(person, "task_reminder", uuid4(), dedupe="task/1")
    assert (inbox(person).count(), Job.objects.filter(name=EMAIL_JOB).count()) == (1, 1)


def test_unread_notice_of_the_same_thing_is_enough() -> None:
    person, subject = make_person(), uuid4()
    first = make_notice(person, subject_id=subject)
    assert make_notice(person, subject_id=subject) == first
    mark_read(person)
    assert make_notice(person, subject_id=subject) != first


@pytest.mark.row("G23")
def test_email_says_nothing_but_that_there_is_something_new() -> None:
    one, two = make_notice(), make_notice(code="break_glass", subject_id=uuid4())
    for notice in (one, two):
        send_email({"notice": str(notice.pk)})
    texts = {(sent.subject, sent.body) for sent in mail.outbox}
    assert (len(mail.outbox), len(texts)) == (2, 1)
    subject, body = texts.pop()
    assert ("/overblik/" in body, "V-" in subject + body, "Person" in subject + body) == (True, False, False)


def test_email_is_sent_once_however_often_the_job_runs() -> None:
    notice = make_notice()
    send_email({"notice": str(notice.pk)})
    send_email({"notice": str(notice.pk)})
    assert len(mail.outbox) == 1


def test_one_email_stands_for_all_that_waits_for_the_person_and_for_nobody_else() -> None:
    mine, other = make_person(), make_notice()
    for code in ("report_received", "task_due", "added_to_case"):
        notify(mine, code, uuid4())
    while work_one(JOBS):
        pass
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted([mine.work_email, other.person.work_email])
    notify(mine, "task_late", uuid4())
    work_one(JOBS)
    assert [sent.to[0] for sent in mail.outbox].count(mine.work_email) == 2
    assert Notice.objects.filter(emailed_at=None).count() == 0


def test_email_of_a_notice_already_read_is_not_sent() -> None:
    notice = make_notice()
    mark_read(notice.person)
    send_email({"notice": str(notice.pk)})
    assert mail.outbox == []


def test_person_without_email_gets_the_inbox_only() -> None:
    person = create_person(name="Uden Mail", unit=make_person().unit, by=SYSTEM)
    notify(person, "task_reminder")
    assert (inbox(person).count(), Job.objects.count()) == (1, 0)


def test_one_reads_only_ones_own() -> None:
    mine, others = make_notice(), make_notice()
    assert mark_read(mine.person, [mine.pk, others.pk]) == 1
    assert Notice.objects.get(pk=others.pk).read_at is None


def test_alarm_gives_each_system_owner_a_notice() -> None:
    cast = make_cast()
    Job.objects.create(name=ALARM, details={"job": 7}, run_at="2026-01-01T00:00:00Z")
    work_one(JOBS)
    assert list(inbox(cast.tove).values_list("code", flat=True)) == ["job_failed"]
