"""Each thing of content as a readable page in Danish: the same text in the terminal and in the law book."""

from collections.abc import Iterable, Iterator

from vaern.rulebook.danish import capital, day, listed
from vaern.rulebook.logic import leaves
from vaern.rulebook.shapes import (
    Book,
    CheckItem,
    Checklist,
    Condition,
    DeadlineRule,
    Expr,
    Fact,
    FactIs,
    Gate,
    LetterTemplate,
    Norm,
    PlanTemplate,
    Provision,
    Step,
    Track,
)
from vaern.rulebook.told.words import ROLES, SET_ASIDE, checked, length, outline, sanction, source

KINDS = {
    "offence": "Strafbestemmelse",
    "right": "Borgerens ret",
    "duty": "Pligt for arbejdspladsen",
    "possibility": "Mulighed",
}
BY = {"act_date": "handlingens dag", "decision_date": "beslutningens dag"}
Lines = Iterator[str]


def provision(book: Book, text: Provision) -> Lines:
    """A provision: elements, what speaks against, sanction, practice, deadlines, gaps and source."""
    yield from (f"# {text.source['cite']}: {text.title}", "", f"`{text.id}`. {KINDS[text.kind]}. {_since(text)}", "")
    yield from (f"**{checked(text.source)}.**", "", text.text_short, "", "## Betingelser", "")
    yield from outline(book, text.requires)
    yield from _facts(book, "## Det taler imod (et ja betyder, at det ikke kan afgøres)", text.speaks_against)
    yield from _facts(book, "## Det afgør sagen den anden vej (et ja vender resultatet)", text.decides_against)
    yield from _told("## Straf" if text.kind == "offence" else "## Følge", _capital(sanction(text.sanction)))
    yield from _bullets("## Praksis", [f"{one['says']} ({one['source']})" for one in text.practice])
    yield from _bullets("## Frister", [_deadline(book.deadlines[name]) for name in text.deadlines])
    yield from _bullets("## Forveksles let med", [_named(book, other) for other in text.confused_with])
    yield from gaps(book, text.id)
    yield from _told("## Kilde", source(text.source))


def gaps(book: Book, provision_id: str) -> Lines:
    """What the rules own up to not covering of a provision."""
    of = [f"{gap['title']}. {gap['says']}" for gap in book.gaps if gap.get("provision") == provision_id]
    yield from _bullets("## Det dækker reglerne ikke", of)


def _since(text: Provision) -> str:
    until = f" til {day(text.valid_until)}" if text.valid_until else ""
    return f"Teksten gælder fra {day(text.valid_from)}{until} efter {BY[text.applies_by]}. Udgave {text.edition}."


def _named(book: Book, other: str) -> str:
    texts = book.provisions.get(other, ())
    return f"{texts[-1].source['cite']}: {texts[-1].title} `{other}`" if texts else f"`{other}`"


def fact(book: Book, one: Fact) -> Lines:
    """A fact: the question as it is asked, examples, who answers, and where it is used."""
    yield from (f"# {one.question}", "", f"`{one.id}`. {_answered(one)}", "", one.help)
    examples = (("Et ja", one.yes_example), ("Et nej", one.no_example))
    yield from _bullets("", [f"{says}: {told}" for says, told in examples if told])
    yield from _bullets("## Et nej hertil er også et nej til", _questions(book, book.beneath.get(one.id, ())))
    yield from _bullets("## Svaret er nej, når svaret her er nej", _questions(book, one.presupposes))
    yield from _bullets("## Sådan står svaret i forklaringer", list(one.says.values()))
    yield from _bullets("## Bruges i", _uses(book, one.id))


def _questions(book: Book, facts: Iterable[str]) -> list[str]:
    return [f"{book.facts[fact].question} (`{fact}`)" for fact in facts]


def _answered(one: Fact) -> str:
    if one.derived:
        return "Værn finder selv svaret i sagen."
    per = "om hver hændelse" if one.scope == "incident" else "om hele sagen"
    return f"Besvares {per} af {listed([ROLES.get(role, role) for role in one.answered_by])}."


def norm(book: Book, one: Norm) -> Lines:
    """A norm: the judgement to make, and what indicates it either way."""
    yield from (f"# {one.question}", "", f"`{one.id}`. Et skøn, som en jurist begrunder skriftligt.", "", one.help)
    for says, side in (("## Det taler for", one.indicated), ("## Det taler imod", one.against)):
        if side is not None:
            yield from ("", says, "", *outline(book, side))
    yield from _bullets("## Bruges i", _uses(book, one.id))


def gate(book: Book, one: Gate) -> Lines:
    """A gate: each condition, whether it may be set aside, and what to do."""
    yield from (f"# {one.title}", "", f"`{one.id}`. Gælder fra {day(one.valid_from)}.", "", one.intro)
    for condition in one.conditions:
        yield from _condition(book, condition)


def _condition(book: Book, one: Condition) -> Lines:
    yield from ("", f"## {one.title}", "", *outline(book, one.requires))
    if one.not_relevant_when is not None:
        yield from ("", "Ikke relevant, når:", "", *outline(book, one.not_relevant_when))
    yield from ("", f"{SET_ASIDE[one.set_aside]} Mangler det: {one.todo}", "", f"Kilde: {source(one.source)}")


