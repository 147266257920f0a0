"""The values for the account's sentences: by question, by sentence; a sentence without values is left out."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from vaern import clock
from vaern.decisions.enums import Outcome
from vaern.injury.queries import current_notice, grounds_for_not_notifying
from vaern.letters.kinds import guiding_kinds
from vaern.letters.models import Letter
from vaern.oversight.material import BY_ROLE, WARNED_FIRST, Material, owner_says
from vaern.rulebook.danish import counted, day, listed
from vaern.rulebook.dated import latest
from vaern.rulebook.load import load
from vaern.vault.text import read

Values = dict[str, Any]
KEPT_APART = ("complaint", "impartiality")
DECISIONS = {
    Outcome.APPROVED: "der skulle anmeldes",
    Outcome.ASK_POLICE: "politiet skulle spørges til råds først",
    Outcome.REJECTED: "der ikke skulle anmeldes",
}


def on(moment: datetime) -> str:
    """The date in words, as the wall clock has it."""
    return day(clock.local(moment).date())


def guidelines(found: Material) -> Values:
    """Which plan applied, and how far its steps came."""
    values: Values = {"no_guideline": {}}
    if found.plan is not None:
        texts = [one for dated in load().plans.values() for one in dated if one.file_id == found.plan.template]
        title, begun = (texts[-1].title, day(texts[-1].valid_from)) if texts else (found.plan.template, "")
        values["plan"] = {"plan_title": title, "plan_edition": found.plan.edition, "plan_valid_from": begun}
        left_out = sum(task.not_relevant for task in found.tasks)
        done = sum(task.done_at is not None for task in found.tasks) - left_out
        total, still = len(found.tasks), len(found.tasks) - done - left_out
        said = "steps_done" if total and done == total else "steps"
        values[said] = {
            "steps_total": total,
            "steps_done": done,
            "steps_set_aside": left_out,
            "steps_open": still,
        }
    return values


def procedure(found: Material) -> Values:
    """Who proposed and decided when, the gate, the police's advice and the complaint."""
    values: Values = {"rule": {"conditions_total": len(found.gate_text.conditions)}}
    values |= _proposal(found) | _reported(found) | _complaint(found)
    if found.approval is not None:
        values["decided"] = {
            "decided_on": on(found.approval.decided_at),
            "approver_role": BY_ROLE.get(found.approval.role, found.approval.role),
            "decision_says": DECISIONS[Outcome(found.approval.outcome)],
        }
    if found.consultation is not None and found.consultation.answered_at is not None:
        values["jurist"] = {"jurist_on": on(found.consultation.answered_at)}
    if found.contact is not None:
        values["police_guidance"] = {
            "police_guidance_on": on(found.contact.contacted_at),
            "police_guidance_says": read(found.contact, "said"),
        }
    return values


def warning(found: Material) -> Values:
    """Whether the citizen whom the report is about was guided or warned first, or why not."""
    values: Values = {"rule": {}}
    about = found.report.proposal.sender_id if found.report else None
    guided = [row for row in found.letters if row.kind in guiding_kinds() and about in (None, row.recipient_id)]
    before = [row for row in guided if found.report is None or _sent(row) < found.report.reported_at]
    if before:
        text = latest(load().letters[before[0].kind], clock.local(_sent(before[0])).date())
        titles = {"letter_title": text.title, "letter_sent_on": on(_sent(before[0]))}
        values["warned" if found.report else "letter_only"] = titles
        if "letter_invites_version" in before[0].checked:
            values["version"] = {"version_invited_on": on(_sent(before[0]))}
    elif found.report is not None:
        aside = found.set_asides.get(WARNED_FIRST)
        values["exempted" if aside else "not_warned"] = {"set_aside_reason": read(aside, "reason")} if aside else {}
    return values


def evidence(found: Material) -> Values:
    """What was kept, and how soon."""
    if not found.items:
        return {"rule": {}, "none": {}}
    items = {
        "items_total": counted(len(found.items), "bevis", "beviser"),
        "items_by_medium": listed(_kinds(item.media_type for item in found.items)),
    }
    secured = [item.secured_at for item in found.items if item.secured_at]
    known = [row.known_at for row in found.incidents]
    first = {"first_secured_after": _length(min(known), min(secured))} if known and secured else None
    return {"rule": {}, "items": items, "first": first}


