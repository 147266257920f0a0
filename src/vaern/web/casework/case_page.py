"""The case page: clocks, what to do now, three tracks, plan, evidence, time line; on the right people and rights."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vaern.care.models import Accept
from vaern.cases import queries as cases
from vaern.cases.enums import Area, CaseRole, CaseState, PartyKind
from vaern.cases.models import Case, Participation
from vaern.letters.queries import guidance_sent
from vaern.people.viewer import Viewer
from vaern.process.told import told_outside
from vaern.web.casework.clocks import clocks_of
from vaern.web.casework.evidence_rows import evidence_rows
from vaern.web.casework.tasks import ShownTask, as_acts, as_steps, shown, talks_planned
from vaern.web.casework.timeline import timeline_of
from vaern.web.casework.titles import case_title
from vaern.web.casework.tracks import tracks_of
from vaern.web.templatetags.moments import when


def frame(case: Case, viewer: Viewer) -> dict[str, Any]:
    """What every page of a case shows at its top, the areas the viewer has, and the viewer's emergency access."""
    areas = {area.value for area in cases.areas_of(viewer.person, case)}
    return {"case": case, "title": case_title(case), "areas": areas, "emergency": _emergency(case, viewer)}


def _emergency(case: Case, viewer: Viewer) -> Participation | None:
    """The viewer's own emergency access, while it lasts."""
    if CaseRole.BREAK_GLASS not in cases.roles_in(viewer.person, case):
        return None
    return cases.current_participants(case).filter(person=viewer.person, role=CaseRole.BREAK_GLASS).last()


def case_page(case: Case, viewer: Viewer) -> dict[str, Any]:
    """Everything the page shows, by area; an area that the viewer lacks is left out, not emptied."""
    areas = cases.areas_of(viewer.person, case)
    page = frame(case, viewer) | {"head": head_of(case), "participants": participants_of(case)}
    if Area.STATUS in areas:
        tasks = tasks_of(case)
        done = sum(1 for task in tasks if task.finished)
        note = _("%(done)s of %(all)s steps are done.") % {"done": done, "all": len(tasks)}
        page |= {"clocks": clocks_of(case), "steps": as_steps(tasks), "acts": as_acts(tasks), "plan_note": note}
    if Area.FACTS in areas:
        page |= {"tracks": tracks_of(case, areas), "timeline": timeline_of(case)}
    if Area.EVIDENCE in areas:
        page["items"] = evidence_rows(case)
    if Area.CARE in areas:
        page |= {"care": care_of(case), "care_title": _care_title(case)}
    if Area.DECISION in areas:
        page |= {"told": told_outside(case), "rights": rights_of(case)}
    return page


def head_of(case: Case) -> list[tuple[str, str]]:
    """The affected employee, the sender (never by name), who owns the case, when it came."""
    hit = case.parties.filter(kind=PartyKind.AFFECTED_EMPLOYEE).select_related("person__unit")
    owner = case.participations.filter(role=CaseRole.CASE_OWNER, until=None).select_related("person").first()
    sender = case.parties.filter(kind=PartyKind.SENDER).first()
    return [
        (_("Affected employee"), ", ".join(f"{p.person.name}, {p.person.unit.name}" for p in hit if p.person)),
        (_("Sender"), sender.get_sender_kind_display() + _(", name hidden") if sender else _("Not written down yet")),
        (_("Case owner"), owner.person.name if owner else _("Nobody yet")),
        (_("Received"), when(case.opened_at)),
    ]


def participants_of(case: Case) -> list[Participation]:
    """Who takes part now."""
    return list(cases.current_participants(case))


def tasks_of(case: Case) -> list[ShownTask]:
    """The plan in the order of its steps."""
    return shown(list(case.tasks.select_related("case", "plan", "owner", "done_by").order_by("position", "due_at")))


def _care_title(case: Case) -> str:
    """By name where one is hit: people are not roles to each other."""
    hit = [party.person for party in case.parties.filter(kind=PartyKind.AFFECTED_EMPLOYEE).select_related("person")]
    if len(hit) == 1 and hit[0]:
        return _("%(name)s now") % {"name": hit[0].first_name}
    return _("The employee now")


def care_of(case: Case) -> list[tuple[str, str]]:
    """How the affected employee wants it, and what was agreed."""
    report = case.reports.exclude(sent_at=None).order_by("sent_at").first()
    talk = case.talks.filter(held_at=None).order_by("promised_before").first()
    rows = [
        (
            _("Wants to be reached by"),
            report.get_contact_wish_display() if report and report.contact_wish else _("Not said"),
        )
    ]
    rows += accepts_of(case)
    if talk and talk.promised_before:
        rows.append((_("Next talk"), _("Before %(when)s") % {"when": when(talk.promised_before)}))
    elif case.state == CaseState.OPEN and (planned := talks_planned(case)):
        rows.append((_("Next talk"), f"{planned[0].title}, {planned[0].when}"))
    return rows


def accepts_of(case: Case) -> list[tuple[str, str]]:
    """What each affected employee last said of a police report; by name where there are several."""
    said = {row.person_id: row for row in case.accepts.filter(subject="police_report", superseded_by=None)}
    hit, label = cases.affected_employees(case), _("Yes or no to a police report")
    if len(hit) <= 1:
        return [(label, says_accept(said.get(hit[0].pk) if hit else None))]
    return [(f"{label}, {person.name}", says_accept(said.get(person.pk))) for person in hit]


def says_accept(accept: Accept | None) -> str:
    """In words."""
    if accept is None:
        return _("Not asked, or not answered yet")
    words = {"yes": _("Yes"), "no": _("No"), "withdrawn": _("Withdrawn"), "later": _("Is thinking about it")}
    return _("%(word)s, %(when)s") % {"word": words.get(accept.value, accept.value), "when": when(accept.given_at)}


def rights_of(case: Case) -> list[tuple[str, str]]:
    """What protects the citizen, as it stands."""
    complaint = case.complaints.select_related("handled_by").order_by("-made_on").first()
    first = guidance_sent(case, to=None).first()
    handled = complaint.handled_by.name if complaint and complaint.handled_by else _("somebody else")
    return [
        (
            _("The citizen's complaint"),
            _("Is handled apart by %(name)s. It is a right and never counts as harassment.") % {"name": handled}
            if complaint
            else _("None is known. Ask, before anything is decided."),
        ),
        (
            _("Guidance or warning first"),
            _("Sent %(when)s.") % {"when": when(first.sent_at)} if first else _("Not yet."),
        ),
        (_("The citizen's own case"), _("Goes on unchanged. Nothing from here is filed there.")),
    ]


def links_of(case: Case) -> list[tuple[str, str, str]]:
    """The pages of a case: area, address, label."""
    pages = (
        ("facts", "case_facts", _("Answers")),
        ("law", "case_law", _("Law")),
        ("injury", "case_injury", _("Work injury")),
        ("status", "case_plan", _("Plan")),
        ("care", "case_talks", _("Talks")),
        ("evidence", "evidence_list", _("Evidence")),
        ("decision", "before_acting", _("Before you act")),
        ("decision", "decision", _("Police report")),
        ("letters", "letters", _("Letters")),
        ("decision", "participants", _("People")),
        ("log", "case_log", _("Log")),
        ("decision", "case_account", _("Account")),
        ("decision", "case_close", _("Close the case")),
    )
    return [(area, reverse(name, args=[case.number]), label) for area, name, label in pages]
