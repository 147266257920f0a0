"""Moves an item to the case it belongs to, unless it is to go with a report to the police."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from vaern.audit import chains
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.cases.models import Case
from vaern.decisions.enums import Outcome
from vaern.decisions.models import Approval, Proposal
from vaern.decisions.queries import newest_proposal
from vaern.errors import NotNow
from vaern.evidence import moving
from vaern.evidence.locking import family
from vaern.evidence.models import Item


def move(*, item: Item, to: Case, by: Actor, by_there: Actor, reason: str) -> Item:
    """Move the item to another case. NotNow while a proposal that stands or was approved names it.

    BadInput and NotNow as in `evidence.moving.move`.
    """
    with transaction.atomic():
        for case_id in sorted({item.case_id, to.id}):  # in one order, so that two moves never wait for each other
            chains.lock(Stream.CASE, case_id)
        item.refresh_from_db(fields=["case"])
        check_not_proposed(item.case, family(item))
        return moving.move(item=item, to=to, by=by, by_there=by_there, reason=reason)


def check_not_proposed(case: Case, items: Iterable[Item]) -> None:
    """NotNow when one of the items went with a report, or is to go with the one that is proposed or approved."""
    reported = {key for row in case.proposals.filter(police_report__isnull=False) for key in row.items}
    newest = newest_proposal(case)
    standing = set(newest.items) if newest is not None and _stands(newest) else set()
    for one in items:
        if str(one.pk) in reported:
            raise NotNow(
                _("B%(number)s went with a report to the police.") % {"number": one.number},
                _("The report refers to it in this case."),
                _("Add a copy to the other case instead."),
            )
        if str(one.pk) in standing:
            raise NotNow(
                _("B%(number)s goes with a report to the police that is proposed or approved.")
                % {"number": one.number},
                _("The report would be left without its evidence."),
                _("Withdraw the proposal, or make a new one without it, and then move it."),
            )


def _stands(proposal: Proposal) -> bool:
    """It waits for a decision, or was approved."""
    approval = Approval.objects.filter(proposal=proposal).first()
    return approval is None or approval.outcome == Outcome.APPROVED
