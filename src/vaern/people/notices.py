"""Notices say that there is something new, and never what: an entry in the inbox, and an e-mail without content."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from vaern import clock
from vaern.jobs.queue import ALARM, enqueue
from vaern.jobs.worker import Function, outside_transaction
from vaern.people.enums import OrgRole
from vaern.people.models import Notice, Person
from vaern.people.queries import everyone_with

EMAIL_JOB = "notice.email"


def notify(person: Person, code: str, subject_id: UUID | None = None, dedupe: str | None = None) -> None:
    """Put a notice in a person's inbox and ask for an e-mail, in the caller's transaction.

    The same `dedupe` for the same person and code gives one notice, however often it is asked for. Without one, a
    notice of the same code and subject that is still unread is enough.
    """
    if dedupe is None and inbox(person).filter(code=code, subject_id=subject_id, read_at=None).exists():
        return
    key = sha256(f"{person.pk}/{code}/{dedupe or uuid4()}".encode()).hexdigest()
    # The same key, the same id: neither the notice nor its e-mail need be looked for before they are asked for.
    new = Notice(id=UUID(key[:32]), dedupe=key, person=person, code=code, subject_id=subject_id, made_at=clock.now())
    with transaction.atomic(savepoint=False):
        Notice.objects.bulk_create([new], ignore_conflicts=True)
        if person.work_email:
            enqueue(EMAIL_JOB, {"notice": str(new.pk)}, slot=f"{EMAIL_JOB}/{new.pk}")


def inbox(person: Person) -> QuerySet[Notice]:
    """A person's notices, the newest first."""
    return Notice.objects.filter(person=person).order_by("-made_at", "id")


def mark_read(person: Person, notices: list[UUID] | None = None) -> int:
    """Mark a person's own notices as read (all, or those named); how many were unread."""
    unread = Notice.objects.filter(person=person, read_at=None)
    chosen = unread if notices is None else unread.filter(pk__in=notices)
    return chosen.update(read_at=clock.now())


@outside_transaction
def send_email(details: Mapping[str, Any]) -> None:
    """The job: send one notice's e-mail, once. One that was read in the meantime, or is sent, is left alone.

    The e-mail stands for all that the person has not read by then, since it says no more of ten than of one: how many
    come would else tell how much happens.
    """
    notice = Notice.objects.select_related("person").get(pk=details["notice"])
    if notice.emailed_at is not None or notice.read_at is not None or not notice.person.work_email:
        return
    told = list(inbox(notice.person).filter(emailed_at=None, read_at=None).values_list("pk", flat=True))
    _message(notice.person.work_email, str(notice.pk)).send()
    Notice.objects.filter(pk__in=told).update(emailed_at=clock.now())


def _message(address: str, key: str) -> EmailMessage:
    """Every e-mail is the same, whoever gets it and whatever it is about."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("There is something new for you in Værn")
        body = _("There is something new for you in Værn. Sign in to read it:")
        closing = _("For the sake of everyone's privacy this e-mail says no more.")
    domain = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
    # The same Message-ID on a second attempt lets mail systems drop the copy.
    headers = {"Message-ID": f"<{key}@{domain}>", "Auto-Submitted": "auto-generated"}
    text = f"{body}\n\n{settings.BASE_URL}{reverse('overview')}\n\n{closing}\n"
    return EmailMessage(subject, text, to=[address], headers=headers, connection=get_connection())


def alarm_system_owners(details: Mapping[str, Any]) -> None:
    """The job: a piece of work was given up, and those who keep the system are told."""
    for owner in everyone_with(OrgRole.SYSTEM_OWNER):
        notify(owner, "job_failed", dedupe=f"job/{details['job']}/{clock.today()}")


JOBS: Mapping[str, Function] = {EMAIL_JOB: send_email, ALARM: alarm_system_owners}