def what_how_who(found: Material) -> Values:
    """Incidents, how we know who it was, and who took part by role."""
    values: Values = {"what": {}}
    days = sorted(row.happened_from or row.known_at for row in found.incidents)
    if days:
        values["incidents" if len(days) > 1 else "incident"] = {
            "incidents_total": counted(len(days), "hændelse", "hændelser"),
            "first_incident_on": on(days[0]),
            "last_incident_on": on(days[-1]),
        }
    book = load()
    ways = found.case.answers.filter(superseded_by=None, fact__startswith="identity_", value="yes")
    says = [
        text
        for row in ways
        if row.fact in book.facts
        for key, text in book.facts[row.fact].says.items()
        if key == "yes"
    ]
    if says:
        values["identity"] = {"identity_says": " ".join(says)}
    people = set(found.case.participations.values_list("person_id", flat=True))
    roles = listed([f"{n} som {role}" for role, n in found.roles])
    values["who"] = {
        "case_owner_role": owner_says(found.case),
        "readers_total": counted(len(people), "person", "personer"),
        "roles_with_access": roles,
    }
    return values


def injury(found: Material) -> Values:
    """Nothing about health: whether it was notified, and on which ground not. More of why stands in the injury area."""
    values: Values = {"rule": {}}
    if found.case.opened_at is not None:
        values["registered"] = {"registered_on": on(found.case.opened_at)}
    notice = current_notice(found.case)
    if notice is None:
        values["open"] = {}
    elif notice.notified:
        notified_on = day(notice.notified_on) if notice.notified_on else ""
        values["notified"] = {"notified_on": notified_on, "receipt_number": notice.receipt_number}
    else:
        # What was written beside it is sealed with the injury's own key: it is not for all who may read the account.
        values["not_notified"] = {"ground_says": grounds_for_not_notifying()[notice.ground]["says"]}
    return values


ANSWERS: dict[str, Callable[[Material], Values]] = {
    "guidelines": guidelines,
    "procedure": procedure,
    "warning": warning,
    "evidence": evidence,
    "what_how_who": what_how_who,
    "injury": injury,
}


def _proposal(found: Material) -> Values:
    if found.proposal is None:
        return {}
    labels = {str(one["code"]): str(one["label"]) for one in load().texts["purposes"]["purposes"]}
    states = Counter(found.check.states.values()) if found.check else Counter[str]()
    return {
        "proposed": {
            "proposed_on": on(found.proposal.proposed_at),
            "proposal_says": "anmelde til politiet",
            "proposer_role": BY_ROLE.get(found.proposal.role, found.proposal.role),
        },
        "met": {
            "conditions_met": counted(states["met"], "punkt", "punkter"),
            "conditions_not_relevant": counted(states["not_relevant"], "punkt", "punkter"),
        },
        "set_aside": [
            {"condition_title": title, "set_aside_reason": reason}
            for title, _state, reason in found.conditions
            if reason
        ],
        "purpose": {
            "purposes": listed([f"»{labels[code]}«" for code in found.proposal.purposes]),
            "relevance_reason": read(found.proposal, "reason"),
        },
    }


def _reported(found: Material) -> Values:
    """Each report to the police on its day, with the number that the police gave it; or that there is none."""
    if found.report is None:
        return {"not_reported": {}}
    values: Values = {}
    for row in found.case.police_reports.order_by("reported_at"):
        told = {"reported_on": on(row.reported_at), "journal_number": row.journal_number}
        values.setdefault("reported_numbered" if row.journal_number else "reported", []).append(told)
    return values


def _complaint(found: Material) -> Values:
    """The first complaint. That it was kept apart is said only where the gate's points about it were met."""
    if found.complaint is None:
        return {"no_complaint": {}}
    made = {"complaint_on": day(found.complaint.made_on)}
    values: Values = {"complaint_else": made}
    if found.days_from_complaint is not None:
        values = {"complaint": made | {"complaint_days": counted(found.days_from_complaint, "dag", "dage")}}
    if found.complaint.settled_on is not None:
        values["complaint_settled"] = {"settled_on": day(found.complaint.settled_on)}
    else:
        values["complaint_open"] = {}
    states = found.check.states if found.check and found.approval else {}
    if all(states.get(point) == "met" for point in KEPT_APART):
        values["complaint_apart"] = {}
    return values


def _sent(letter: Letter) -> datetime:
    return letter.sent_at or letter.drafted_at


def _kinds(media_types: Iterable[str]) -> list[str]:
    """2 billeder, 1 lydoptagelse: in the words of content."""
    kinds = load().texts["account"]["kinds"]
    named = Counter(next(n for n, one in enumerate(kinds) if kind.startswith(one["starts"])) for kind in media_types)
    return [counted(named[n], kinds[n]["one"], kinds[n]["many"]) for n in sorted(named)]


def _length(start: datetime, end: datetime) -> str:
    hours = max(0, int((end - start).total_seconds() // 3600))
    if hours == 0:
        return "mindre end en time"
    return counted(hours, "time", "timer") if hours < 48 else f"{hours // 24} dage"  # noqa: PLR2004 - two days
