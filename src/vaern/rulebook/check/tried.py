"""Scenarios: they are run, and each rule has those that show it both ways."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vaern.errors import VaernError
from vaern.rulebook.book.scenarios import Outcome, expected, outcomes, situation_in
from vaern.rulebook.check.doubled import PARTS, parts_of
from vaern.rulebook.check.names import unknown
from vaern.rulebook.check.pages import Pages, Problem, Where
from vaern.rulebook.errors import nearest
from vaern.rulebook.load import is_scenarios
from vaern.rulebook.shapes import Book

WANTED = ("points_to", "does_not_point_to", "cannot_be_decided")
POINTS_TO = "points_to"
NOT_MET = {"unmet", "unknown"}


@dataclass(frozen=True, slots=True)
class _Tried:
    """One scenario: its file, its folder's kind, the id of what it tries (empty for law), its place and data."""

    name: str
    kind: str
    subject: str
    place: int
    one: Mapping[str, Any]

    def expects(self) -> Iterator[tuple[str, str, Where]]:
        """What is expected of which part, and where it is written."""
        where = (self.place, "expect")
        for part, state in expected(self.one).items():
            yield part, state, (*where, part) if isinstance(self.one["expect"], dict) else where


def tried(pages: Pages) -> tuple[_Tried, ...]:
    """Every scenario in the folder."""
    return tuple(
        _Tried(name, name.split("/", maxsplit=1)[0], "" if name[:4] == "law/" else _subject(name), place, one)
        for name, doc in pages.docs.items()
        if is_scenarios(name)
        for place, one in enumerate(doc)
    )


def _subject(name: str) -> str:
    return name.rsplit("/", maxsplit=1)[-1].removesuffix(".scenarios.yaml")


def named(pages: Pages) -> Iterator[Problem]:
    """Facts, norms, provisions and parts that a scenario names and nobody knows."""
    laws = pages.laws()
    for scenario in tried(pages):
        if subject_broken(scenario.name, pages.broken):
            continue
        for key, kind in (("answers", "facts"), ("reasons", "norms")):
            words = tuple((word, (scenario.place, key, word)) for word in scenario.one.get(key, ()))
            yield from unknown(pages, scenario.name, words, pages.by_id(kind), kind)
        known = laws if scenario.kind == "law" else _parts(pages, scenario)
        for part, _state, where in scenario.expects():
            if part not in known:
                how = nearest(part, known) or f"Kendte navne: {', '.join(known)}."
                yield pages.at(scenario.name, where, f"scenariet venter noget om {part}, som ikke findes.", how)


def _parts(pages: Pages, scenario: _Tried) -> dict[str, None]:
    """The names that a scenario of a gate, plan, track or checklist may expect something of."""
    key, _called = PARTS[scenario.kind]
    docs = [doc for _name, doc in pages.under(scenario.kind) if doc["id"] == scenario.subject]
    ids = [part["id"] for doc in docs for _where, part in parts_of(doc, key)]
    return dict.fromkeys([*ids, "open", "none"] if scenario.kind == "tracks" else ids)


def subject_of(name: str) -> str:
    """What every dated text of the same thing begins with."""
    return name.rsplit("/", 1)[0] + "/" if name.startswith("law/") else name.split(".", maxsplit=1)[0] + "."


def subject_broken(name: str, faulty: Iterable[str]) -> bool:
    """Whether what a scenario tries has a fault of its own, which is told there; law is tried part by part."""
    return not name.startswith("law/") and any(subject_of(one) == subject_of(name) for one in faulty)


def run(pages: Pages, book: Book, faulty: Collection[str] = ()) -> Iterator[Problem]:
    """The scenarios that come out otherwise than expected, with the facts that made it so."""
    for scenario in tried(pages):
        if subject_broken(scenario.name, faulty):
            continue
        situation, parts = situation_in(scenario.one), expected(scenario.one)
        try:
            found = outcomes(book, scenario.kind, scenario.subject, situation, parts)
        except VaernError as refused:
            how = "Ret navnet eller datoen."
            yield pages.at(scenario.name, (scenario.place, "name"), f"scenariet kan ikke prøves: {refused}", how)
            continue
        except KeyError:  # it rests on a name that nobody knows, which is told where the name stands
            continue
        for part, state, where in scenario.expects():
            if part in found and found[part].state != state:
                yield _otherwise(pages, scenario, part, state, where, found[part])
        wanted = scenario.one.get("provisional")
        if wanted is not None and {one.provisional for one in found.values()} not in ({wanted}, set()):
            what = (
                f"scenariet “{scenario.one['name']}” ventede provisional: {str(wanted).lower()}, men det blev ikke så."
            )
            how = "Foreløbig betyder, at et skøn mangler sin skriftlige begrundelse (reasons)."
            yield pages.at(scenario.name, (scenario.place, "provisional"), what, how)


