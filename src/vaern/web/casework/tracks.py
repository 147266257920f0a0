"""The three independent assessments as they stand: three questions, three answers, never one."""

from collections.abc import Set as AbstractSet
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vaern.cases.enums import Area
from vaern.cases.models import Case
from vaern.process.assess import CaseAssessment, assess_case
from vaern.process.situation import book
from vaern.rulebook.shapes import Result
from vaern.web.casework.tasks import first_sentence
from vaern.web.parts import Track
from vaern.web.templatetags.moments import when


def tracks_of(case: Case, areas: AbstractSet[Area], assessed: CaseAssessment | None = None) -> list[Track]:
    """Those of the three that the viewer has the area for; `assessed` where the page has them already."""
    found = assessed or assess_case(case)
    locked = {row.kind: row for row in case.assessments.select_related("made_by").order_by("edition")}
    tracks = [_plain("environment", found.environment, locked, reverse("case_assessments", args=[case.number]))]
    if Area.INJURY in areas:
        tracks.append(_plain("injury", found.injury, locked, reverse("case_injury", args=[case.number])))
    if Area.LAW in areas:
        tracks.append(_law(found, locked, reverse("case_law", args=[case.number])))
    return tracks


def _plain(kind: str, result: Any, locked: dict[str, Any], url: str) -> Track:
    track = book().tracks[kind]
    says = result.says.removesuffix(track.question).strip()
    answer = first_sentence(says)
    return Track(
        id=kind,
        title=track.title,
        question=track.question,
        answer=answer,
        because=" ".join(filter(None, (says.removeprefix(answer).strip(), *result.sentences[:2]))),
        by=says_locked(locked.get(kind)),
        progress=_("%(n)s answers are missing.") % {"n": len(result.missing)} if result.missing else "",
        url=url,
        link=_("Open %(title)s") % {"title": track.title.lower()},
    )


def says_locked(row: Any) -> str:
    """Who locked the newest edition, and when."""
    if row is None:
        return _("Not locked yet.")
    return _("Edition %(n)s locked by %(name)s, %(when)s.") % {
        "n": row.edition,
        "name": row.made_by.name,
        "when": when(row.made_at),
    }


RESULT_WORDS = {
    Result.POINTS_TO: lambda title: _("The answers point to %(title)s") % {"title": title},
    Result.DOES_NOT_POINT_TO: lambda title: _("The answers do not point to %(title)s") % {"title": title},
    Result.CANNOT_BE_DECIDED: lambda title: _("Cannot be decided: %(title)s") % {"title": title},
    Result.NOT_IN_FORCE: lambda title: _("No text for that day: %(title)s") % {"title": title},
}


PENAL = "straffelovens §"
RIGHT = "right"


def law_name(provision_id: str) -> str:
    """What a provision is called in a result: its section ("§ 119 a"; of another law than the Penal Code with its law).

    A right is called by its title: its section may be that of the offence it is an exception from.
    """
    texts = book().provisions.get(provision_id)
    if not texts:
        return provision_id
    cite = str(texts[-1].source["cite"])
    if "§" not in cite or texts[-1].kind == RIGHT:
        return texts[-1].title.lower()
    return cite[cite.index("§") :] if cite.startswith(PENAL) else cite


def says_finding(finding: Any) -> str:
    """The result in the agreed words, with "provisional" until a jurist has given reasons for each open norm."""
    words = RESULT_WORDS[finding.result](law_name(finding.provision_id))
    return _("%(result)s (provisional)") % {"result": words} if finding.provisional else words


def _law(found: CaseAssessment, locked: dict[str, Any], url: str) -> Track:
    """What something speaks for comes first; of what nothing speaks for, only that it does not."""
    order = [Result.POINTS_TO, Result.CANNOT_BE_DECIDED, Result.DOES_NOT_POINT_TO, Result.NOT_IN_FORCE]
    in_play = set(found.in_play)
    findings = sorted(found.law.findings, key=lambda one: (one not in in_play, order.index(one.result)))
    shown = [one for one in findings if one in in_play or one.result != Result.CANNOT_BE_DECIDED]
    says = list(dict.fromkeys(f"{says_finding(finding)}." for finding in shown))
    return Track(
        id="law",
        title=_("Law"),
        question=_("Can a provision have been broken?"),
        answer=says[0] if says else _("Not assessed yet."),
        because=" ".join(says[1:3]),
        by=says_locked(locked.get("law")),
        progress=_("Only the police, the prosecution and the courts can decide whether something is criminal."),
        url=url,
        link=_("Open the law"),
    )
