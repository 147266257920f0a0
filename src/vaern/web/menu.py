"""The main menu: what this person comes here to do, and nothing else."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from vaern.cases.enums import CaseRole
from vaern.cases.models import Participation
from vaern.people.enums import OrgRole
from vaern.people.viewer import Viewer

OWN_ROLES = (CaseRole.AFFECTED_EMPLOYEE, CaseRole.REPORTER)


@dataclass(frozen=True)
class Entry:
    """A page of the menu; `within` are other page names that it stands for."""

    name: str
    label: str
    within: tuple[str, ...] = ()


def menu_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries for the person who is signed in; for others the page that helps."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    here = request.resolver_match.url_name if request.resolver_match else ""
    entries = entries_for(viewer) if viewer else [Entry("help", _("Get help"))]
    shown = [(entry, _address(entry.name)) for entry in entries]
    return [
        {"label": entry.label, "url": url, "current": here == entry.name or here in entry.within}
        for entry, url in shown
        if url
    ]


def entries_for(viewer: Viewer) -> list[Entry]:
    """By what the person is, here and in cases."""
    entries = []
    if handles_cases(viewer):
        entries += [Entry("overview", _("Overview")), Entry("case_list", _("Cases"), ("case",))]
    entries += [
        Entry("report_start", _("Tell what has happened"), ("report_draft",)),
        Entry("my_cases", _("My cases"), ("my_case", "receipt")),
    ]
    return [*entries, *own_pages(viewer), Entry("guidance", _("Guidance")), Entry("help", _("Get help"))]


def own_pages(viewer: Viewer) -> list[Entry]:
    """The pages that only the person's role in the organisation has."""
    entries = [Entry("accounts", _("Oversight"))] if viewer.holds(OrgRole.OVERSIGHT) else []
    if viewer.holds(OrgRole.DPO):
        entries.append(Entry("emergencies", _("Emergency access")))
    if viewer.holds(OrgRole.SYSTEM_OWNER):
        entries += [Entry("people", _("Organisation"), ("unit", "person")), Entry("jobs", _("Operations"))]
    return entries


def handles_cases(viewer: Viewer) -> bool:
    """Whether the person has a role in the organisation, or takes part in a case of somebody else."""
    return bool(viewer.roles) or Participation.objects.filter(person=viewer.person).exclude(role__in=OWN_ROLES).exists()


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
