"""What letters and texts say is true when it is read, and promises no more than can be kept."""

import random
import re
from dataclasses import replace
from datetime import date

import pytest

from tests.rulebook.situations import situation
from vaern.rulebook.checklists import evaluate as checked
from vaern.rulebook.gates import check_gate
from vaern.rulebook.load import content_root, load
from vaern.rulebook.logic import NO
from vaern.rulebook.plans import steps_for
from vaern.rulebook.shapes import Value
from vaern.rulebook.told.said import UNSETTLED

BOOK = load()
ON = date(2026, 11, 21)


def letter(kind: str) -> str:
    return (content_root() / "letters" / kind / "2026-01-01.md").read_text().split("---\n", 2)[2]


@pytest.mark.parametrize(
    ("kind", "says", "not_any_more"),
    [
        ("besked_om_politianmeldelse", "Oplysningerne er givet til politiet.", "hvis det bliver nødvendigt"),
        ("anmodning", "Fortsætter det, kan vi skrive til dig igen.", "sker der ikke noget"),
        ("advarsel_om_politianmeldelse", "Er nogen i fare, kan vi gå til politiet straks.", "Det beslutter vi først"),
        ("ophaevelse_kontaktbegraensning", "det, der står i vores brev af {{earlier_letter_on}}", "ovenfor om"),
        ("partshoering_kontaktbegraensning", "Vi har ikke besluttet noget", "som ikke har besluttet det"),
        ("politianmeldelse", "medmindre det er det, anmeldelsen handler om", "helbred er ikke med."),
        ("kontaktbegraensning", "Er der fare for liv eller helbred, så ring 112.", "akut"),
        ("afgoerelse_kontaktbegraensning", "Er der fare for liv eller helbred, så ring 112.", "akut"),
        ("fjernelse_host", "at oplysningerne og påstandene er nøjagtige og fuldstændige", "rigtige"),
        ("fjernelse_platform", "at oplysningerne og påstandene er nøjagtige og fuldstændige", "rigtige"),
    ],
)
def test_a_letter_says_only_what_is_so(kind, says, not_any_more):
    assert (says in letter(kind), not_any_more in letter(kind)) == (True, False)


ABOUT_THE_POLICE = sorted(
    path.parent.name
    for path in (content_root() / "letters").glob("*/2026-01-01.md")
    if "blive givet" in path.read_text()
)


@pytest.mark.parametrize("kind", ABOUT_THE_POLICE)
def test_what_a_letter_says_of_the_police_holds_before_and_after_a_report(kind):
    """And it does not tell that there is one: only the letter does that the police have agreed to."""
    says = "Oplysningerne kan være givet eller blive givet til politiet, når det er nødvendigt,"
    assert letter(kind).count("blive givet") == letter(kind).count(says) == 1
    assert len(ABOUT_THE_POLICE) == 10


def test_no_letter_takes_for_granted_that_the_reader_has_a_case_with_us():
    assert [kind for kind in BOOK.letters if re.search(r"(?<!, )din sag hos os", letter(kind))] == []


@pytest.mark.parametrize(
    "fact",
    [
        "threat_vague",
        "threat_only_slight",
        "only_lawful_steps_announced",
        "sender_obtained_it",
        "complaint_handled_by_other",
    ],
)
def test_a_no_does_not_tell_of_something_that_may_not_have_happened(fact):
    assert re.search(r"\bikke\b", BOOK.facts[fact].says[NO])


def test_a_no_to_the_wide_question_speaks_of_the_tracker_that_it_answers_for():
    wide = BOOK.facts["account_or_system_touched"]
    assert "tracked_by_device" in BOOK.beneath["account_or_system_touched"]
    assert ("sporer" in wide.question, "sporer" in wide.says[NO]) == (True, True)