def _otherwise(pages: Pages, scenario: _Tried, part: str, state: str, where: Where, found: Outcome) -> Problem:
    answers = scenario.one["answers"]
    facts = ", ".join(f"{fact}: {answers.get(fact, 'ikke besvaret')}" for fact in found.deciding) or "ingen oplysning"
    what = f"scenariet “{scenario.one['name']}” ventede {part}: {state}, men det blev {found.state}."
    return pages.at(scenario.name, where, what, f"Det afgjorde: {facts}. Ret svarene, betingelsen eller det ventede.")


def missing(pages: Pages) -> Iterator[Problem]:
    """Provisions without a scenario each way; as advice the same for gates and tracks."""
    every = tried(pages)
    shown = {(part, state) for one in every if one.kind == "law" for part, state, _where in one.expects()}
    newest = {doc["id"]: name for name, doc in pages.under("law")}
    for key, name in newest.items():
        place = f"{name.rsplit('/', 1)[0]}/scenarios.yaml"
        at = place if place in pages.docs else name
        if place in pages.broken:
            continue
        for state in WANTED:
            if (key, state) not in shown:
                how = f"Skriv en i {place} med expect: {{{key}: {state}}}."
                yield pages.at(at, (), f"der mangler et scenarie, hvor {key} kommer ud som {state}.", how)
    yield from _one_sided(pages, every)
    yield from _confused(pages, every)


def _one_sided(pages: Pages, every: tuple[_Tried, ...]) -> Iterator[Problem]:
    """Gates and tracks that are not tried, and their parts that no scenario shows both ways (or reaches)."""
    for kind in ("gates", "tracks"):
        for name, doc in pages.under(kind):
            mine = [one for one in every if (one.kind, one.subject) == (kind, doc["id"])]
            if mine:
                yield from _untried(pages, kind, name, mine)
            else:
                how = f"Skriv dem i {kind}/{doc['id']}.scenarios.yaml."
                yield pages.at(name, ("id",), "der er ingen scenarier.", how, advice=True)


def _untried(pages: Pages, kind: str, name: str, mine: list[_Tried]) -> Iterator[Problem]:
    key, called = PARTS[kind]
    shown = [(part, state) for one in mine for part, state, _where in one.expects()]
    for where, part in parts_of(pages.docs[name], key):
        lacks = _lacks(kind, {state for known, state in shown if known == part["id"]})
        if lacks:
            what = f"intet scenarie viser {called} {part['id']} {lacks}."
            how = f"Skriv et i {kind}/{mine[0].subject}.scenarios.yaml."
            yield pages.at(name, (*where, "id"), what, how, advice=True)


def _lacks(kind: str, states: set[str]) -> str:
    if kind == "tracks":
        return "" if states else "nået"
    return " og ".join(
        word for word, there in (("opfyldt", "met" in states), ("ikke opfyldt", states & NOT_MET)) if not there
    )


def _confused(pages: Pages, every: tuple[_Tried, ...]) -> Iterator[Problem]:
    """Pairs that are easily confused and that no scenario tells apart."""
    told = set[frozenset[str]]()
    for one in every:
        towards = {part for part, state, _where in one.expects() if state == POINTS_TO}
        others = {part for part, _state, _where in one.expects()} - towards
        told |= {frozenset((a, b)) for a in towards for b in others}
    laws = pages.laws()
    unread = {subject_of(name) for name in pages.broken}
    for name, doc in pages.under("law"):
        if subject_of(name) in unread:
            continue
        for place, other in enumerate(doc.get("confused_with", ())):
            if frozenset((doc["id"], other)) not in told and other in laws:
                what = f"intet scenarie skiller {doc['id']} fra {other}."
                how = f"Skriv et, hvor begge står i expect, og netop den ene er {POINTS_TO}."
                yield pages.at(name, ("confused_with", place), what, how)
