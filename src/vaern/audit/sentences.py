"""Each event as a plain sentence, for the people who may see the log."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence_of

from vaern.audit.models import Event

SENTENCES = {
    "absence.ended": sentence_of("%(who)s ended an absence."),
    "absence.set": sentence_of("%(who)s recorded an absence and who stands in."),
    "accept.given": sentence_of("%(who)s recorded a yes or no from the affected employee."),
    "accept.withdrawn": sentence_of("%(who)s recorded that a yes was taken back."),
    "account.made": sentence_of("%(who)s made the account of the case."),
    "assessment.locked": sentence_of("%(who)s locked an assessment."),
    "bundle.exported": sentence_of("%(who)s exported the evidence as a bundle."),
    "case.closed": sentence_of("%(who)s closed the case."),
    "case.exported": sentence_of("%(who)s exported the case."),
    "case.forgotten": sentence_of("%(who)s let the case be forgotten."),
    "case.glass_broken": sentence_of("%(who)s opened the case by emergency access."),
    "case.opened": sentence_of("%(who)s opened the case."),
    "case.read": sentence_of("%(who)s looked at the case."),
    "case.reopened": sentence_of("%(who)s reopened the case."),
    "complaint.recorded": sentence_of("%(who)s recorded a complaint from the citizen."),
    "complaint.settled": sentence_of("%(who)s recorded that the complaint is settled."),
    "condition.set_aside": sentence_of("%(who)s set a condition aside with a written reason."),
    "deadline.computed": sentence_of("%(who)s computed a deadline."),
    "deadline.met": sentence_of("%(who)s met a deadline."),
    "decision.made": sentence_of("%(who)s decided on a proposal."),
    "decision.proposed": sentence_of("%(who)s proposed a police report."),
    "decision.withdrawn": sentence_of("%(who)s withdrew a proposal."),
    "disclosure.recorded": sentence_of("%(who)s recorded who was told about the case."),
    "draft.started": sentence_of("%(who)s began to write."),
    "employee.told_outcome": sentence_of("%(who)s told the affected employee the outcome."),
    "evidence.copied": sentence_of("%(who)s took a copy of a piece of evidence."),
    "evidence.exported": sentence_of("%(who)s exported a piece of evidence."),
    "evidence.received": sentence_of("%(who)s added a piece of evidence."),
    "evidence.removed": sentence_of("%(who)s removed a file from the draft."),
    "evidence.secured": sentence_of("%(who)s secured a piece of evidence."),
    "evidence.stamped": sentence_of("A piece of evidence was time-stamped."),
    "evidence.viewed": sentence_of("%(who)s looked at a piece of evidence."),
    "fact.answered": sentence_of("%(who)s answered a question about the case."),
    "incident.added": sentence_of("%(who)s added an incident."),
    "incident.corrected": sentence_of("%(who)s corrected an incident."),
    "injury.absence_recorded": sentence_of("%(who)s recorded absence because of the injury."),
    "injury.not_notified": sentence_of("%(who)s recorded why no work-injury notice is given."),
    "injury.notified": sentence_of("%(who)s recorded a work-injury notice."),
    "invitation.accepted": sentence_of("%(who)s accepted the invitation."),
    "jurist.answered": sentence_of("%(who)s gave a legal assessment."),
    "jurist.asked": sentence_of("%(who)s asked a jurist."),
    "letter.approved": sentence_of("%(who)s approved a letter."),
    "letter.discarded": sentence_of("%(who)s discarded a draft of a letter."),
    "letter.drafted": sentence_of("%(who)s drafted a letter."),
    "letter.saved": sentence_of("%(who)s saved a letter."),
    "letter.sent": sentence_of("%(who)s sent a letter."),
    "norm.reasoned": sentence_of("%(who)s wrote the reason for a judgement."),
    "participant.added": sentence_of("%(who)s gave a person access to the case."),
    "participant.ended": sentence_of("%(who)s ended a person's access to the case."),
    "party.added": sentence_of("%(who)s added a party to the case."),
    "party.described": sentence_of("%(who)s described a party."),
    "person.corrected": sentence_of("%(who)s corrected a person's details."),
    "person.created": sentence_of("%(who)s created a person."),
    "person.excluded": sentence_of("%(who)s excluded a person from the case."),
    "person.invited": sentence_of("%(who)s invited a person."),
    "person.left": sentence_of("%(who)s recorded that a person has left."),
    "person.signed_in": sentence_of("%(who)s signed in."),
    "plan.started": sentence_of("%(who)s started a plan."),
    "police.contacted": sentence_of("%(who)s recorded a contact with the police."),
    "police.reported": sentence_of("%(who)s recorded that the case is reported to the police."),
    "police.status_recorded": sentence_of("%(who)s recorded how far the police are."),
    "report.sent": sentence_of("%(who)s sent the report."),
    "role.assigned": sentence_of("%(who)s gave a person a role."),
    "role.ended": sentence_of("%(who)s ended a person's role."),
    "second_factor.reset": sentence_of("%(who)s reset a person's second factor."),
    "second_factor.set": sentence_of("%(who)s set up the second factor."),
    "sender.telling_postponed": sentence_of("%(who)s postponed telling the sender, with a reason."),
    "talk.held": sentence_of("%(who)s held a talk."),
    "talk.promised": sentence_of("%(who)s promised a talk."),
    "task.added": sentence_of("%(who)s added a task."),
    "task.done": sentence_of("%(who)s finished a task."),
    "task.due_set": sentence_of("%(who)s set the deadline of a task."),
    "task.escalated": sentence_of("A task was passed on to the next in line."),
    "task.handed_over": sentence_of("%(who)s handed a task over."),
    "task.left_out": sentence_of("%(who)s left a task out, with a reason."),
    "task.reminded": sentence_of("A reminder was sent about a task."),
    "unit.closed": sentence_of("%(who)s closed a unit."),
    "unit.created": sentence_of("%(who)s created a unit."),
}


def sentence(event: Event, names: Mapping[str, str] | None = None) -> str:
    """What happened, in words. `names` gives the name to show for an actor's id, as far as the reader may know it."""
    told = _(SENTENCES[event.name]) if event.name in SENTENCES else _("%(who)s: %(name)s")
    return told % {"who": _who(event, names or {}), "name": event.name}


def _who(event: Event, names: Mapping[str, str]) -> str:
    if not event.actor_id:
        return _("Værn")
    return names.get(event.actor_id) or _("A person")
