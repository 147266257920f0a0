"""What is new for a person: notices as sentences, opened only when the person may see what they are about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases import queries as cases
from vaern.cases.models import Case
from vaern.people.enums import OrgRole
from vaern.people.models import Notice
from vaern.people.viewer import Viewer

MOST_NEWS, MOST_READ = 10, 100
# The data protection officer hears of it too, who sees no case.
EMERGENCY = "break_glass"


@dataclass(frozen=True)
class News:
    """One line for everything that was said alike about one case; `url` is empty where there is nothing to open."""

    at: datetime
    says: str
    url: str
    number: str = ""
    count: int = 1


def sentences() -> dict[str, str]:
    """What each code says."""
    return {
        "report_received": _("Somebody has told you what happened. Call today."),
        "added_to_case": _("You have been asked to help in a case."),
        "nobody_receives": _("Somebody reported, and there is nobody to receive it. Appoint someone."),
        "jurist_asked": _("A jurist's assessment is asked for."),
        "jurist_answered": _("The jurist has answered."),
        "accept_answered": _("The employee has answered yes or no, or changed the answer."),
        "proposal_waits": _("A proposal waits for your decision."),
        "task_due": _("A task of yours is due soon."),
        "task_handed_over": _("A task was handed over to you."),
        "talk_promised": _("You have been asked to talk with the employee."),
        "task_late": _("A task was passed on to you, because its time had passed."),
        "police_status": _("The police have answered."),
        "case_reopened": _("Your case has been opened again."),
        "police_reported": _("It has been reported to the police."),
        "decided": _("A proposal has been decided."),
        "outcome": _("You have been told how it ended."),
        "break_glass": _("Somebody has used emergency access."),
        "emergency_ended": _("Your emergency access to a case has been ended."),
        "case_closed": _("Your case has been closed. Read how it ended."),
        "case_update": _("There is news in your case."),
        "way_in_made": _("A new way in was made for you. If you did not ask for it, tell the system owner today."),
        "first_reading": _("Somebody asks you to look at a piece of evidence first."),
        "first_reading_done": _("Somebody has looked at a piece of evidence for you."),
        "lock_lift_asked": _("Somebody asks you to decide whether a piece of evidence was locked by mistake."),
        "lock_lift_decided": _("Somebody has decided about the lock that you asked to have lifted."),
        "job_failed": _("A piece of background work was given up. See operations."),
    }


def news(viewer: Viewer) -> list[News]:
    """Unread notices, newest first; one about a case that the viewer may no longer see is left out.

    That emergency access was used is said to the data protection officer all the same, without the case's number.

    The same thing said several times about one case is one line, by its newest.
    """
    found = list(Notice.objects.filter(person=viewer.person, read_at=None).order_by("-made_at")[:MOST_READ])
    subjects = {notice.subject_id for notice in found if notice.subject_id}
    visible = {case.id: case for case in cases.cases_visible_to(viewer.person).filter(id__in=subjects)}
    watches = viewer.holds(OrgRole.DPO)
    alike: dict[tuple[str, UUID | None], list[Notice]] = {}
    for notice in found:
        if notice.subject_id is None or notice.subject_id in visible or (watches and notice.code == EMERGENCY):
            alike.setdefault((notice.code, notice.subject_id), []).append(notice)
    acting, says = cases.actors_in(viewer.person, visible), sentences()
    return [_line(notices, says, visible, acting) for notices in list(alike.values())[:MOST_NEWS]]


def _line(notices: list[Notice], says: dict[str, str], visible: dict[UUID, Case], acting: dict[UUID, Actor]) -> News:
    newest = notices[0]
    return News(
        at=newest.made_at,
        says=says.get(newest.code, _("There is something new.")),
        url=_address(newest, visible, acting),
        number=visible[newest.subject_id].number if newest.subject_id in visible else "",
        count=len(notices),
    )


def _address(notice: Notice, visible: dict[UUID, Case], acting: dict[UUID, Actor]) -> str:
    if notice.code == "job_failed":
        return reverse("jobs")
    if notice.subject_id not in acting:
        return reverse("emergencies") if notice.code == EMERGENCY else ""
    case, role = visible[notice.subject_id], acting[notice.subject_id].role
    if notice.code == EMERGENCY and role == "affected_employee":
        return reverse("my_case_log", args=[case.number])
    pages = {"affected_employee": "my_case", "reporter": "my_case", "hr": "case_injury"}
    return reverse(pages.get(role, "case"), args=[case.number])
