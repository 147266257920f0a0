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
    "consultation.answered": sentence_of("%(who)s gave a legal assessment."),
    "consultation.asked": sentence_of("%(who)s asked a jurist."),
    "deadline.computed": sentence_of("%(who)s computed a deadline."),
    "disclosure.made": sentence_of("%(who)s told someone about the case."),
    "draft.started": sentence_of("%(who)s began to write."),
    "evidence.exported": sentence_of("%(who)s exported a piece of evidence."),
    "evidence.received": sentence_of("%(who)s added a piece of evidence."),
    "evidence.removed": sentence_of("%(who)s removed a file from the draft."),
    "evidence.stamped": sentence_of("A piece of evidence was time-stamped."),
    "evidence.viewed": sentence_of("%(who)s looked at a piece of evidence."),
    "fact.answered": sentence_of("%(who)s answered a question about the case."),
    "incident.added": sentence_of("%(who)s added an incident."),
    "incident.corrected": sentence_of("%(who)s corrected an incident."),
    "injury.noticed": sentence_of("%(who)s recorded a work-injury notice."),
    "invitation.accepted": sentence_of("%(who)s accepted the invitation."),
    "letter.approved": sentence_of("%(who)s approved a letter."),
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
    "plan.started": sentence_of("%(who)s started a plan."),
    "police.contacted": sentence_of("%(who)s recorded a contact with the police."),
    "police.reported": sentence_of("%(who)s recorded that the case is reported to the police."),
    "proposal.decided": sentence_of("%(who)s decided on a proposal."),
    "proposal.made": sentence_of("%(who)s proposed a police report."),
    "proposal.withdrawn": sentence_of("%(who)s withdrew a proposal."),
    "report.sent": sentence_of("%(who)s sent the report."),
    "role.assigned": sentence_of("%(who)s gave a person a role."),
    "role.ended": sentence_of("%(who)s ended a person's role."),
    "second_factor.reset": sentence_of("%(who)s reset a person's second factor."),
    "second_factor.set": sentence_of("%(who)s set up the second factor."),
    "talk.held": sentence_of("%(who)s held a talk."),
    "talk.promised": sentence_of("%(who)s promised a talk."),
    "task.escalated": sentence_of("A task was passed on to the next in line."),
    "task.finished": sentence_of("%(who)s finished a task."),
    "task.reminded": sentence_of("A reminder was sent about a task."),
    "unit.closed": sentence_of("%(who)s closed a unit."),
    "unit.created": sentence_of("%(who)s created a unit."),
}


def sentence(event: Event, names: Mapping[str, str] | None = None) -> str:
    """What happened, in words. `names` gives the name to show for an actor's id, as far as the reader may know it."""
    return _(SENTENCES[event.name]) % {"who": _who(event, names or {})}


def _who(event: Event, names: Mapping[str, str]) -> str:
    if not event.actor_id:
        return _("Værn")
    return names.get(event.actor_id) or _("A person")
