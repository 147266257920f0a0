"""Accounts of the cast: no password opens them; only the demo's start page does."""

from django.contrib.auth.hashers import make_password

from vaern import clock
from vaern.people.models import Account, Person


def account_of(person: Person) -> Account:
    """The person's demo account, made when it is first used."""
    known = person.accounts.order_by("made_at").first()
    if known is not None:
        return known
    return Account.objects.create(
        person=person, username=person.work_email, password=make_password(None), made_at=clock.now()
    )