@pytest.mark.parametrize(
    ("gate", "condition", "named"),
    [
        ("police_report", "age", "sender_named"),
        ("dialogue_with_author", "child", ""),
        ("dialogue_with_author", "vulnerable", ""),
        ("mediation", "vulnerable", ""),
        ("warning_letter", "vulnerable", ""),
    ],
)
def test_what_nobody_has_said_of_the_sender_is_not_told_as_if_it_were_so(gate, condition, named):
    found = check_gate(BOOK, gate, situation(yes=named, on=ON)).conditions
    (one,) = (one for one in found if one.id == condition)
    assert (one.state, one.sentences[0]) == ("unknown", "Det er ikke afklaret endnu.")
    assert all(says.startswith(("Det er ikke oplyst", "Vi mangler")) for says in one.sentences[1:])


def unmet_words(book):
    """What each condition of a gate and point of a checklist says when it is not met."""
    gates = {(key, one.id): one.says_unmet for key, found in book.gates.items() for one in found[-1].conditions}
    lists = {(key, one.id): one.says_unmet for key, found in book.checklists.items() for one in found[-1].items}
    return gates | lists


def test_what_is_not_known_is_never_told_as_missing():
    """For every gate and checklist, with nothing answered and with half of it answered."""
    unmet, chance = unmet_words(BOOK), random.Random(4)
    conditions = [(key, one) for key, found in BOOK.gates.items() for one in found[-1].conditions]
    own = {(key, one.id): one.says_unknown for key, one in conditions if one.says_unknown}
    for eighths in range(8):
        answers = {fact: chance.choice(list(Value)) for fact in BOOK.facts if chance.random() < eighths / 8}
        at = replace(situation(on=ON), answers=answers)
        found = {(key, one.id): one for key in BOOK.gates for one in check_gate(BOOK, key, at).conditions}
        found |= {(key, one.id): one for key in BOOK.checklists for one in checked(BOOK, key, at)}
        for name, one in found.items():
            if one.state == "unknown":
                assert (one.sentences[0], unmet[name] in one.sentences) == (own.get(name, UNSETTLED), False)


def test_what_is_answered_is_told_without_a_doubt():
    """Only where the relevance of a condition is open may a condition that is not met say that something is open."""
    doubts = ("eller det er ikke afklaret", "eller det er ikke set efter", "den ramte er ikke spurgt")
    conditions = [(key, one) for key, found in BOOK.gates.items() for one in found[-1].conditions]
    said = [(key, one.id) for key, one in conditions if one.not_relevant_when is None and any(
        doubt in one.says_unmet for doubt in doubts)]  # fmt: skip
    assert said == []


@pytest.mark.parametrize(
    "yes",
    [
        "profile_in_employees_name",
        "private_picture_shared",
        "account_accessed",
        "talk_recorded_secretly",
        "watched_by_device",
        "fake_sexual_picture_made",
        "accusation_of_crime_or_dishonesty accusation_untrue",
        "report_needs_employees_request",
    ],
)
def test_the_plan_tells_of_her_own_request_for_every_offence_that_needs_it(yes):
    assert "own_request_told" in {one.id for one in steps_for(BOOK, "digital_chikane", situation(yes=yes, on=ON))}


def test_many_calls_alone_bring_no_step_about_her_own_request():
    steps = steps_for(BOOK, "digital_chikane", situation(yes="many_within_days contacted_directly", on=ON))
    assert "own_request_told" not in {one.id for one in steps}


def test_the_complaint_over_the_press_has_the_twelve_weeks():
    steps = {one.id: one for one in steps_for(BOOK, "digital_chikane", situation(yes="sender_is_journalist", on=ON))}
    assert (steps["press_board"].deadline, BOOK.deadlines["press_complaint_12_weeks"].length) == (
        "press_complaint_12_weeks",
        {"weeks": 12},
    )


def test_the_law_on_work_injuries_is_called_by_its_name():
    files = (one.read_text() for one in content_root().rglob("*.*") if one.suffix in {".yaml", ".md"})
    assert [text[:40] for text in files if "arbejdsskadeloven" in text] == []
