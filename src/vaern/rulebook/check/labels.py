"""Labels that tell a reader what to trust, and facts that an ordinary reader can answer."""

import re
from collections.abc import Iterator
from typing import Any

from vaern.rulebook.check.doubled import parts_of
from vaern.rulebook.check.pages import Pages, Problem, Where
from vaern.rulebook.errors import nearest
from vaern.rulebook.letters import PLACEHOLDER, placeholders_in

ASKED = ("help", "yes_example", "no_example")
LIMITATION = re.compile(r"limitation_(\d+)_years")
CONCLUSIONS = re.compile(
    r"\b(strafbar\w*|ulovlig\w*|retsstridig\w*|uberettiget\w*|retmæssig\w*|chikane\w*|krænke(t|r|s|lse\w*)|ærekrænk\w*)\b",
    re.IGNORECASE,
)


def labels(pages: Pages) -> Iterator[Problem]:
    """Sources that say they are checked without saying by whom; facts without examples; letters' placeholders."""
    for name, doc in pages.under("law"):
        yield from _source(pages, name, ("source",), doc["source"])
    yield from _facts(pages)
    yield from _sanctions(pages)
    yield from _otherwise(pages)
    for name, doc in pages.under("letters"):
        yield from _placeholders(pages, name, doc)


def _source(pages: Pages, name: str, where: Where, source: Any) -> Iterator[Problem]:
    by, on, status = source.get("checked_by"), source.get("checked_on"), source.get("status")
    if status == "verified" and not (by and on):
        what = "kilden siges at være kontrolleret, men ikke af hvem og hvornår."
        yield pages.at(name, (*where, "status"), what, "Skriv checked_by og checked_on, eller status: unverified.")
    if by and status == "unverified":
        what = f"kilden er kontrolleret af {by}, men status er unverified."
        yield pages.at(
            name, (*where, "checked_by"), what, "Skriv status: verified og checked_on, eller tøm checked_by."
        )


def _facts(pages: Pages) -> Iterator[Problem]:
    asked = dict[str, str]()
    for name, where, one in pages.listed("facts"):
        if one.get("derived"):
            continue
        missing = [key for key in ASKED if key not in one]
        if missing:
            what = f"oplysningen {one['id']} mangler {', '.join(missing)}."
            how = "En leder skal kunne svare uden at kende loven: skriv hjælp, et ja-eksempel og et nej-eksempel."
            yield pages.at(name, (*where, "id"), what, how)
        plain = re.sub(r"\W+", " ", one["question"].lower())
        if plain in asked:
            what = f"oplysningen {one['id']} spørger om det samme som {asked[plain]}."
            yield pages.at(name, (*where, "question"), what, "Slet den ene, eller gør forskellen tydelig.")
        asked.setdefault(plain, one["id"])
        found = CONCLUSIONS.search(one["question"])
        if found:
            what = f"spørgsmålet til {one['id']} bruger ordet “{found[0]}”, som ligner en juridisk konklusion."
            how = "Spørg om det, man kan se eller høre. Er det et skøn, så gør det til et skøn (norm)."
            yield pages.at(name, (*where, "question"), what, how, advice=True)


def _sanctions(pages: Pages) -> Iterator[Problem]:
    for name, doc in pages.under("law"):
        if doc.get("kind", "offence") == "offence" and not {"max", "prosecution"} <= set(doc.get("sanction", ())):
            what = "bestemmelsen om straf siger ikke, hvad straffen højst er, og hvem der rejser tiltale."
            how = "Skriv sanction: {max, prosecution, limitation_years}, eller kind: right, duty eller possibility."
            yield pages.at(name, ("sanction",), what, how)
        years = doc.get("sanction", {}).get("limitation_years")
        for place, deadline in enumerate(doc.get("deadlines", ())):
            named = LIMITATION.fullmatch(deadline)
            if named and int(named[1]) != years:
                what = f"fristen {deadline} passer ikke til limitation_years: {years or 'ikke skrevet'}."
                yield pages.at(name, ("deadlines", place), what, "Ret den ene, så de siger det samme (§ 93).")


def _otherwise(pages: Pages) -> Iterator[Problem]:
    """An outcome without a condition takes all that is left, so nothing after it is ever reached."""
    for name, doc in pages.under("tracks"):
        for where, one in list(parts_of(doc, "outcomes"))[:-1]:
            if "requires" not in one:
                what = f"udfaldet {one['id']} har ingen betingelse, så de følgende bliver aldrig nået."
                yield pages.at(name, (*where, "id"), what, "Skriv requires, eller flyt det sidst.")


def _placeholders(pages: Pages, name: str, doc: Any) -> Iterator[Problem]:
    named, declared = placeholders_in(doc["body"]), doc["placeholders"]
    for one in named:
        if one not in declared:
            what = f"brevet bruger {{{{{one}}}}}, som ikke er erklæret."
            how = f"{nearest(one, declared)} Er den ny, så tilføj den under placeholders.".strip()
            place = next(mark.start() for mark in PLACEHOLDER.finditer(doc["body"]) if mark[1] == one)
            yield pages.in_body(name, place, what, how)
    for one in declared:
        if one not in named:
            what = f"pladsholderen {one} bruges ikke."
            yield pages.at(name, ("placeholders", one), what, "Brug den, eller slet den.")
