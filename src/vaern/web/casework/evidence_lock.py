"""Material that may not be copied: locked at once by one person, and let out again by two when that was a mistake."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vaern.errors import BadInput
from vaern.evidence import lifting, locking
from vaern.evidence.models import Item
from vaern.process import lift_lock
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned
from vaern.web.casework.evidence_acts import act
from vaern.web.casework.evidence_forms import LIFT, LiftAskForm, LiftDecideForm, LockForm


@act(gettext_lazy("It is locked. Nobody can see it. Call the police on 114 now."))
def lock(request: Asked, item: Item) -> None:
    """Material that may not be copied."""
    cleaned(LockForm(request.POST))
    locking.lock(item=item, by=request.actor)


@act(gettext_lazy("Another person has been asked to decide. Until then it stays locked."))
def ask(request: Asked, item: Item) -> None:
    """The lock is a mistake."""
    lift_lock.ask(item=item, by=request.actor, **cleaned(LiftAskForm(request.POST)))


@act(gettext_lazy("Your decision is noted, with what you wrote."))
def decide(request: Asked, item: Item) -> None:
    """Another person decides whether the lock was a mistake."""
    values = cleaned(LiftDecideForm(request.POST))
    row = lifting.asked_lift(item)
    if row is None or row.id != values["lift"]:
        raise BadInput(_("Nobody waits for that decision."), "", _("Load the page again."))
    lift_lock.decide(lift=row, by=request.actor, lifted=values["decision"] == LIFT, answer=values["answer"])
