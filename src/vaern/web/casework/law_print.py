"""The legal assessment on paper: everything that something speaks for, as a jurist would read it and sign it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vaern import clock
from vaern.assessments.models import Assessment as Locked
from vaern.cases import queries as cases
from vaern.cases.models import Case, Incident
from vaern.people.models import Person
from vaern.process.assess import assess_case, unchanged
from vaern.rulebook.assess import Assessment
from vaern.typeset import compile_pdf
from vaern.typeset.blocks import bullets, from_markdown, paragraph, table
from vaern.typeset.shapes import Block
from vaern.web.casework.interview import ShownQuestion
from vaern.web.casework.law_page import LawPage, ShownNorm, ShownProvision, editions, text_of
from vaern.web.casework.timeline import happened
from vaern.web.casework.tracks import RESULT_WORDS, RIGHT, law_name
from vaern.web.templatetags.moments import dated, on_paper

# The blanks within the number of a section, where a line must not end: § 264 a, stk. 2.
TOGETHER = re.compile(r"(?<=§) | (?=[a-z](?![\w.]))(?<=\d )")


def law_pdf(case: Case, person: Person) -> bytes:
    """An accessible PDF of the assessment as it stands now, incident by incident."""
    incidents: list[Incident | None] = list(cases.current_incidents(case)) or [None]
    found, locked = assess_case(case), editions(case, "law")
    first = LawPage(case, person, incidents[0], found)
    pages = [first.about(one) for one in incidents]
    return compile_pdf(
        "page",
        {
            "dated": clock.today().isoformat(),
            "organisation": settings.ORGANISATION,
            "unit": case.unit.name,
            "case_number": case.number,
            "title": _("Legal assessment"),
            "meta": [(_("Locked"), _seal(locked[0].row if locked else None, found.law))],
            "blocks": [paragraph(said) for said in introduction()],
            "sections": [part for page in pages for part in _incident(page)] + [*_uncovered(pages), _signature()],
        },
    )  # fmt: skip


def _seal(last: Locked | None, now: Assessment) -> str:
    """Which locked edition the paper shows; or that it shows none: nothing is locked, or something has changed."""
    if last is None:
        return _("Not locked: the answers can still change.")
    named = {
        "edition": last.edition,
        "when": on_paper(last.made_at),
        "name": last.made_by.name,
        "hash": last.receipt_hash,
    }
    if unchanged(last, now):
        return _("Edition %(edition)s, locked %(when)s by %(name)s. Receipt %(hash)s") % named
    return (
        _(
            "Edition %(edition)s was locked %(when)s by %(name)s. Answers or rules have changed since: this paper "
            "shows the case as it is now and is not the locked edition."
        )
        % named
    )


def introduction() -> tuple[str, str]:
    """What the paper is, and what it is not."""
    return (
        _("Where the answers point, incident by incident, by the law of its own day."),
        _("Only the police, the prosecution and the courts can decide whether something is criminal."),
    )


def _incident(page: LawPage) -> Iterator[dict[str, Any]]:
    incident = page.incident
    name = _("The whole case")
    if incident is not None:
        when_ = happened(incident, paper=True) or _("time unknown")
        name = _("Incident %(number)s: %(when)s") % {"number": incident.number, "when": when_}
    shown = [page.shown(one) for one in page.findings if one in page.playing]
    others = _rest([one for one in page.findings if one not in page.playing])
    if not shown:
        yield {"title": name, "blocks": [paragraph(_("Nothing has been answered that speaks for a provision."))]}
    for each in shown:
        yield {"title": f"{name}. {each.text.title}", "blocks": list(_provision(each))}
    yield {"title": _("%(incident)s. The rest") % {"incident": name}, "blocks": [bullets(others)] if others else []}


def _rest(findings: list[Any]) -> list[str]:
    """One sentence for each result, with the provisions by law and section."""
    named: dict[Any, list[str]] = {}
    for one in findings:
        named.setdefault(one.result, []).append(_named(one))
    return [f"{RESULT_WORDS[result]('; '.join(dict.fromkeys(names)))}." for result, names in named.items()]


def _named(finding: Any) -> str:
    text = text_of(finding)
    cite = str(text.source["cite"])
    name = cite if "§" in cite and text.kind != RIGHT else law_name(finding.provision_id)
    name = TOGETHER.sub("\N{NO-BREAK SPACE}", name)
    return _("%(result)s (provisional)") % {"result": name} if finding.provisional else name


def _provision(each: ShownProvision) -> Iterator[Block]:
    yield paragraph(f"{each.result}.")
    yield paragraph(each.text.text_short)
    yield paragraph(_source(each))
    if each.unchecked:
        yield paragraph(capfirst(_("Not confirmed by a jurist")) + ".")
    if each.finding.sentences:
        yield bullets(list(each.finding.sentences))
    uncovered = _("Værn's rules do not cover this:")
    yield from (paragraph(f"{uncovered} {gap['title']}. {gap['says']}") for gap in each.gaps)
    yield paragraph(_("What must be so:"))
    yield from from_markdown(each.built)
    header = [_("Condition"), _("Answer"), _("By, and why")]
    yield table(header, [_row(one) for one in each.conditions], _("Conditions"))
    yield from _judgements(each.judged, header)
    if each.against:
        yield table(header, [_row(one) for one in each.against], _("What speaks against?"))
    if each.sanction:
        yield paragraph(". ".join(each.sanction) + ".")
    if each.text.practice:
        yield paragraph(
            f"{_('How similar cases went')}. {_('They are for comparison. They do not decide the result here.')}"
        )
        yield bullets([f"{told['says']} ({told['source']})" for told in each.text.practice])


def _source(each: ShownProvision) -> str:
    """Where the text comes from, since when it is in force, and when and how it was read."""
    said = _("%(source)s. In force since %(day)s.") % {"source": each.source, "day": dated(each.text.valid_from)}
    read = _("Read %(day)s.") % {"day": dated(each.read_on)} if each.read_on else ""
    return " ".join(part for part in (said, read, each.text.source.get("note", "")) if part)


def _judgements(judged: list[ShownNorm], header: list[str]) -> Iterator[Block]:
    """What a jurist judges, and under each what the answers say for it and against it."""
    if not judged:
        return
    rows = [[one.norm.question, one.label or _("Not judged"), _by(one.by, one.at, one.reason)] for one in judged]
    yield table(header, rows, _("What a jurist must judge"))
    for one in judged:
        for side, says in ((_("Points towards:"), one.towards), (_("Points away:"), one.away)):
            if says:
                yield paragraph(f"{one.norm.question} {side}")
                yield bullets(says)


def _row(one: ShownQuestion) -> list[str]:
    evidence, name = ", ".join(one.item_names), one.by or one.follows
    return [one.fact.question, one.label or _("Not answered"), _by(name, one.at, one.reason, evidence)]


def _by(name: str, at: datetime | None, *words: str) -> str:
    named = f"{name}, {dated(at)}" if name and at else name
    return ". ".join(part.rstrip(".") for part in (named, *words) if part)


def _uncovered(pages: list[LawPage]) -> list[dict[str, Any]]:
    """What the rules do not cover, whichever provision it is about, each once."""
    said = dict.fromkeys(f"{gap['title']}. {gap['says']}" for page in pages for gap in page.uncovered())
    return [{"title": _("What the rules do not cover"), "blocks": [bullets(list(said))]}] if said else []


def _signature() -> dict[str, Any]:
    lines = [_("Date and place:"), _("Jurist:"), _("Signature:")]
    return {"title": _("Signature"), "blocks": [paragraph(f"{line} {'.' * 60}") for line in lines]}
