"""The JSON that `vaern assess` reads: answers, reasons and incidents."""

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from typing import Any

from vaern.errors import BadInput
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.follows import followed
from vaern.rulebook.shapes import Book, IncidentFacts, Situation, Value

PARTS = ("answers", "reasons", "incidents", "on")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WRITTEN_DAYS = (
    re.compile(r"(?P<year>\d{4})[-./]?(?P<month>\d{1,2})[-./]?(?P<day>\d{1,2})(?:[T ].*)?", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>\d{4})", re.ASCII),
)
LAST_DAY = date(2999, 12, 31)  # deadlines are counted on from a day, and the calendar ends with the year 9999
DANISH = {
    "ja": "yes", "true": "yes", "nej": "no", "false": "no", "ved ikke": "unknown", "ukendt": "unknown",
    "måske": "unknown", "maybe": "unknown", "null": "unknown",
}  # fmt: skip
OF_INCIDENT = ("id", "on", "until", "answers", "reasons")


def situation_from(book: Book, text: str, on: date) -> Situation:
    """The situation that the JSON describes, on the day unless it names its own; BadInput says what to mend."""
    data = _mapping(_json(text), "Filen")
    _known(data, PARTS, "del")
    if not ("answers" in data or "incidents" in data):
        raise BadInput("Filen har hverken answers eller incidents.", todo="Angiv mindst én af dem.")
    answers, (reasons, norms) = _answers(book, data), _reasons(book, data)
    listed = data.get("incidents", [])
    if not isinstance(listed, list):
        raise BadInput("incidents skal være en liste.", todo='Skriv [{"on": "2021-11-03", "answers": {…}}].')
    incidents = tuple(_incident(book, one, place) for place, one in enumerate(listed, 1))
    if len({one.id for one in incidents}) < len(incidents):
        raise BadInput("To hændelser har samme id.", todo="Giv hver hændelse sit eget.")
    assessed = _date(data["on"], "on") if "on" in data else on
    for place, one in enumerate(incidents, 1):
        _not_after(assessed, one, place)
    return followed(book, Situation(assessed, answers, reasons, incidents, norms))


def _not_after(assessed: date, one: IncidentFacts, place: int) -> None:
    """What has not happened yet on the day of the assessment cannot be held against the rules."""
    for name, on in (("on", one.on), ("until", one.until)):
        if on is not None and on > assessed:
            what = f"Hændelse {place} er sket ({name}: {on}) efter den dag, der vurderes på ({assessed})."
            raise BadInput(what, todo="Ret datoen, eller vurdér på en senere dag (--on, eller on i filen).")


def day_from(text: str) -> date:
    """A day of the command line, which says itself where it stands; BadInput when it is no day."""
    return _date(text, "")


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:  # ValueError also for a number of thousands of digits
        line = getattr(error, "lineno", 1)
        raise BadInput(
            f"Filen er ikke gyldig JSON (linje {line}).", todo="Se efter kommaer og anførselstegn."
        ) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that stands twice would hide one of two answers."""
    data = dict(pairs)
    if len(data) < len(pairs):
        twice = next(key for key in data if [pair[0] for pair in pairs].count(key) > 1)
        raise BadInput(f"“{twice}” står to gange i samme objekt.", todo="Lad kun det ene stå.")
    return data


def _mapping(data: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise BadInput(f"{name} skal være et JSON-objekt.", todo='Skriv {"navn": værdi}.')
    return data


def _known(data: Mapping[str, Any], names: Iterable[str], kind: str) -> None:
    for name in data:
        if name not in names:
            raise unknown_name(kind, name, names)


def _incident(book: Book, written: Any, place: int) -> IncidentFacts:
    one = _mapping(written, f"Hændelse {place}")
    with _in_incident(place):
        _known(one, OF_INCIDENT, "del af en hændelse")
        reasons, norms = _reasons(book, one)
        answers = _answers(book, one)
    if "on" not in one:
        raise BadInput(f"Hændelse {place} mangler sin dato (on).", todo="Skriv den dag, det skete, som 2021-11-03.")
    on = _date(one["on"], f"on i hændelse {place}")
    until = _date(one["until"], f"until i hændelse {place}") if "until" in one else None
    if until is not None and until < on:
        raise BadInput(f"Hændelse {place} slutter (until), før den begynder (on).", todo="Ret en af de to datoer.")
    return IncidentFacts(_own_name(one, place), on, answers, reasons, norms, until)


@contextmanager
def _in_incident(place: int) -> Iterator[None]:
    """A refusal within one incident of many says which."""
    try:
        yield
    except BadInput as refused:
        raise BadInput(f"Hændelse {place}: {refused.what}", todo=refused.todo) from refused


def _own_name(one: Mapping[str, Any], place: int) -> str:
    """The incident's own id, or its place in the list."""
    name = one.get("id", place)
    if isinstance(name, bool) or not isinstance(name, str | int) or not str(name).strip():
        raise BadInput(f"Hændelse {place} har et id, som ikke er et navn eller et tal.", todo="Ret id, eller slet det.")
    return str(name)


