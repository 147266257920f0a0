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
from vaern.process.situation import book
from vaern.rulebook.assess import Assessment
from vaern.rulebook.shapes import Value
from vaern.rulebook.told.words import outline
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
    if shown:
        yield {"title": _("%(incident)s. The answers") % {"incident": name}, "blocks": list(_answers(shown))}
    yield {"title": _("%(incident)s. The rest") % {"incident": name}, "blocks": [bullets(others)] if others else []}


def _answers(shown: list[ShownProvision]) -> Iterator[Block]:
    """Every judgement and every answer that the provisions rest on, once, with who gave it and why."""
    norms = {one.norm.id: one for each in shown for one in each.judged}
    questions = {one.fact.id: one for each in shown for one in (*each.conditions, *each.against)}
    yield from _judgements(list(norms.values()))
    header = [_("Question"), _("Answer"), _("By, and why")]
    answered = [_row(one) for one in questions.values() if one.label]
    yield from [table(header, answered, _("What is answered"))] if answered else []
    open_ = [one.fact.question for one in questions.values() if not one.label]
    yield from [paragraph(_("Not answered:")), bullets(open_)] if open_ else []


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
    unchecked = [capfirst(_("Not confirmed by a jurist")) + "."] if each.unchecked else []
    yield paragraph(" ".join((_source(each), *unchecked)))
    yield paragraph(" ".join((_("Why:"), *each.finding.sentences[1:])))
    uncovered = _("Værn's rules do not cover this:")
    yield from (paragraph(f"{uncovered} {gap['title']}.") for gap in each.gaps)
    yield paragraph(_("What must be so:"))
    yield from from_markdown("\n".join(outline(book(), each.text.requires, marks=_Marks(each))))
    if each.against:
        yield paragraph(" ".join((_("What speaks against?"), *map(_said, each.against))))
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


def _said(one: ShownQuestion) -> str:
    return one.says or one.fact.says[Value.UNKNOWN]


class _Marks:
    """Behind each condition of a provision: whether it is met, by what is answered and judged."""

    def __init__(self, each: ShownProvision) -> None:
        self.answers = {one.fact.id: one.value for one in (*each.conditions, *each.against)}
        self.norms = {one.norm.id: one for one in each.norms}

    def __call__(self, name: str, met_by: Value) -> str:
        norm = self.norms.get(name)
        if norm is not None and not norm.asked:
            return _("(cannot matter now)")
        value = norm.value if norm is not None else self.answers.get(name, "")
        if value in {Value.YES, Value.NO}:
            return _("(met)") if value == met_by else _("(not met)")
        return _("(not judged)") if norm is not None else _("(not answered)")


def _judgements(judged: list[ShownNorm]) -> Iterator[Block]:
    """What a jurist judges, and under each what the answers say for it and against it."""
    if not judged:
        return
    header = [_("Condition"), _("Answer"), _("By, and why")]
    rows = [[one.norm.question, one.label or _("Not judged"), _by(one.by, one.at, one.reason)] for one in judged]
    yield table(header, rows, _("What a jurist must judge"))
    for one in judged:
        for side, says in ((_("Points towards:"), one.towards), (_("Points away:"), one.away)):
            if says:
                yield paragraph(" ".join((one.norm.question, side, *says)))


def _row(one: ShownQuestion) -> list[str]:
    evidence, name = ", ".join(one.item_names), one.by or one.follows
    return [one.fact.question, one.label, _by(name, one.at, one.reason, evidence)]


def _by(name: str, at: datetime | None, *words: str) -> str:
    named = f"{name}, {dated(at)}" if name and at else name
    return ". ".join(part.rstrip(".") for part in (named, *words) if part)


def _uncovered(pages: list[LawPage]) -> list[dict[str, Any]]:
    """What the rules do not cover, of the provisions shown and in general, each once."""
    own = {key for page in pages for one in page.findings if one in page.playing for key in one.gaps}
    named = [gap for gap in book().gaps if gap["id"] in own]
    general = (gap for page in pages for gap in page.uncovered())
    said = dict.fromkeys(f"{gap['title']}. {gap['says']}" for gap in (*named, *general))
    return [{"title": _("What the rules do not cover"), "blocks": [bullets(list(said))]}] if said else []


def _signature() -> dict[str, Any]:
    lines = [_("Date and place:"), _("Jurist:"), _("Signature:")]
    return {"title": _("Signature"), "blocks": [paragraph(f"{line} {'.' * 60}") for line in lines]}
