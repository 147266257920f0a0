"""The deciding facts and judgements as Danish sentences; a long row of answers of no is told as one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from vaern.rulebook.danish import capital, day, ended
from vaern.rulebook.dated import latest
from vaern.rulebook.explain import Explaining, Why
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.shapes import Book, Expr, FactIs, NormIs, Not, Provision, Result

NAMED = {"duty": "en pligt", "possibility": "en mulighed"}
OPENINGS = {
    Result.POINTS_TO: "Svarene peger på",
    Result.DOES_NOT_POINT_TO: "Svarene peger ikke på",
    Result.CANNOT_BE_DECIDED: "Det kan ikke afgøres, om svarene peger på",
}
OPENINGS_OF_RULES = {
    Result.POINTS_TO: "Svarene peger på, at der er",
    Result.DOES_NOT_POINT_TO: "Svarene peger ikke på, at der er",
    Result.CANNOT_BE_DECIDED: "Det kan ikke afgøres, om der er",
}
UNSETTLED = "Det er ikke afklaret endnu."
FEW = 5  # this many answers of no are told one by one


def sentences(book: Book, reason: Why, told: Explaining) -> tuple[str, ...]:
    """The deciding facts and judgements as Danish sentences; many answers of no are told as one."""
    answers, none_of = told.answers, _folds(book, reason, told)
    hidden = {fact for facts in none_of.values() for fact in facts}
    said = [book.facts[fact].says[answers.get(fact, UNKNOWN)] for fact in reason.facts if fact not in hidden]
    said += _none_of(none_of.get(None, ()), "forhold, der kan opfylde betingelsen,")
    for norm in reason.norms:
        if norm in none_of:
            others = any(answers.get(fact) == YES for fact in _could_speak_for(book, norm))
            said += _none_of(none_of[norm], f"{'andre ' * others}forhold, der kan tale for det,")
        said.append(_judged(book, norm, told))
    return tuple(said)


def folded(book: Book, reason: Why, told: Explaining) -> tuple[str, ...]:
    """The deciding facts that are not told one by one: each answered no, and too many to be read."""
    found = _folds(book, reason, told)
    return tuple(dict.fromkeys(fact for facts in found.values() for fact in facts))


def _folds(book: Book, reason: Why, told: Explaining) -> Mapping[str | None, tuple[str, ...]]:
    """By the norm they could have spoken for, the facts answered no where they are many; under None, for the whole."""
    no = [fact for fact in reason.facts if told.answers.get(fact) == NO]
    if len(no) <= FEW:
        return {}
    could = {norm: _could_speak_for(book, norm) for norm in reason.norms if norm not in told.norms}
    found = dict[str | None, tuple[str, ...]]()
    for norm, facts in could.items():
        found[norm] = tuple(fact for fact in no if fact in facts)
    if reason.value == NO:
        found[None] = tuple(fact for fact in no if not any(fact in facts for facts in could.values()))
    return {key: facts for key, facts in found.items() if len(facts) > FEW}


def _could_speak_for(book: Book, norm_id: str) -> frozenset[str]:
    """The facts that indicate the norm with a yes."""
    return _speaking_for(book.norms[norm_id].indicated, book.norms[norm_id].against)


@lru_cache(maxsize=1024)
def _speaking_for(indicated: Expr | None, against: Expr | None) -> frozenset[str]:
    towards, away = (() if side is None else tuple(pulling(side)) for side in (indicated, against))
    return frozenset((*(fact for fact, yes in towards if yes), *(fact for fact, yes in away if not yes)))


def pulling(expr: Expr, *, yes: bool = True) -> Iterator[tuple[str, bool]]:
    """Each fact of the condition, and whether a yes or a no to it pulls towards the condition."""
    if isinstance(expr, FactIs):
        yield expr.id, yes
    for part in () if isinstance(expr, NormIs) else expr.parts:
        yield from pulling(part, yes=yes != isinstance(expr, Not))


def _none_of(facts: Sequence[str], which: str) -> tuple[str, ...]:
    return (f"Ingen af de {len(facts)} {which} er oplyst.",) if facts else ()


def _judged(book: Book, norm_id: str, told: Explaining) -> str:
    norm = book.norms[norm_id]
    value = told.found(NormIs(norm_id, norm.indicated, norm.against)).value
    if norm_id in told.situation.reasons:
        return f"{norm.says[value]} Begrundelse: {told.situation.reasons[norm_id]}"
    return f"{norm.says[value]} Det er et skøn, som mangler en skriftlig begrundelse."


def opening(text: Provision, result: Result) -> str:
    """A rule about the sender is pointed towards; a duty or a possibility is there or not."""
    kind = NAMED.get(text.kind)
    if kind:
        return ended(f"{OPENINGS_OF_RULES[result]} {kind}: {named(text)}")
    return ended(f"{OPENINGS[result]} {named(text, quoted=True)}")


def named(text: Provision, *, quoted: bool = False) -> str:
    """The title, then where it stands: Stalking, straffelovens § 242; a rule without a paragraph is named once."""
    cite = str(text.source["cite"])
    title = f"»{text.title}«" if quoted else text.title
    return title if cite.lower() == text.title.lower() else f"{title}, {cite}"


def absent(texts: Sequence[Provision], on: date) -> str:
    """Why no text is in force on the day: the rule had not begun, its text had ended, or ours do not go so far back."""
    text = latest(texts, on)
    cite, begins = text.source["cite"], day(text.valid_from)
    if text.valid_from <= on:
        over = day((text.valid_until or on) + timedelta(days=1))
        return f"{capital(cite)} gjaldt ikke den {day(on)}: teksten fra den {begins} ophørte den {over}."
    if text.introduced:
        return f"{capital(cite)} gjaldt ikke den {day(on)}: den begyndte først at gælde den {begins}."
    entered = f"Værn har ingen tekst af {cite} for den {day(on)}: den ældste, der er lagt ind, gælder fra den {begins}."
    return f"{entered} Reglen kan have gældt før."
