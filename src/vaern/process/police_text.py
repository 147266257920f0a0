"""The report to the police as text: content's letter, filled with what the case holds.

The one it is about may come to read it, so nothing stands in it that content's letter does not ask for.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings

from vaern import clock
from vaern.cases.enums import Precision
from vaern.cases.models import Case, Incident, Party
from vaern.cases.queries import affected_employees, current_answers, current_incidents, known_senders, sender_name
from vaern.decisions.models import Approval, Proposal
from vaern.decisions.queries import set_asides
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.letters.queries import guidance_sent
from vaern.people.models import Person
from vaern.process.police_annexes import annex_line
from vaern.process.situation import book, situation_of, whole
from vaern.rulebook.danish import day, moment, uncapital
from vaern.rulebook.dated import latest
from vaern.rulebook.letters import render
from vaern.rulebook.shapes import Value
from vaern.typeset import compile_pdf
from vaern.typeset.blocks import from_markdown
from vaern.vault.text import read

LETTER, TEXTS = "politianmeldelse", "police_report"
GATE, WARNED_FIRST = "police_report", "warned_first"
SEEN_BY_ANOTHER = "identity_from_witness"


def police_text(proposal: Proposal, approval: Approval, by: Person) -> str:
    """The report as Markdown; `by` is whom the police can call, never the affected employee.

    Source: letters/politianmeldelse, guidance/police_report
    """
    situation = whole(situation_of(proposal.case, proposal=proposal))
    return render(latest(book().letters[LETTER], clock.today()), _values(proposal, approval, by), situation)


def police_pdf(case: Case, text: str) -> bytes:
    """The report as an accessible PDF under the organisation's name, without the names of who keeps the case."""
    template = latest(book().letters[LETTER], clock.today())
    return compile_pdf(
        "page",
        {
            "dated": clock.today().isoformat(),
            "organisation": settings.ORGANISATION,
            "unit": case.unit.name,
            "case_number": case.number,
            "title": template.title,
            "meta": [],
            "blocks": from_markdown(text),
            "sections": [],
        },
    )


def _values(proposal: Proposal, approval: Approval, by: Person) -> dict[str, str]:
    case, says = proposal.case, book().texts[TEXTS]
    annexes = _annexes(proposal)
    contact = case.police_contacts.order_by("-contacted_at").first()
    return {
        "authority": settings.ORGANISATION,
        "unit": case.unit.name,
        "work_address": f"{case.unit.name}, {settings.ORGANISATION}",
        "police_district": contact.station if contact else says["to_whom"],
        "decision_says": says["decided"].format(
            proposer=_titled(proposal.proposed_by),
            proposed_on=day(clock.local(proposal.proposed_at).date()),
            approver=_titled(approval.decided_by),
            decided_on=day(clock.local(approval.decided_at).date()),
        ),
        "purposes": _purposes(proposal),
        "relevance": read(proposal, "reason"),
        "affected_name": "; ".join(_titled(person) for person in affected_employees(case)),
        "sender_line": _sender(proposal) or says["sender_unknown"],
        "identity_basis": _identity(proposal) or says["identity_unknown"],
        "events": "\n".join(_event(row, annexes, says) for row in current_incidents(case)),
        "annexes": "\n".join(_annex(n, item, says) for n, item in enumerate(annexes, 1)) or says["no_annexes"],
        "witnesses": says["witness_of_identity" if _seen_by_another(case) else "no_witnesses"],
        "warned_says": _warned(proposal, says),
        "contact_name": _titled(by),
        "contact_phone": by.work_phone or case.unit.phone or says["no_phone"],
    }


def _titled(person: Person) -> str:
    return f"{person.name}, {uncapital(person.title)}" if person.title else person.name


def _seen_by_another(case: Case) -> bool:
    """Whether somebody else saw or heard that it was the sender: the report does not say that there is no witness."""
    return current_answers(case).filter(fact=SEEN_BY_ANOTHER, value="yes").exists()


def _purposes(proposal: Proposal) -> str:
    labels = {str(one["code"]): str(one["label"]) for one in book().texts["purposes"]["purposes"]}
    return "\n".join(f"- {labels[code]}" for code in proposal.purposes)


def reported_sender(proposal: Proposal) -> Party | None:
    """The sender whom the proposal is about, or the only one the case knows of; nobody while it is not known who."""
    known = list(known_senders(proposal.case))
    if proposal.sender_id is None:
        return known[0] if len(known) == 1 else None
    return next((party for party in known if party.id == proposal.sender_id), None)


def _sender(proposal: Proposal) -> str:
    party = reported_sender(proposal)
    return _line(sender_name(party)) if party else ""


def _identity(proposal: Proposal) -> str:
    """In the words of the answers that say how we know, then what was written about the sender."""
    ways = current_answers(proposal.case).filter(fact__startswith="identity_", value="yes")
    said = [str(book().facts[row.fact].says[Value.YES]) for row in ways if row.fact in book().facts]
    party = reported_sender(proposal)
    known = _line(read(party, "how_known")) if party else ""
    return " ".join(one for one in (*dict.fromkeys(said), known) if one)


def _annexes(proposal: Proposal) -> list[Item]:
    """The proposal's items, in the order in which they were chosen."""
    found = {str(item.id): item for item in items_of(proposal.case)}
    return [found[key] for key in proposal.items if key in found]


def _annex(number: int, item: Item, says: Mapping[str, str]) -> str:
    told = item.incident
    return annex_line(number, item, says, uncapital(_when(told, says)) if told and told.happened_from else "")


def _event(row: Incident, annexes: Sequence[Item], says: Mapping[str, str]) -> str:
    numbers = [str(n) for n, item in enumerate(annexes, 1) if item.incident_id == row.id]
    said = says["event"].format(at=_when(row, says), summary=_line(read(row, "summary")))
    return f"{row.number}. {said}" + (says["annex_ref"].format(numbers=", ".join(numbers)) if numbers else "")


def _when(row: Incident, says: Mapping[str, str]) -> str:
    if row.happened_from is None:
        return says["at_unknown"].format(known=moment(row.known_at))
    start, end = row.happened_from, row.happened_until or row.happened_from
    as_known = says["at_about" if row.precision == Precision.ABOUT else "at_exact"]
    said = (
        as_known.format(moment=moment(start))
        if start == end
        else says["at_between"].format(start=moment(start), end=moment(end))
    )
    return said[0].upper() + said[1:]


def _warned(proposal: Proposal, says: Mapping[str, str]) -> str:
    """What was sent to the sender before, or why nothing was."""
    sent = [
        says["warned"].format(title=latest(book().letters[row.kind], sent).title, sent_on=day(sent))
        for row in guidance_sent(proposal.case, proposal.sender_id)
        if row.sent_at is not None and (sent := clock.local(row.sent_at).date())
    ]
    aside = set_asides(proposal.case, GATE, proposal.pk).get(WARNED_FIRST)
    reasons = [says["not_warned"].format(reason=_line(read(aside, "reason")))] if aside else []
    return " ".join(sent or reasons) or says["not_warned_no_reason"]


def _line(words: str) -> str:
    """One line: a list item must not be broken by what somebody wrote."""
    return " ".join(words.split())
