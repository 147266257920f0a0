"""Acts towards the world outside: a letter to the citizen, a report to the police.

Each evaluates its gate again in its own transaction, after locking the case: an approval of yesterday, an old tab or a
queued sending never outruns a withdrawn accept or a changed fact.
"""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.models import Case, Party
from vaern.cases.queries import affected_employees, known_senders
from vaern.cases.writing import writing
from vaern.decisions import guards as decisions
from vaern.decisions.enums import Moment, Outcome
from vaern.decisions.models import Approval, Proposal
from vaern.errors import BadInput, NotNow
from vaern.letters import actions as letters
from vaern.letters import guards
from vaern.letters.kinds import kinds_to_sender
from vaern.letters.models import Letter
from vaern.letters.queries import differs, standing_ticks, values_of
from vaern.measures import actions as measures
from vaern.measures.models import PoliceReport
from vaern.people.notices import notify
from vaern.plans.actions import meet_deadlines
from vaern.process import gates
from vaern.process.assess import person_of
from vaern.process.basis import check_not_void
from vaern.process.clocks import ART_14, CLOCK_72_HOURS
from vaern.process.decide import GATE, check_approver_not_excluded
from vaern.process.derived import art14_told
from vaern.process.gathered import Case_
from vaern.process.letter_values import known_values
from vaern.process.plan_start import recalculate
from vaern.process.police_text import police_pdf, police_text
from vaern.process.situation import book, situation_of, whole
from vaern.rulebook.dated import latest
from vaern.rulebook.letters import render
from vaern.rulebook.shapes import LetterTemplate
from vaern.typeset import compile_pdf
from vaern.typeset.blocks import from_markdown
from vaern.vault.blobs import Sealer
from vaern.vault.models import Blob
from vaern.vault.text import read

LETTER_GATE = "send_letter"


def template_of(kind: str) -> LetterTemplate:
    """The text of a kind of letter that counts today; BadInput when there is none."""
    if kind not in kinds_to_sender():
        raise BadInput(_("There is no such letter."), "", _("Choose among the kinds that are shown."))
    return latest(book().letters[kind], clock.today())


def draft_letter(case: Case, by: Actor, kind: str, recipient: Party | None = None) -> Letter:
    """Begin a letter to a sender, with what the case already knows filled in. Among several the recipient is chosen."""
    template = template_of(kind)
    with writing(case):
        guards.check_may_write(person_of(by), case)
        chosen = _recipient(case, recipient)
        values = known_values(case, template, chosen)
        return letters.draft_letter(
            case=case,
            by=by,
            recipient=chosen,
            kind=kind,
            content=(template.file_id, book().files[template.file_id].sha256),
            values=values,
            body=preview(case, template, values),
        )


def save_letter(
    letter: Letter,
    by: Actor,
    revision: int,
    values: Mapping[str, str],
    checked: Iterable[str] = (),
    body: str | None = None,
) -> Letter:
    """Keep what was written and ticked. Without a body of its own the letter is the template with its values."""
    guards.check_may_write(person_of(by), letter.case)
    template = template_of(letter.kind)
    kept = {name: str(values.get(name, "")) for name in template.placeholders}
    text = body if body is not None else preview(letter.case, template, kept)
    before = {} if differs(letter, kept, text) else letter.checked
    ticked = _ticked(template, before, checked, by)
    return letters.save_letter(letter=letter, by=by, revision=revision, values=kept, body=text, checked=ticked)


def approve_letter(letter: Letter, by: Actor, revision: int, checked: Iterable[str] = ()) -> Letter:
    """Another person has read the letter, in this revision. BadInput, naming it, while something is not filled in."""
    with writing(letter.case):
        letter.refresh_from_db()
        guards.check_may_approve(person_of(by), letter)
        guards.check_can_be_written_to(letter.recipient)
        template = template_of(letter.kind)
        render(template, values_of(letter), whole(situation_of(letter.case)))
        before = standing_ticks(letter)
        ticked = _ticked(template, before, {*before, *checked}, by)
        return letters.approve_letter(letter=letter, by=by, revision=revision, checked=ticked)


def discard_letter(letter: Letter, by: Actor) -> Letter:
    """The letter is not to be sent."""
    guards.check_may_write(person_of(by), letter.case)
    return letters.discard_letter(letter=letter, by=by)


def letter_gate(letter: Letter) -> gates.GateView:
    """What stands in the way of sending the letter now."""
    return gates.look_at(letter.case, LETTER_GATE, subject=letter)


def send_letter(letter: Letter, by: Actor, how: str = "digital_post") -> Blob:
    """Send the letter as exactly what was approved; the PDF is sealed on the case. The gate is asked again here.

    The typesetter works before the transaction: if it hangs, nobody else waits for the database.
    """
    case = letter.case
    letter.refresh_from_db()
    guards.check_may_write(person_of(by), case)
    guards.check_can_send(letter)
    stands = _approved_text(letter)
    printed = letter_pdf(letter)
    with writing(case):
        letter.refresh_from_db()
        guards.check_may_write(person_of(by), case)
        guards.check_can_send(letter)
        _check_unchanged(stands, _approved_text(letter))
        view = letter_gate(letter)
        gates.check_is_open(view)
        pdf = _sealed(case, printed)
        letters.mark_sent(letter=letter, by=by, pdf=pdf, how=how)
        gates.keep(view, case, Moment.ACT)
        if "letter_art14" in letter.checked and art14_told(Case_(case)):
            meet_deadlines(case=case, by=by, rule=ART_14)
        recalculate(case, by, cause="letter_sent")
        return pdf