def _date(written: Any, name: str) -> date:
    place = f"{name}: " if name else ""
    todo = f"{_meant(written)} Skriv år, måned og dag som 2021-11-03.".strip()
    refusal = BadInput(f"{place}“{_said(written)}” er ikke en dato.", todo=todo)
    if not isinstance(written, str) or not ISO_DAY.fullmatch(written):
        raise refusal
    try:
        on = date.fromisoformat(written)
    except ValueError as error:
        raise refusal from error
    if on > LAST_DAY:
        raise BadInput(f"{place}“{written}” ligger for langt ude i fremtiden.", todo="Ret årstallet.")
    return on


def _meant(written: Any) -> str:
    """“Mente du …?” with the day that was probably meant: written as we do in Danish, or past its month's last day."""
    found = next((one for way in WRITTEN_DAYS if (one := way.fullmatch(str(written).strip()))), None)
    year, month, on = (int(found[part]) for part in ("year", "month", "day")) if found else (0, 0, 0)
    if month > 12 >= on:  # noqa: PLR2004 - a year has twelve months: the two were exchanged
        month, on = on, month
    if not (year and 1 <= month <= 12 and 1 <= on <= 31):  # noqa: PLR2004 - and no month more than 31 days
        return ""
    return f"Mente du “{date(year, month, min(on, monthrange(year, month)[1]))}”?"


def _answers(book: Book, data: Mapping[str, Any]) -> dict[str, Value]:
    answers = _mapping(data.get("answers", {}), "answers")
    for name in (name for name in answers if name in book.norms):
        todo = f'Skriv det under reasons som {{"{name}": {{"value": "yes", "reason": "…"}}}}.'
        raise BadInput(f"“{name}” er et skøn og ikke en oplysning.", todo=todo)
    _known(answers, [*book.facts, *book.norms], "oplysning")
    return {fact: _value(fact, written) for fact, written in answers.items()}


def _value(name: str, written: Any, allowed: tuple[str, ...] = tuple(Value)) -> Value:
    if written not in allowed:
        said = _said(written)
        plain = said.strip().lower()
        near = get_close_matches(DANISH.get(plain, plain), allowed, n=1, cutoff=0.6)
        choice = f"Mente du “{near[0]}”? " if near else ""
        raise BadInput(
            f"{name}: “{said}” er ikke et svar.", todo=f"{choice}Skriv {', '.join(allowed[:-1])} eller {allowed[-1]}."
        )
    return Value(written)


def _said(written: Any) -> str:
    """What stands in the file, as it is written there."""
    return written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)


def _reasons(book: Book, data: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Value]]:
    """Written reasons by norm, and the judgements of those that name their direction themselves."""
    written = _mapping(data.get("reasons", {}), "reasons")
    for name in (name for name in written if name in book.facts):
        raise BadInput(f"“{name}” er en oplysning og ikke et skøn.", todo="Skriv svaret under answers.")
    _known(written, book.norms, "skøn")
    reasons, norms = dict[str, str](), dict[str, Value]()
    for norm, said in written.items():
        reason = said.get("reason") if isinstance(said, dict) else said
        if not isinstance(reason, str) or not reason.strip():
            wrong = "er tom" if reason is None or isinstance(reason, str) else "er ikke tekst"
            raise BadInput(f"Begrundelsen for {norm} {wrong}.", todo="Skriv begrundelsen som tekst.")
        reasons[norm] = reason.strip()
        if isinstance(said, dict):
            _known(said, ("value", "reason"), "del af en begrundelse")
            if "value" not in said:
                raise BadInput(
                    f"Begrundelsen for {norm} siger ikke ja eller nej.", todo='Skriv "value": "yes" eller "no".'
                )
            norms[norm] = _value(norm, said["value"], (Value.YES, Value.NO))
    return reasons, norms
