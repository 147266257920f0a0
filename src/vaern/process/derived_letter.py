"""The derived facts about one letter; unknown where there is no letter in view."""

from collections.abc import Callable

from vaern.cases.guards import check_may_decide, holds
from vaern.letters.kinds import READ_BY_ANOTHER, is_formal_decision, restricts_contact
from vaern.letters.models import Letter
from vaern.letters.queries import standing_ticks, values_of
from vaern.people.models import Person
from vaern.process.derived import Answer, art14_postponed, art14_told_to
from vaern.process.gathered import Case_
from vaern.rulebook.load import load
from vaern.vault.text import read

# The digits of a Danish telephone number, without the country's code.
EIGHT = 8

RULES: dict[str, Callable[[Case_], Answer]] = {}


def about_letter(rule: Callable[[Letter, Case_], bool]) -> Callable[[Letter, Case_], bool]:
    """The function's name is the fact's id; without a letter it is unknown."""
    RULES[rule.__name__] = lambda facts: rule(facts.letter, facts) if facts.letter else None
    return rule


def _ticked(point: str) -> None:
    RULES[point] = lambda facts: point in facts.letter.checked if facts.letter else None


TICKED = (
    "letter_legal_basis",
    "letter_complaint_guidance",
    "letter_invites_version",
    "letter_no_guess",
    "letter_restriction_reviewed",
)
for _point in TICKED:
    _ticked(_point)


@about_letter
def letter_one_kind(letter: Letter, _facts: Case_) -> bool:
    """The sentence that says what the letter is stands in it."""
    texts = load().letters.get(letter.kind, ())
    return bool(texts) and texts[-1].kind_says in read(letter, "body")


@about_letter
def letter_contact_point(letter: Letter, facts: Case_) -> bool:
    """Name and telephone, and neither of them the affected employee's."""
    values = values_of(letter)
    name, phone = values.get("contact_name", "").strip(), values.get("contact_phone", "").strip()
    return bool(name and phone) and not any(_reaches(name, phone, person) for person in facts.affected)


def _reaches(name: str, phone: str, person: Person) -> bool:
    """Whether the name is the person's, or the number is the person's own and not the whole unit's."""
    own = _number(person.work_phone)
    is_own = len(own) == EIGHT and own != _number(person.unit.phone)
    return person.name.casefold() in name.casefold() or (is_own and own in _digits(phone))


def _digits(written: str) -> str:
    return "".join(one for one in written if one.isdecimal())


def _number(written: str) -> str:
    return _digits(written)[-EIGHT:]


@about_letter
def letter_is_formal_decision(letter: Letter, _facts: Case_) -> bool:
    """Content says which kinds are."""
    return is_formal_decision(letter.kind)


@about_letter
def letter_restricts_contact(letter: Letter, _facts: Case_) -> bool:
    """Content says which kinds do."""
    return restricts_contact(letter.kind)


@about_letter
def letter_art14(letter: Letter, facts: Case_) -> bool:
    """This letter says what is recorded, an earlier one to the same sender did, or it waits with a reason."""
    is_told = letter.recipient_id in art14_told_to(facts)
    return "letter_art14" in letter.checked or is_told or art14_postponed(facts)


@about_letter
def letter_friendly_tone(letter: Letter, _facts: Case_) -> bool:
    """Read by somebody other than those who wrote it."""
    return READ_BY_ANOTHER in standing_ticks(letter)


@about_letter
def letter_approved_by_other(letter: Letter, _facts: Case_) -> bool:
    """Approved by somebody other than the writers."""
    return letter.approved_by_id is not None and letter.approved_by_id not in letter.writers


@about_letter
def letter_signer_not_excluded(letter: Letter, facts: Case_) -> bool:
    """Those who wrote and whoever approved it, all of whom stand behind it."""
    behind = (letter.drafted_by, letter.edited_by, letter.approved_by)
    return all(holds(check_may_decide, person, facts.case) for person in behind if person)


@about_letter
def letter_warns_of_police(letter: Letter, _facts: Case_) -> bool:
    """The letter is a warning of a police report."""
    return letter.kind == "advarsel_om_politianmeldelse"


@about_letter
def letter_tells_of_report(letter: Letter, _facts: Case_) -> bool:
    """The letter tells that a report was made."""
    return letter.kind == "besked_om_politianmeldelse"
