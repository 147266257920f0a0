"""The way in: an address that works once, and a lost second factor."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.errors import BadInput
from vaern.people.guards import check_can_use, check_can_work_here
from vaern.people.models import Account, Invitation, Person, plain_username
from vaern.people.notices import notify

LASTS = timedelta(days=7)


def hash_of(token: str) -> str:
    """What is kept of a token. The token itself is random enough that a plain hash cannot be searched."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, person: Person, by: Actor) -> str:
    """Make a one-time way in and return its address, which is shown once. Earlier ones stop working.

    Someone who has an account already gets a new password by it and keeps the second factor; the person is told.
    """
    check_can_work_here(person)
    now, token = clock.now(), token_urlsafe(32)
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)
    row = Invitation(person=person, token_hash=hash_of(token), made_at=now, expires_at=now + LASTS)
    row.save(force_insert=True)
    record("person.invited", stream=Stream.PERSON, stream_id=person.pk, by=by, data={"invitation": row.pk})
    if person.accounts.exists():
        notify(person, "way_in_made", dedupe=str(row.pk))
    return f"{settings.BASE_URL}{reverse('invitation', args=[token])}"


def find_invitation(token: str) -> Invitation:
    """The invitation of a token that can be used now. NotNow for every other."""
    found = Invitation.objects.select_related("person").filter(token_hash=hash_of(token)).first()
    return check_can_use(found)


@transaction.atomic
def accept_invitation(*, token: str, username: str, password: str) -> Account:
    """Use an invitation: a first account, or a new password for the account there is. Works once."""
    invitation = find_invitation(token)
    used = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=clock.now())
    check_can_use(invitation if used == 1 else None)
    person = invitation.person
    account = person.accounts.order_by("made_at").first() or _new_account(person, username)
    _set_password(account, password)
    account.is_active = True
    account.save()
    by = Actor(person.pk, "employee")
    record("invitation.accepted", stream=Stream.PERSON, stream_id=person.pk, by=by, data={"account": account.pk})
    return account


@transaction.atomic
def reset_second_factor(*, person: Person, by: Actor) -> str:
    """Forget a lost second factor; returns a one-time way in. The person is told, in case it was not asked for."""
    lost = {"totp_secret": b"", "totp_confirmed_at": None, "totp_last_step": 0}
    # A password that somebody may have learned must not be enough to set up the new factor: it ends here too.
    for account in person.accounts.all():
        account.set_unusable_password()
        Account.objects.filter(pk=account.pk).update(password=account.password, **lost)
    record("second_factor.reset", stream=Stream.PERSON, stream_id=person.pk, by=by)
    return invite(person=person, by=by)


def _new_account(person: Person, username: str) -> Account:
    name = plain_username(username)
    if not name:
        raise BadInput(_("A user name is missing."), todo=_("Write one, for example your work e-mail."))
    if Account.objects.filter(username=name).exists():
        raise BadInput(_("The user name is taken."), todo=_("Choose another, for example your work e-mail."))
    return Account(person=person, username=name, made_at=clock.now())


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise BadInput(_("The password cannot be used."), " ".join(weak.messages)) from weak
    account.set_password(password)
