"""What a schema objects to, said so that a jurist can mend it: where, what is wrong, and how."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import ValidationError

from vaern.rulebook.danish import listed
from vaern.rulebook.errors import nearest

Where = tuple[str | int, ...]
Wrong = Any  # a ValidationError, whose parts are of many types
FORMS = {
    "string": "en tekst",
    "object": "felter (navn: værdi)",
    "array": "en liste",
    "integer": "et helt tal",
    "number": "et tal",
    "boolean": "true eller false",
    "null": "tom",
}
DAY = "^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$"
PATTERNS = {
    "^[a-z][a-z0-9_]*$": "Et id er små bogstaver a-z, tal og _, og begynder med et bogstav.",
    "\\?$": "Skriv det som et spørgsmål, der ender med ?",
    DAY: "Skriv datoen som 2021-11-03.",
}
WORDS = ("all", "any", "not", "at_least", "norm")
HOW_EXPR = (
    "En betingelse er et id eller netop én af all: [..], any: [..], not: .., at_least: {n: .., of: [..]}, norm: .."
)


@dataclass(frozen=True, slots=True)
class Objection:
    """The path to the place, what is wrong there, and how to mend it."""

    where: Where
    what: str
    how: str


def told(error: ValidationError) -> Iterator[Objection]:
    """One objection of the schema in Danish; several where several fields are unknown."""
    say = TOLD.get(str(error.validator), _form)
    yield from say(error, tuple(error.absolute_path))


def _required(error: Wrong, where: Where) -> Iterator[Objection]:
    if set(error.validator_value) <= set(WORDS):
        yield from _condition(error, where)
        return
    for name in error.validator_value:
        if name not in error.instance:
            about = error.schema.get("properties", {}).get(name, {}).get("description", "")
            yield Objection(where, f"feltet {name} mangler.", f"Skriv {name}: … {about}".strip())


def _condition(_error: Wrong, where: Where) -> Iterator[Objection]:
    yield Objection(where, "betingelsen har ikke sin form.", HOW_EXPR)


def _unknown(error: Wrong, where: Where) -> Iterator[Objection]:
    known = error.schema.get("properties", {})
    if set(known) >= set(WORDS):
        extra = listed([f"“{name}”" for name in error.instance if name not in known])
        yield Objection(where, f"{extra} er ikke en del af en betingelse.", HOW_EXPR)
        return
    for name in error.instance:
        if name not in known:
            yield Objection((*where, name), f"feltet “{name}” er ikke kendt her.", _one_of(name, known))


def _dependent(error: Wrong, where: Where) -> Iterator[Objection]:
    pairs = ((name, other) for name, needed in error.validator_value.items() for other in needed)
    for name, other in pairs:
        if name in error.instance and other not in error.instance:
            yield Objection((*where, name), f"feltet {other} mangler.", f"Hvor {name} står, skal {other} også stå.")


def _enum(error: Wrong, where: Where) -> Iterator[Objection]:
    choices = [str(one) for one in error.validator_value]
    yield Objection(where, f"“{error.instance}” er ikke et af de tilladte ord.", _one_of(error.instance, choices))


def _type(error: Wrong, where: Where) -> Iterator[Objection]:
    if set(error.schema.get("properties", {})) >= set(WORDS) and error.instance is not None:
        yield from _condition(error, where)
        return
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    forms = " eller ".join(FORMS[one] for one in wanted)
    if error.instance is None:
        yield Objection(where, "her står der ikke noget.", f"Der skal stå {forms}.")
        return
    yield Objection(where, f"værdien “{_short(error.instance)}” har forkert form.", f"Der skal stå {forms}.")


def _pattern(error: Wrong, where: Where) -> Iterator[Objection]:
    how = PATTERNS.get(str(error.validator_value), f"Formen er {error.validator_value}")
    yield Objection(where, f"“{_short(error.instance)}” har forkert form.", how)


def _format(error: Wrong, where: Where) -> Iterator[Objection]:
    if not re.fullmatch(DAY, str(error.instance)):  # its form is wrong, which is told on its own
        return
    yield Objection(where, f"datoen {error.instance} findes ikke.", "Se i kalenderen, og skriv den som 2021-11-03.")


def _range(error: Wrong, where: Where) -> Iterator[Objection]:
    least, most = error.schema.get("minimum"), error.schema.get("maximum")
    how = f"Skriv et tal fra {least} til {most}." if None not in (least, most) else f"Tallet er mindst {least}."
    yield Objection(where, f"tallet {error.instance} er ikke muligt her.", how)


def _empty(_error: Wrong, where: Where) -> Iterator[Objection]:
    yield Objection(where, "her står der ikke noget.", "Skriv det, eller slet feltet.")


def _twice(error: Wrong, where: Where) -> Iterator[Objection]:
    again = next(one for place, one in enumerate(error.instance) if one in error.instance[:place])
    yield Objection(where, f"“{_short(again)}” står to gange i listen.", "Slet den ene.")


def _many(error: Wrong, where: Where) -> Iterator[Objection]:
    most = error.validator_value
    yield Objection(where, f"her står der mere end {most}: {', '.join(error.instance)}.", f"Behold {most}.")


def _form(error: Wrong, where: Where) -> Iterator[Objection]:
    yield Objection(where, f"reglen følger ikke sin form ({error.message[:160]}).", "Se content/schema.")


TOLD: dict[str, Callable[[Wrong, Where], Iterator[Objection]]] = {
    "required": _required,
    "additionalProperties": _unknown,
    "dependentRequired": _dependent,
    "enum": _enum,
    "minimum": _range,
    "maximum": _range,
    "type": _type,
    "pattern": _pattern,
    "format": _format,
    "oneOf": _condition,
    "minItems": _empty,
    "minLength": _empty,
    "minProperties": _empty,
    "uniqueItems": _twice,
    "maxProperties": _many,
}


def _one_of(name: object, known: Any) -> str:
    near = nearest(name, known)
    return f"{near} Tilladt: {', '.join(known)}.".strip()


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 - as much as a line of a message holds
