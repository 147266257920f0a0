"""The time line: what happened with its two dates, and what we did."""

from datetime import datetime

from django.utils.translation import gettext as _

from vaern.cases.enums import Precision
from vaern.cases.models import Case, Incident
from vaern.measures.models import PoliceContact, PoliceReport
from vaern.vault import text
from vaern.web.casework.titles import labels
from vaern.web.parts import Moment
from vaern.web.templatetags.moments import dated, day, on_paper, when

Dated = tuple[datetime, Moment]


def timeline_of(case: Case) -> list[Moment]:
    """Newest first."""
    acts = [_incident(incident) for incident in case.incidents.filter(replaced_by=None)]
    dated = sorted(acts + _complaints(case) + _ours(case), key=lambda each: each[0], reverse=True)
    return [moment for _at, moment in dated]


def _incident(incident: Incident) -> Dated:
    kinds = ", ".join(labels("types", incident.types) or labels("media", incident.media))
    words = text.read(incident, "summary")
    says = ": ".join(part for part in (kinds, words) if part) or _("Something happened")
    moment = Moment(text=says, happened=happened(incident), known=when(incident.known_at))
    return incident.happened_from or incident.known_at, moment


def happened(incident: Incident, *, paper: bool = False) -> str:
    """When it happened, no more exactly than it is known; on paper with the year, and never as “yesterday”."""
    at, on = (on_paper, dated) if paper else (when, day)
    if incident.happened_from is None:
        return text.read(incident, "when_words")
    if incident.precision == Precision.DAY:
        return on(incident.happened_from)
    if incident.precision == Precision.INTERVAL:
        return _("between %(first)s and %(last)s") % {
            "first": at(incident.happened_from),
            "last": at(incident.happened_until),
        }
    about = at(incident.happened_from)
    return _("about %(when)s") % {"when": about} if incident.precision == Precision.ABOUT else about


def _complaints(case: Case) -> list[Dated]:
    says = _("The citizen complained. A complaint is a right and does not count as harassment.")
    return [
        (row.recorded_at, Moment(text=says, happened=day(row.made_on), known=when(row.recorded_at)))
        for row in case.complaints.all()
    ]


def _ours(case: Case) -> list[Dated]:
    done: list[tuple[datetime, str]] = [
        (contact.contacted_at, _("We asked the police for guidance: %(said)s") % {"said": text.read(contact, "said")})
        for contact in PoliceContact.objects.filter(case=case)
    ]
    done += [(row.reported_at, _("We reported to the police.")) for row in PoliceReport.objects.filter(case=case)]
    done += [(row.sent_at, _("We sent a letter to the citizen.")) for row in case.letters.all() if row.sent_at]
    return [(at, Moment(text=says, happened=when(at), ours=True)) for at, says in done]
