"""The second factor: six digits from an app on the person's phone, new every 30 seconds."""

import hmac

import pyotp
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.errors import BadInput
from vaern.people.models import Account
from vaern.vault import text

STEP_SECONDS = 30
# A phone's clock may be one step off, either way.
NEIGHBOURS = (-1, 0, 1)


def has_second_factor(account: Account) -> bool:
    """Whether the account has a second factor that was proved to work."""
    return account.totp_confirmed_at is not None


def secret_for_setup(account: Account) -> str:
    """The secret to put in the app: the one that waits for its first code, or a new one."""
    if not account.totp_secret:
        text.seal_into(account, totp_secret=pyotp.random_base32())
        account.save(update_fields=["totp_secret"])
    return text.read(account, "totp_secret")


def address_for_setup(account: Account) -> str:
    """What the picture with the squares says to the app."""
    issuer = f"Værn {settings.ORGANISATION}"
    return pyotp.TOTP(secret_for_setup(account)).provisioning_uri(name=account.username, issuer_name=issuer)


@transaction.atomic
def check_code(account: Account, code: str) -> None:
    """Take a code, once: the same step, and every step before it, is refused from then on. BadInput otherwise.

    The first code that fits proves that the app is set up.
    """
    step = _step_of(account, code)
    later = Account.objects.filter(pk=account.pk, totp_last_step__lt=step) if step else Account.objects.none()
    if later.update(totp_last_step=step) != 1:
        raise BadInput(
            _("The code does not fit."),
            _("A code works for half a minute, and only once."),
            _("Wait for the next code in the app, and check that the phone's clock is right."),
        )
    if not has_second_factor(account):
        account.totp_confirmed_at = clock.now()
        account.save(update_fields=["totp_confirmed_at"])
        by = Actor(account.person_id, "employee")
        record("second_factor.set", stream=Stream.PERSON, stream_id=account.person_id, by=by)


def _step_of(account: Account, code: str) -> int | None:
    digits = "".join(code.split())
    if not account.totp_secret or not digits.isascii():
        return None
    totp, now = pyotp.TOTP(text.read(account, "totp_secret")), int(clock.now().timestamp()) // STEP_SECONDS
    # All three are compared, so that the time it takes tells nothing of which one fitted.
    fits = [
        step for step in (now + near for near in NEIGHBOURS) if hmac.compare_digest(totp.generate_otp(step), digits)
    ]
    return fits[-1] if fits else None
