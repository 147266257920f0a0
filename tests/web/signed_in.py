"""A browser without a window, signed in as a person."""

from django.test import Client

from tests.factories.people import make_account
from vaern.people.models import Account, Person


def signed_in(person: Person) -> Client:
    """A client whose requests come from this person."""
    client = Client()
    account = Account.objects.filter(person=person).first() or make_account(person)
    client.force_login(account)
    return client


def text_of(response) -> str:
    """The page as text."""
    return response.content.decode()