def letter_pdf(letter: Letter) -> bytes:
    """The letter as an accessible PDF, as it stands."""
    values, says = values_of(letter), book().texts["letters"]
    named = says["kinds"][letter.kind]
    signer = letter.approved_by or letter.drafted_by
    dated = clock.local(letter.approved_at or letter.drafted_at).date()
    return compile_pdf(
        "letter",
        {
            "dated": dated.isoformat(),
            "organisation": settings.ORGANISATION,
            "unit": letter.case.unit.name,
            "case_number": letter.case.number,
            "letter_kind": named["kind"],
            "draft": "" if letter.approved_at else says["draft"],
            "addressee": addressee(letter),
            "title": named["heading"],
            "blocks": from_markdown(read(letter, "body")),
            "contact": _contact(values, says["contact"]),
            "signature": {"name": signer.name, "role": signer.title},
        },
    )


def report_to_police(proposal: Proposal, by: Actor, journal_number: str = "") -> PoliceReport:
    """Report, on an approved proposal that still holds. The employee is told; status is due in three months.

    The report is written and typeset before the transaction, and within it compared with what the case says then.
    """
    case = proposal.case
    proposal.refresh_from_db()
    decisions.check_may_propose(person_of(by), case)
    text = police_text(proposal, _approved(proposal), person_of(by))
    printed = police_pdf(case, text)
    with writing(case):
        proposal.refresh_from_db()
        decisions.check_may_propose(person_of(by), case)
        approval = _approved(proposal)
        check_approver_not_excluded(proposal, approval)
        check_not_void(proposal)
        view = gates.look_at(case, GATE, subject=proposal, decider=approval.decided_by)
        gates.check_is_open(view)
        _check_unchanged(text, police_text(proposal, approval, person_of(by)))
        pdf = _sealed(case, printed)
        row = measures.mark_reported(proposal=proposal, by=by, journal_number=journal_number, text=text, pdf=pdf)
        gates.keep(view, case, Moment.ACT, proposal)
        meet_deadlines(case=case, by=by, rule=CLOCK_72_HOURS)
        recalculate(case, by, cause="police_reported")
        for person in affected_employees(case):
            notify(person, "police_reported", case.id, dedupe=str(row.id))
        return row


def _sealed(case: Case, data: bytes) -> Blob:
    sealer = Sealer(case.vault_scope)
    sealer.write(data)
    return sealer.finish()


def _approved_text(letter: Letter) -> tuple[object, ...]:
    """What must be the same when the letter is sent as when it was typeset."""
    signed = (letter.revision, letter.approved_at, letter.approved_by_id)
    return (*signed, read(letter, "body"), values_of(letter), _address(letter))


def _check_unchanged(before: object, now: object) -> None:
    if before != now:
        raise NotNow(
            _("Something changed while the text was being made ready."),
            _("Nothing was sent."),
            _("Read it again, and try once more."),
        )


def _contact(values: Mapping[str, str], says: Mapping[str, str]) -> dict[str, object] | None:
    """The box with whom to call: the name, the telephone and when."""
    name, phone, hours = (values.get(f"contact_{part}", "").strip() for part in ("name", "phone", "hours"))
    if not name:
        return None
    lines = [name, says["phone"].format(phone=phone) if phone else "", hours]
    return {"title": says["title"], "lines": [line[0].upper() + line[1:] for line in lines if line]}


def _approved(proposal: Proposal) -> Approval:
    approval = Approval.objects.filter(proposal=proposal).select_related("decided_by").first()
    if approval is None or approval.outcome != Outcome.APPROVED or proposal.withdrawn_at is not None:
        raise NotNow(_("The proposal has not been approved."), "", _("Another person must decide on it first."))
    if PoliceReport.objects.filter(proposal=proposal).exists():
        raise NotNow(_("This has already been reported to the police."))
    return approval


def _recipient(case: Case, chosen: Party | None) -> Party:
    known = list(known_senders(case))
    guards.check_can_be_written_to(next(iter(known), None))
    found = chosen or (known[0] if len(known) == 1 else None)
    if found is None or found not in known:
        raise BadInput(
            _("Whom is the letter for?"),
            _("The case has several senders, and each gets letters of one's own."),
            _("Choose one of them."),
        )
    return found


def addressee(letter: Letter) -> list[str]:
    """Whom the letter is for, line by line: the name as the letter has it, and the address."""
    name = values_of(letter).get("recipient_name", "")
    return [line for line in (name, *_address(letter)) if line]


def _address(letter: Letter) -> list[str]:
    return read(letter.recipient, "address").splitlines()


def preview(case: Case, template: LetterTemplate, values: Mapping[str, str]) -> str:
    """The text with what is still missing in brackets."""
    labels = {name: f"[{one['label']}]" for name, one in template.placeholders.items() if one.get("required", True)}
    filled = {**labels, **{name: value for name, value in values.items() if value.strip()}}
    return render(template, filled, whole(situation_of(case)))


def _ticked(template: LetterTemplate, before: Mapping[str, str], checked: Iterable[str], by: Actor) -> dict[str, str]:
    """Each point with the person who ticked it first; what is no longer ticked is gone."""
    known = {point["id"] for point in template.checklist}
    return {point: before.get(point, str(by.person_id)) for point in checked if point in known}
