"""Each event as a plain sentence, for the people who may see the log."""

import json
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vaern.audit.models import Event

SENTENCES = {
    "absence.ended": gettext_noop("%(who)s ended an absence."),
    "absence.set": gettext_noop("%(who)s recorded an absence and who stands in."),
    "accept.given": gettext_noop("%(who)s recorded a yes or no from the affected employee."),
    "accept.withdrawn": gettext_noop("%(who)s recorded that a yes was taken back."),
    "account.made": gettext_noop("%(who)s made the account of the case."),
    "assessment.locked": gettext_noop("%(who)s locked an assessment."),
    "bundle.exported": gettext_noop("%(who)s exported the evidence as a bundle."),
    "case.closed": gettext_noop("%(who)s closed the case."),
    "case.forgotten": gettext_noop("%(who)s let the case be forgotten."),
    "case.glass_broken": gettext_noop("%(who)s opened the case by emergency access."),
    "case.handed_over": gettext_noop("%(who)s gave the case to another case owner."),
    "case.opened": gettext_noop("%(who)s opened the case."),
    "case.read": gettext_noop("%(who)s looked at the case."),
    "case.reopened": gettext_noop("%(who)s reopened the case."),
    "complaint.recorded": gettext_noop("%(who)s recorded a complaint from the citizen."),
    "complaint.settled": gettext_noop("%(who)s recorded that the complaint is settled."),
    "condition.set_aside": gettext_noop("%(who)s set a condition aside with a written reason."),
    "deadline.computed": gettext_noop("A deadline was counted."),
    "deadline.met": gettext_noop("%(who)s met a deadline."),
    "decision.made": gettext_noop("%(who)s decided on a proposal."),
    "decision.proposed": gettext_noop("%(who)s proposed a police report."),
    "decision.withdrawn": gettext_noop("%(who)s withdrew a proposal."),
    "disclosure.recorded": gettext_noop("%(who)s recorded who was told about the case."),
    "employee.told_outcome": gettext_noop("%(who)s told the affected employee the outcome."),
    "evidence.copied": gettext_noop("%(who)s took a copy of a piece of evidence."),
    "evidence.exported": gettext_noop("%(who)s exported a piece of evidence."),
    "evidence.first_read": gettext_noop("%(who)s looked at a piece of evidence first, for another."),
    "evidence.first_reader_asked": gettext_noop("%(who)s asked another to look at a piece of evidence first."),
    "evidence.call_noted": gettext_noop("%(who)s noted a telephone call."),
    "evidence.capture_asked": gettext_noop("%(who)s asked for a web page to be captured."),
    "evidence.capture_confirmed": gettext_noop("%(who)s confirmed what a captured page shows."),
    "evidence.capture_failed": gettext_noop("A web page could not be captured."),
    "evidence.captured": gettext_noop("A web page was captured."),
    "evidence.incident_said": gettext_noop("%(who)s said which incident a piece of evidence shows."),
    "evidence.locked": gettext_noop("%(who)s locked a piece of evidence that may not be shown or copied."),
    "evidence.lock_kept": gettext_noop("%(who)s decided that a lock on a piece of evidence stands."),
    "evidence.lock_lift_asked": gettext_noop("%(who)s asked for a lock on a piece of evidence to be lifted."),
    "evidence.unlocked": gettext_noop("%(who)s lifted a lock on a piece of evidence that was a mistake."),
    "evidence.marked": gettext_noop("%(who)s marked a place in a piece of evidence."),
    "evidence.moved_in": gettext_noop("%(who)s moved a piece of evidence here from another case."),
    "evidence.moved_out": gettext_noop("%(who)s moved a piece of evidence to another case."),
    "evidence.provenance_said": gettext_noop("%(who)s noted where a piece of evidence comes from."),
    "evidence.quarantined": gettext_noop("A piece of evidence was set apart: it may harm a computer."),
    "evidence.read_by_machine": gettext_noop("A piece of evidence was read by machine."),
    "evidence.redacted": gettext_noop("%(who)s made a copy of a piece of evidence in which something is hidden."),
    "evidence.transformed": gettext_noop("What lies in a piece of evidence was taken out as copies."),
    "evidence.unmarked": gettext_noop("%(who)s took a mark in a piece of evidence away."),
    "evidence.unredacted": gettext_noop("%(who)s withdrew a copy in which something is hidden."),
    "evidence.not_whole": gettext_noop("A sealed file was found not to be what was received."),
    "evidence.received": gettext_noop("%(who)s added a piece of evidence."),
    "evidence.received_again": gettext_noop("%(who)s added a file that the case has already."),
    "evidence.viewed": gettext_noop("%(who)s looked at a piece of evidence."),
    "exclusion.lifted": gettext_noop("%(who)s lifted an exclusion, with a reason."),
    "fact.answered": gettext_noop("%(who)s answered a question about the case."),
    "fixity.checked": gettext_noop("The sealed files were checked."),
    "incident.added": gettext_noop("%(who)s added an incident."),
    "incident.corrected": gettext_noop("%(who)s corrected an incident."),
    "injury.absence_recorded": gettext_noop("%(who)s recorded absence because of the injury."),
    "injury.not_notified": gettext_noop("%(who)s recorded why no work-injury notice is given."),
    "injury.notified": gettext_noop("%(who)s recorded a work-injury notice."),
    "invitation.accepted": gettext_noop("%(who)s accepted the invitation."),
    "jurist.answered": gettext_noop("%(who)s gave a legal assessment."),
    "jurist.asked": gettext_noop("%(who)s asked a jurist."),
    "letter.addressed_anew": gettext_noop("A letter not yet sent follows the corrected sender, and is read again."),
    "letter.approved": gettext_noop("%(who)s approved a letter."),
    "letter.discarded": gettext_noop("%(who)s discarded a draft of a letter."),
    "letter.drafted": gettext_noop("%(who)s drafted a letter."),
    "letter.saved": gettext_noop("%(who)s saved a letter."),
    "letter.sent": gettext_noop("%(who)s sent a letter."),
    "norm.reasoned": gettext_noop("%(who)s wrote the reason for a judgement."),
    "emergency.ended": gettext_noop("%(who)s ended an emergency access to the case."),
    "participant.added": gettext_noop("%(who)s gave a person access to the case."),
    "participant.ended": gettext_noop("%(who)s ended a person's access to the case."),
    "party.added": gettext_noop("%(who)s added a party to the case."),
    "person.corrected": gettext_noop("%(who)s corrected a person's details."),
    "person.created": gettext_noop("%(who)s created a person."),
    "person.excluded": gettext_noop("It was noted who may not decide in the case or see it."),
    "person.invited": gettext_noop("%(who)s invited a person."),
    "person.left": gettext_noop("%(who)s recorded that a person has left."),
    "person.signed_in": gettext_noop("%(who)s signed in."),
    "plan.started": gettext_noop("The plan was started."),
    "police.contacted": gettext_noop("%(who)s recorded a contact with the police."),
    "police.reported": gettext_noop("%(who)s recorded that the case is reported to the police."),
    "police.status_recorded": gettext_noop("%(who)s recorded how far the police are."),
    "report.sent": gettext_noop("%(who)s told what had happened."),
    "role.assigned": gettext_noop("%(who)s gave a person a role."),
    "role.ended": gettext_noop("%(who)s ended a person's role."),
    "second_factor.reset": gettext_noop("%(who)s reset a person's second factor."),
    "second_factor.set": gettext_noop("%(who)s set up the second factor."),
    "sender.corrected": gettext_noop("%(who)s corrected what is written of the sender: %(why)s."),
    "sender.telling_postponed": gettext_noop("%(who)s postponed telling the sender, with a reason."),
    "talk.held": gettext_noop("%(who)s held a talk."),
    "talk.passed_on": gettext_noop("%(who)s passed the promise of a talk on."),
    "talk.promised": gettext_noop("%(who)s promised a talk."),
    "task.added": gettext_noop("A task was added to the plan."),
    "task.done": gettext_noop("%(who)s finished a task."),
    "task.due_set": gettext_noop("%(who)s set the deadline of a task."),
    "task.escalated": gettext_noop("A task was passed on to the next in line."),
    "task.handed_over": gettext_noop("%(who)s handed a task over."),
    "task.left_out": gettext_noop("%(who)s left a task out, with a reason."),
    "task.opened_again": gettext_noop("A task was opened again, because its time has come once more."),
    "task.owner_set": gettext_noop("A task went to the one who has that role in the case."),
    "task.reminded": gettext_noop("A reminder was sent about a task."),
    "unit.closed": gettext_noop("%(who)s closed a unit."),
    "unit.created": gettext_noop("%(who)s created a unit."),
}
# What a `case.read` says where the event tells which part was looked at.
LOOKED_AT = {
    "account": gettext_noop("%(who)s looked at the account of the case."),
    "care": gettext_noop("%(who)s looked at the talks with the employee."),
    "decision": gettext_noop("%(who)s looked at who takes part and what is decided."),
    "emergency": gettext_noop("%(who)s read why emergency access was used."),
    "evidence": gettext_noop("%(who)s looked at the evidence without opening it."),
    "facts": gettext_noop("%(who)s looked at the answers in the case."),
    "injury": gettext_noop("%(who)s looked at the work injury."),
    "law": gettext_noop("%(who)s looked at the legal assessment."),
    "letters": gettext_noop("%(who)s looked at the letters."),
    "log": gettext_noop("%(who)s looked at the log."),
    "own": gettext_noop("%(who)s looked at the page of their own report."),
    "sender": gettext_noop("%(who)s looked at who the sender is."),
    "talks": gettext_noop("%(who)s looked at the talks with the employee."),
}

# Why the sender was corrected, by the code in the event.
WHY = {
    "mistyped": gettext_noop("it was written wrong"),
    "changed": gettext_noop("it has changed"),
    "now_known": gettext_noop("more is known now"),
    "someone_else": gettext_noop("it was somebody else"),
}


def sentence(event: Event, names: Mapping[str, str] | None = None) -> str:
    """What happened, in words. `names` gives the name to show for an actor's id, as far as the reader may know it."""
    told = _(_looked(event) or SENTENCES[event.name]) if event.name in SENTENCES else _("%(who)s: %(name)s")
    return told % {"who": _who(event, names or {}), "name": event.name, "why": _why(event)}


def part_read(event: Event) -> str:
    """Which part of the case was looked at, as a code; empty for any other event."""
    return str(json.loads(event.data or "{}").get("area", "")) if event.name == "case.read" else ""


def _looked(event: Event) -> str:
    return LOOKED_AT.get(part_read(event), "")


def _who(event: Event, names: Mapping[str, str]) -> str:
    if not event.actor_id:
        return _("Værn")
    return names.get(event.actor_id) or _("A person")


def _why(event: Event) -> str:
    code = json.loads(event.data or "{}").get("why", "")
    return _(WHY[code]) if code in WHY else str(code)
