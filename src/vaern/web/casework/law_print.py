"""The legal assessment on paper: everything that something speaks for, as a jurist would read it and sign it."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vaern import clock
from vaern.cases import queries as cases
from vaern.cases.models import Case, Incident
from vaern.people.models import Person
from vaern.process.assess import assess_case
from vaern.typeset import compile_pdf
from vaern.typeset.blocks import bullets, paragraph, table
from vaern.typeset.shapes import Block
from vaern.web.casework.interview import ShownQuestion
from vaern.web.casework.law_page import LawPage, ShownProvision, editions, text_of
from vaern.web.casework.timeline import happened
from vaern.web.casework.tracks import RESULT_WORDS, law_name
from vaern.web.templatetags.moments import day, when


def law_pdf(case: Case, person: Person) -> bytes:
    """An accessible PDF of the assessment as it stands now, incident by incident."""
    incidents: list[Incident | None] = list(cases.current_incidents(case)) or [None]
    found, locked = assess_case(case), editions(case, "law")
    pages = [LawPage(case, person, one, found) for one in incidents]
    last = locked[0].row if locked else None
    seal = _("Edition %(edition)s, locked %(when)s by %(name)s. Receipt %(hash)s") % {
        "edition": last.edition, "when": when(last.made_at), "name": last.made_by.name, "hash": last.receipt_hash,
    } if last else _("Not locked: the answers can still change.")  # fmt: skip
    return compile_pdf(
        "page",
        {
            "dated": clock.today().isoformat(),
            "organisation": settings.ORGANISATION,
            "unit": case.unit.name,
            "case_number": case.number,
            "title": _("Legal assessment"),
            "meta": [(_("Locked"), seal)],
            "blocks": [paragraph(said) for said in introduction()],
            "sections": [part for page in pages for part in _incident(page)] + [_signature()],
        },
    )  # fmt: skip


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
        when_ = happened(incident) or _("time unknown")
        name = _("Incident %(number)s: %(when)s") % {"number": incident.number, "when": when_}
    shown = [page.shown(one) for one in page.findings if one in page.in_play]
    others = _rest([one for one in page.findings if one not in page.in_play])
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
    cite = str(text_of(finding).source["cite"])
    name = cite if "§" in cite else law_name(finding.provision_id)
    name = name.replace("§ ", "§\N{NO-BREAK SPACE}")
    return _("%(result)s (provisional)") % {"result": name} if finding.provisional else name


def _provision(each: ShownProvision) -> Iterator[Block]:
    yield paragraph(f"{each.result}.")
    yield paragraph(each.text.text_short)
    yield paragraph(
        _("%(source)s. In force since %(day)s.") % {"source": each.source, "day": day(each.text.valid_from)}
    )
    if each.unchecked:
        yield paragraph(capfirst(_("Not confirmed by a jurist")) + ".")
    if each.finding.sentences:
        yield bullets(list(each.finding.sentences))
    header = [_("Condition"), _("Answer"), _("By, and why")]
    yield table(header, [_row(one) for one in each.conditions], _("Conditions"))
    if each.norms:
        rows = [[one.norm.question, one.label or _("Not judged"), _by(one.by, one.reason)] for one in each.norms]
        yield table(header, rows, _("What a jurist must judge"))
    if each.against:
        yield table(header, [_row(one) for one in each.against], _("What speaks against?"))
    if each.sanction:
        yield paragraph(". ".join(each.sanction) + ".")


def _row(one: ShownQuestion) -> list[str]:
    evidence = ", ".join(one.item_names)
    return [one.fact.question, one.label or _("Not answered"), _by(one.by, one.reason, evidence)]


def _by(name: str, *words: str) -> str:
    return ". ".join(part.rstrip(".") for part in (name, *words) if part)


def _signature() -> dict[str, Any]:
    lines = [_("Date and place:"), _("Jurist:"), _("Signature:")]
    return {"title": _("Signature"), "blocks": [paragraph(f"{line} {'.' * 60}") for line in lines]}
