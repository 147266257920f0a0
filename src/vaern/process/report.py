"""From the first word in a draft to the receipt: who gets it, who calls before when, and what is secured."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.care import actions as care
from vaern.care.enums import TalkKind
from vaern.cases import actions, drafts, guards, queries, states, times
from vaern.cases.enums import CaseRole, CaseState, WhoIsHit
from vaern.cases.models import Case, Report
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions as evidence
from vaern.evidence.models import Item
from vaern.evidence.queries import items_in
from vaern.people import queries as people
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.people.viewer import Viewer
from vaern.process.plan_start import recalculate, start_plan_for
from vaern.process.task_owners import OWNER_AWAY, stand_in_for
from vaern.rulebook.calendar import is_working_day, plus_working_days
from vaern.vault.blobs import Sealer
from vaern.vault.text import read

DAY_BEGINS, LAST_SAME_DAY, CALL_NEXT_DAY = time(8), time(15), time(10)
CALL_WITHIN = timedelta(hours=2)
LEADER, AMR, TR = "leader", "amr", "tr"
NOBODY = "nobody"


@dataclass(frozen=True)
class Receipt:
    """What the sender is told: the case, who calls and before when, who was away, and who else got to know."""

    case: Case
    report: Report
    receiver: Person | None
    through: str
    absent: tuple[Person, ...]
    call_before: datetime | None
    others: tuple[Person, ...] = ()

    @property
    def safety_team(self) -> bool:
        """Whether it went to the work-environment team."""
        return self.through == people.Through.SAFETY_TEAM


def start_draft(*, by: Viewer, case: Case | None = None) -> Report:
    """Begin to tell, or (with a case that is the writer's own) to add something new."""
    actor = queries.actor_in(by.person, case) if case else by.acting()
    return drafts.open_draft(by=actor, unit=case.unit if case else by.person.unit, case=case)


def save_draft(report: Report, *, by: Viewer, revision: int, fields: Mapping[str, Any]) -> drafts.Saved:
    """Keep what is typed now; two windows' texts are both kept."""
    return drafts.save_draft(report=report, by=by.acting(), revision=revision, fields=fields)


def attach(report: Report, *, by: Viewer, sealer: Sealer, name: str, claimed_sha256: str = "") -> Item:
    """A file that has streamed into the vault becomes part of the draft, or of a new one where this has been sent."""
    guards.check_may_write(report, by.acting())
    return evidence.receive(report=report, by=by.acting(), sealer=sealer, name=name, claimed_sha256=claimed_sha256)


def detach(item: Item, *, by: Viewer) -> None:
    """The writer takes a file out of the draft again."""
    evidence.remove_from_draft(item=item, by=by.acting())


def discard(report: Report, *, by: Viewer) -> None:
    """The writer throws the draft away, with its files."""
    with transaction.atomic():
        guards.check_may_write(report, by.acting())
        guards.check_can_write(report)
        for item in items_in(report):
            evidence.remove_from_draft(item=item, by=by.acting())
    drafts.discard_draft(report=report, by=by.acting())


def when_of(report: Report) -> times.When:
    """When it happened, as it was typed; BadInput when that time has not come yet."""
    words = read(report, "when_words")
    if report.happening_at:
        return times.happening(report.happening_at, words)
    return times.parse_when(read(report, "day_typed"), read(report, "clock_typed"), words)


def send_report(report: Report, *, by: Viewer) -> Receipt:
    """Send it: the case is there for those who are told, the files are secured, somebody has promised to call.

    Sending twice gives the same receipt. BadInput when nothing is said or attached, or a time has not come yet.
    """
    guards.check_may_write(report, by.acting())
    with writing(report.case):
        row = Report.objects.select_related("reporter").get(pk=report.pk)
        row.case = report.case  # which was just read again
        if row.sent_at is not None:
            return receipt_of(row)
        _check_says_something(row)
        return _send_first(row, by) if row.case.state == CaseState.DRAFT else _send_more(row, by)


def receipt_of(report: Report) -> Receipt:
    """The receipt of a report that was sent, as it was promised then."""
    absent = Person.objects.in_bulk(report.absent)
    told = queries.current_participants(report.case).filter(role__in=(CaseRole.AMR, CaseRole.TR))
    return Receipt(
        case=report.case,
        report=report,
        receiver=report.received_by,
        through=report.received_through,
        absent=tuple(person for key, person in absent.items()),
        call_before=report.call_before,
        others=tuple(row.person for row in told if row.person_id != report.received_by_id),
    )


def call_before(at: datetime) -> datetime:
    """Before when somebody calls: within two hours in the working day, else before ten on the next working day.

    Rounded down to a half hour, so that it can be said and remembered.
    """
    local = clock.local(at)
    if is_working_day(local.date()) and DAY_BEGINS <= local.time() < LAST_SAME_DAY:
        soon = local + CALL_WITHIN
        return soon.replace(minute=30 if soon.minute >= 30 else 0, second=0, microsecond=0)  # noqa: PLR2004 - half hours
    early = is_working_day(local.date()) and local.time() < DAY_BEGINS
    day = local.date() if early else plus_working_days(local.date(), 1)
    return datetime.combine(day, CALL_NEXT_DAY, clock.COPENHAGEN)


def _line_of(report: Report) -> people.Line:
    """Where those are looked for who are told. Whoever is told now has promised to call, and is there when that is."""
    now, roles = clock.now(), (OrgRole.LEADER, OrgRole.AMR, OrgRole.TR, OrgRole.SAFETY_TEAM)
    return people.Line(report.case.unit, roles, now, also_on=call_before(now))


def _receiver_of(report: Report, line: people.Line) -> people.Holder | None:
    """Her leader; unticked the AMR; with nobody ticked the work-environment team. Whoever is away is passed over."""
    chosen = set(report.recipients)
    without = {report.reporter_id}
    if LEADER in chosen:
        return _holder(line, OrgRole.LEADER, without)
    # A leader who was unticked gets it by no other way either.
    without |= people.leaders_at(report.case.unit)
    if chosen & {AMR, TR}:
        return _holder(line, OrgRole.AMR if AMR in chosen else OrgRole.TR, without)
    team = _holder(line, OrgRole.SAFETY_TEAM, without)
    return replace(team, through=people.Through.SAFETY_TEAM) if team else None


def _send_first(row: Report, by: Viewer) -> Receipt:
    when = when_of(row)
    case, actor = row.case, _sender_of(row, by)
    line = _line_of(row)
    holder, calls = _receiver_of(row, line), call_before(clock.now())
    states.open_case(case=case, by=actor)
    _let_in(row, by, actor, holder, line)
    sent = _keep(row, actor, when, holder=holder, calls=calls if holder else None)
    if holder:
        care.promise_talk(case=case, by=actor, kind=TalkKind.FIRST, held_by=holder.person, before=calls)
        notify(holder.person, "report_received", case.id, dedupe=str(row.id))
    else:
        _tell_that_nobody_is_there(case)
    start_plan_for(case, by=actor)
    return receipt_of(sent)


def _send_more(row: Report, by: Viewer) -> Receipt:
    if row.case.state != CaseState.OPEN:
        raise NotNow(
            _("The case has been closed in the meantime, so nothing can be added to it."),
            _("What you wrote is kept in the draft."),
            _("Copy it into a new message under “Tell what happened”, or ask the case owner to open the case again."),
        )
    when = when_of(row)
    actor = queries.actor_in(by.person, row.case)
    owner = queries.person_in_role(row.case, CaseRole.CASE_OWNER)
    instead = stand_in_for(owner, row.case) if owner else None
    holder = instead or (people.Holder(owner, people.Through.ROLE) if owner else None)
    sent = _keep(row, actor, when, holder=holder, calls=None)
    recalculate(row.case, actor, cause="incident_added")
    if owner:
        notify(owner, "case_update", row.case_id, dedupe=str(row.id))
    if instead:
        _let_stand_in(row, instead.person)
    return receipt_of(sent)


def _let_stand_in(row: Report, person: Person) -> None:
    actions.add_participant(case=row.case, by=SYSTEM, person=person, role=CaseRole.LEADER, reason_code=OWNER_AWAY)
    notify(person, "case_update", row.case_id, dedupe=str(row.id))


def _keep(
    row: Report, actor: Actor, when: times.When, *, holder: people.Holder | None, calls: datetime | None
) -> Report:
    incident = actions.add_incident(
        case=row.case, by=actor, when=when, summary=read(row, "words"), media=row.media, types=row.types
    )
    sent = drafts.mark_sent(
        report=row,
        by=actor,
        received_by=holder.person if holder else None,
        through=holder.through.value if holder else NOBODY,
        absent=[str(person.id) for person in holder.absent] if holder else [],
        call_before=calls,
        incident=incident,
    )
    evidence.begin_custody(report=sent, by=actor, incident=incident)
    return sent


def _let_in(row: Report, by: Viewer, actor: Actor, holder: people.Holder | None, line: people.Line) -> None:
    case = row.case
    if row.who_is_hit == WhoIsHit.COLLEAGUE:
        actions.add_participant(
            case=case, by=actor, person=by.person, role=CaseRole.REPORTER, reason_code="reported_for_colleague"
        )
    else:
        actions.add_affected_employee(case=case, by=actor, person=by.person)
    if holder:
        actions.add_participant(
            case=case, by=actor, person=holder.person, role=CaseRole.CASE_OWNER, reason_code="received_report"
        )
    for code, org, role in ((AMR, OrgRole.AMR, CaseRole.AMR), (TR, OrgRole.TR, CaseRole.TR)):
        if code in row.recipients:
            without = {row.reporter_id} | ({holder.person.id} if holder else set())
            _let_in_other(row, actor, role, _other(row, line, org, without))


def _other(row: Report, line: people.Line, org: OrgRole, without: set[Any]) -> people.Holder | None:
    """Whom she ticked beside the leader."""
    unticked = set() if LEADER in row.recipients else people.leaders_at(row.case.unit)
    return _holder(line, org, without | unticked)


def _let_in_other(row: Report, actor: Actor, role: CaseRole, other: people.Holder | None) -> None:
    # Only one who holds that role is told in that role; nobody further up the line was ticked.
    if other is None or other.through == people.Through.SAFETY_TEAM:
        return
    actions.add_participant(case=row.case, by=actor, person=other.person, role=role, reason_code="chosen_by_reporter")
    notify(other.person, "added_to_case", row.case_id, dedupe=str(row.id))


def _holder(line: people.Line, role: OrgRole, without: set[Any]) -> people.Holder | None:
    try:
        return line.holder_of(role, without)
    except NotNow:
        return None


def _tell_that_nobody_is_there(case: Case) -> None:
    for owner in people.everyone_with(OrgRole.SYSTEM_OWNER):
        notify(owner, "nobody_receives", dedupe=str(case.id))


def _sender_of(row: Report, by: Viewer) -> Actor:
    colleague = row.who_is_hit == WhoIsHit.COLLEAGUE
    return by.acting((CaseRole.REPORTER if colleague else CaseRole.AFFECTED_EMPLOYEE).value)


def _check_says_something(row: Report) -> None:
    said = any(read(row, field) for field in ("words", "links", "when_words"))
    if not said and not items_in(row).exists():
        raise BadInput(
            _("There is nothing in your message yet."),
            "",
            _("Write one sentence, or add a picture. That is enough."),
        )
