"""Names that must exist, be used, and stand once in a condition."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from vaern.rulebook.check.conditions import Names, Used, used
from vaern.rulebook.check.doubled import PARTS, also, parts_of
from vaern.rulebook.check.pages import Pages, Problem, Where
from vaern.rulebook.errors import nearest

COUNTER = {"speaks_against", "decides_against"}
OTHER = {"facts": "norms", "norms": "facts"}
CALLED = {"facts": "oplysningen", "norms": "skønnet", "deadlines": "fristen"}
PLURAL = {"facts": "content/facts", "norms": "content/facts/norms.yaml", "deadlines": "content/deadlines"}


def names(pages: Pages) -> Iterator[Problem]:
    """Unknown names with the nearest that exists; facts twice in one condition; facts and norms that nothing uses."""
    conditions = list(used(pages))
    for one in conditions:
        yield from unknown(pages, one.name, one.facts, pages.by_id("facts"), "facts")
        yield from unknown(pages, one.name, one.norms, pages.by_id("norms"), "norms")
        yield from _twice(pages, one)
        yield from _weighed_aside(pages, one)
    yield from _both_ways(pages)
    if not pages.broken:  # a file that cannot be read may be the one that uses them
        yield from _unused(pages, conditions)
    yield from _deadlines(pages)
    yield from _confused(pages)
    yield from _gaps(pages)


def _weighed_aside(pages: Pages, one: Used) -> Iterator[Problem]:
    """Whether a condition is relevant is a matter of fact: a judgement there could not be explained by the answers."""
    for norm, where in one.norms:
        if "not_relevant_when" in where:
            what = f"skønnet {norm} kan ikke afgøre, om betingelsen er relevant."
            yield pages.at(one.name, where, what, "Skriv kun oplysninger i not_relevant_when.")


def _both_ways(pages: Pages) -> Iterator[Problem]:
    """A fact that both caps a provision and turns it: nobody could say which it does."""
    for name, doc in pages.under("law"):
        for fact in sorted(set(doc.get("speaks_against", ())) & set(doc.get("decides_against", ()))):
            what = f"{fact} står både i speaks_against og i decides_against."
            yield pages.at(name, ("decides_against",), what, "Behold den ene: taler det kun imod, eller afgør det?")


def unknown(pages: Pages, file: str, named: Names, known: Mapping[str, Any], kind: str) -> Iterator[Problem]:
    """The names that are not known, each with the nearest that is; one of the other kind is told as what it is."""
    for name, where in named:
        if name in known:
            continue
        if name in pages.by_id(OTHER.get(kind, kind)):
            yield pages.at(file, where, *_other_kind(name, kind, where))
        else:
            how = nearest(name, known) or f"Definér den i {PLURAL[kind]}."
            yield pages.at(file, where, f"{CALLED[kind]} {name} findes ikke.", how)


def _other_kind(name: str, kind: str, where: Where) -> tuple[str, str]:
    """A judgement where a fact should stand, or the other way about."""
    if kind == "facts":
        how = "Skriv det under reasons." if "answers" in where else f"Skriv {{norm: {name}}}."
        if COUNTER & set(where):
            how = "Her kan kun stå oplysninger. Nævn dem, som skønnet bygger på."
        return f"{name} er et skøn og ikke en oplysning.", how
    how = "Skriv svaret under answers." if "reasons" in where else f"Skriv {name} uden norm:."
    return f"{name} er en oplysning og ikke et skøn.", how


def _twice(pages: Pages, one: Used) -> Iterator[Problem]:
    """A fact in two places of one condition would be asked and weighed twice."""
    count = Counter(fact for fact, _ in one.facts)
    for fact, where in dict(one.facts).items():
        if count[fact] > 1:
            how = "Skriv betingelsen om, så den står én gang (træk den uden for parentesen)."
            yield pages.at(one.name, where, f"{fact} står to gange i samme betingelse.", how)


def _unused(pages: Pages, conditions: list[Used]) -> Iterator[Problem]:
    facts = {fact for one in conditions for fact, _ in one.facts}
    norms = {norm for one in conditions for norm, _ in one.norms}
    for kind, named, how in (
        ("facts", facts, "Brug den, slet den, eller skriv informative: true."),
        ("norms", norms, "Brug det i en betingelse ({norm: …}), eller slet det."),
    ):
        for name, where, one in pages.listed(kind):
            if one["id"] not in named and not one.get("derived") and not one.get("informative"):
                what = f"{CALLED[kind]} {one['id']} bruges ikke af nogen betingelse."
                yield pages.at(name, (*where, "id"), what, how)


def _deadlines(pages: Pages) -> Iterator[Problem]:
    known = pages.by_id("deadlines")
    for name, doc in pages.under("law"):
        named: Names = tuple((one, ("deadlines", place)) for place, one in enumerate(doc.get("deadlines", ())))
        yield from unknown(pages, name, named, known, "deadlines")
    for folder in ("plans", "tracks"):
        for name, doc in pages.under(folder):
            parts = parts_of(doc, PARTS[folder][0])
            named = tuple((one["deadline"], (*where, "deadline")) for where, one in parts if "deadline" in one)
            yield from unknown(pages, name, named, known, "deadlines")


def _confused(pages: Pages) -> Iterator[Problem]:
    laws = pages.laws()
    for name, doc in pages.under("law"):
        for place, other in enumerate(doc.get("confused_with", ())):
            if other == doc["id"] or other not in laws:
                what = f"confused_with nævner {other}, som ikke er en anden bestemmelse."
                how = nearest(other, [law for law in laws if law != doc["id"]]) or "Slet den."
                yield pages.at(name, ("confused_with", place), what, how)


def _gaps(pages: Pages) -> Iterator[Problem]:
    laws, seen = pages.laws(), dict[str, int]()
    for place, gap in enumerate(pages.docs.get("coverage.yaml", {}).get("gaps", ())):
        if gap["id"] in seen:
            what = f"hullet {gap['id']} er erklæret to gange."
            how = f"Giv det ene et andet id. {also(pages, ('coverage.yaml', ('gaps', seen[gap['id']], 'id')))}"
            yield pages.at("coverage.yaml", ("gaps", place, "id"), what, how)
        seen.setdefault(gap["id"], place)
        named = gap.get("provision")
        if named is not None and named not in laws:
            how = nearest(named, laws) or "Slet provision: så vises hullet ved hver vurdering."
            what = f"hullet {gap['id']} handler om {named}, som ikke er en bestemmelse."
            yield pages.at("coverage.yaml", ("gaps", place, "provision"), what, how)
