"""Signing in with a password of our own, for installations without a sign-in service."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from vaern import clock
from vaern.people.models import Account


class LocalSignIn(ModelBackend):
    """Lets in active accounts of people who still work here, from the first request of the day they leave."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account opens: it is active and the person has not left."""
        left_on = user.person.left_on
        return super().user_can_authenticate(user) and (left_on is None or left_on > clock.today())

    def get_user(self, user_id: Any) -> Any:
        """The account with its person, in one reading."""
        account = Account.objects.select_related("person__unit").filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None