def track(book: Book, one: Track) -> Lines:
    """A track: its outcomes in the order they are tried."""
    yield from (f"# {one.title}", "", f"`{one.id}`. {one.question} Det første udfald, der passer, gælder.")
    for outcome in one.outcomes:
        yield from ("", f"## {outcome.says}", "")
        yield from ["Ellers."] if outcome.requires is None else outline(book, outcome.requires)
        yield from _bullets("", list(outcome.next))
        yield from _bullets("", [_deadline(book.deadlines[outcome.deadline])] if outcome.deadline else [])


def plan(book: Book, one: PlanTemplate) -> Lines:
    """A plan: each step with role, deadline, words to use, and the blocks that join when facts say so."""
    yield from (f"# {one.title}", "", f"`{one.id}`. Udgave {one.edition}, gælder fra {day(one.valid_from)}.")
    if one.when is not None:
        yield from ("", "Planen bruges, når:", "", *outline(book, one.when))
    block = ""
    for step in one.steps:
        if step.block != block:
            block = step.block
            yield from ("", f"## {block}")
        yield from _step(book, step)
    yield from _told("## Kilde", source(one.source))


def _step(book: Book, one: Step) -> Lines:
    due = f" Frist: {_deadline(book.deadlines[one.deadline])}" if one.deadline else ""
    yield from ("", f"### {one.title}", "", f"{capital(ROLES.get(one.role, one.role))}. {one.why}{due}")
    if one.words:
        yield from ("", f"> {one.words}")
    if one.when is not None:
        yield from ("", "Kommer med, når:", "", *outline(book, one.when))


def deadline(_book: Book, one: DeadlineRule) -> Lines:
    """A deadline: how long, from what, what for, and what to say when it has passed."""
    yield from (f"# {one.title}", "", f"`{one.id}`. {length(one).capitalize()}. {one.what_for}", "", one.note)
    yield from _told("## Når den er gået", one.says_passed)
    yield from _told("## Kilde", source(one.source))


def letter(book: Book, one: LetterTemplate) -> Lines:
    """A letter: what it is, its text with placeholders, and when its paragraphs stand."""
    yield from (f"# {one.title}", "", f"`{one.id}`. Gælder fra {day(one.valid_from)}. {one.kind_says}", "")
    for when, text in one.parts:
        if when is not None:
            yield from ("*Kun når:*", "", *outline(book, when), "")
        yield from (*(f"> {line}".rstrip() for line in text.strip().splitlines()), "")
    yield from _bullets("## Tjekliste", [str(point["text"]) for point in one.checklist])
    yield from _told("## Kilde", source(one.source))


def checklist(book: Book, one: Checklist) -> Lines:
    """A checklist: each point, and the facts that answer it where any can."""
    yield from (f"# {one.title}", "", f"`{one.id}`. Gælder fra {day(one.valid_from)}.", "", one.intro)
    for item in one.items:
        yield from _item(book, item)
    yield from _told("## Kilde", source(one.source))


def _item(book: Book, one: CheckItem) -> Lines:
    yield from ("", f"- [ ] {one.text}{' ' + one.help if one.help else ''}")
    if one.requires is not None:
        yield from outline(book, one.requires, "  ")


def _facts(book: Book, heading: str, facts: tuple[str, ...]) -> Lines:
    yield from _bullets(heading, [f"{book.facts[name].question} `{name}`" for name in facts])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(heading: str, text: str) -> Lines:
    if text:
        yield from ("", heading, "", text)


def _bullets(heading: str, lines: list[str]) -> Lines:
    if lines:
        yield from ("", heading, "") if heading else ("",)
        yield from (f"- {line}" for line in lines)


def _deadline(rule: DeadlineRule) -> str:
    """A deadline by its title, with how long it is where the title does not say so itself."""
    span = "" if length(rule) in rule.title.lower() else f" ({length(rule)})"
    return f"{rule.title}{span}. {rule.what_for}"


def _uses(book: Book, name: str) -> list[str]:
    """Where a fact or norm is named: by the id of the provision, gate, track, plan, checklist or norm."""
    found = list[str]()
    for key, exprs in _conditions(book):
        if any(leaf.id == name for expr in exprs for leaf in leaves(expr, into_norms=False)):
            found.append(f"`{key}`")
    return list(dict.fromkeys(found))


def _conditions(book: Book) -> Iterator[tuple[str, list[Expr]]]:
    """Every id in the rules with all its conditions; an indication stands under its norm."""
    for texts in book.provisions.values():
        counter = [FactIs(one) for text in texts for one in (*text.speaks_against, *text.decides_against)]
        yield texts[0].id, [*(text.requires for text in texts), *counter]
    yield from ((one.id, _given(one.indicated, one.against)) for one in book.norms.values())
    for gates in book.gates.values():
        parts = [part for one in gates for part in one.conditions]
        yield gates[0].id, _given(*(expr for part in parts for expr in (part.requires, part.not_relevant_when)))
    yield from ((one.id, _given(*(way.requires for way in one.outcomes))) for one in book.tracks.values())
    for plans in book.plans.values():
        yield plans[0].id, _given(plans[-1].when, *(step.when for step in plans[-1].steps))
    lists = (texts[-1] for texts in book.checklists.values())
    yield from ((one.id, _given(*(item.requires for item in one.items))) for one in lists)
    letters = (texts[-1] for texts in book.letters.values())
    yield from ((one.id, _given(*(when for when, _text in one.parts))) for one in letters)


def _given(*exprs: Expr | None) -> list[Expr]:
    return [expr for expr in exprs if expr is not None]
