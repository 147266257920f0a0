"""The law outside the Penal Code: kinds, dates that choose the text, and plain questions."""

from datetime import date

import pytest

from vaern.rulebook.assess import about_the_sender, assess, in_force
from vaern.rulebook.load import load
from vaern.rulebook.shapes import Result, Situation, Value

BOOK = load()
NOT_PENAL = {
    "arbejdsmiljoe", "arbejdsskade", "arkivloven", "databeskyttelse", "dsa", "erstatningsansvarsloven",
    "forvaltningsloven", "offentlighedsloven", "offererstatningsloven", "ophavsret", "retsplejeloven", "sundhedsloven",
}  # fmt: skip


def finding(provision, on, **answers):
    said = {fact: Value(value) for fact, value in answers.items()}
    return assess(BOOK, Situation(date.fromisoformat(on), said), [provision]).findings[0]


def test_a_duty_or_a_possibility_is_never_held_against_the_sender():
    asked = about_the_sender(BOOK)
    punishes_the_sender = {"databeskyttelse/lov8_4"}
    assert {key for key in asked if key.split("/")[0] in NOT_PENAL} == punishes_the_sender
    assert {"straffeloven/119a", "ytringsfrihed/tolerance", "tilhold/21"} <= set(asked)


def test_a_duty_and_a_possibility_say_what_they_are():
    duty = finding("databeskyttelse/art15", "2026-11-01", own_data_requested="yes", sender_data_recorded="yes")
    may = finding("dsa/20", "2026-11-01", on_platform="yes", platform_refused="no")
    assert duty.sentences[0].startswith("Svarene peger på, at der er en pligt: Indsigt i egne oplysninger, databes")
    assert may.sentences[0].startswith("Svarene peger ikke på, at der er en mulighed: Klage til tjenesten selv, DSA")


def test_the_72_hours_are_not_asked_of_sexual_offences_from_the_day_that_the_law_says():
    texts = BOOK.provisions["offererstatningsloven/10"]
    before, after = (in_force(texts, date.fromisoformat(on)) for on in ("2016-03-31", "2016-04-01"))
    assert ("voldtægt" in before.text_short, "voldtægt" in after.text_short) == (False, True)


def test_what_turns_a_duty_or_a_possibility_never_blocks_a_jurist_from_locking():
    texts = [text for key in BOOK.provisions for text in BOOK.provisions[key] if text.kind in {"duty", "possibility"}]
    assert [text.file_id for text in texts if text.speaks_against] == []
    turned = {text.id for text in texts if text.decides_against}
    assert {"erstatningsansvarsloven/26", "databeskyttelse/art14", "forvaltningsloven/27"} <= turned
    assert turned & set(about_the_sender(BOOK)) == set()  # what must be answered before locking is read from these


@pytest.mark.parametrize(
    ("turns", "result"),
    [
        ({}, Result.POINTS_TO),
        ({"known_to_public": "unknown"}, Result.POINTS_TO),
        ({"known_to_public": "yes"}, Result.DOES_NOT_POINT_TO),
        ({"subject_agreed": "yes"}, Result.POINTS_TO),
        ({"recipient_needs_it": "yes"}, Result.POINTS_TO),
    ],
)
def test_confidentiality_stands_until_an_exception_is_answered_yes(turns, result):
    said = {"private_or_case_information": "yes", "someone_to_be_told": "yes", "recipient_needs_it": "no", **turns}
    assert finding("forvaltningsloven/27", "2005-03-01", **said).result == result


@pytest.mark.parametrize(
    ("provision", "before", "after"),
    [
        ("offentlighedsloven/9", "2024-06-30", "2024-07-01"),
        ("offentlighedsloven/21", "2024-06-30", "2024-07-01"),
        ("arbejdsskade/anmeldelse_fravaer", "2022-06-30", "2022-07-01"),
        ("arbejdsskade/anmeldelse_krav", "2022-06-30", "2022-07-01"),
        ("retsplejeloven/791d", "2022-06-30", "2022-07-01"),
        ("erstatningsansvarsloven/26", "2022-06-30", "2022-07-01"),
    ],
)
def test_the_day_chooses_the_text(provision, before, after):
    old, new = (in_force(BOOK.provisions[provision], date.fromisoformat(day)) for day in (before, after))
    assert (old is None or new is None, old == new) == (False, False)


def test_a_harassing_access_request_could_not_be_refused_before_july_2024():
    said = {
        "access_requested": "yes", "request_in_decision_case": "no", "own_data_requested": "no",
        "request_purpose_said_to_harass": "yes", "stated_purpose_crime": "no", "use_understandable": "no",
    }  # fmt: skip
    results = [finding("offentlighedsloven/9", day, **said).result for day in ("2024-06-30", "2024-07-01")]
    assert results == [Result.DOES_NOT_POINT_TO, Result.POINTS_TO]


def test_the_old_clocks_are_of_nine_days_and_the_new_of_fourteen():
    old, new = BOOK.provisions["arbejdsskade/anmeldelse_fravaer"]
    assert [dict(BOOK.deadlines[name].length) for text in (old, new) for name in text.deadlines] == [
        {"days": 9},
        {"days": 14},
    ]


def test_a_report_that_never_came_is_not_said_to_have_come_late():
    track = BOOK.tracks["victims_compensation"]
    late = [one.says for one in track.outcomes if one.id.startswith("late_")]
    assert {says[:50] for says in late} == {"Politiet fik ikke en anmeldelse inden for 72 timer"}


def test_the_camera_at_the_entrance_is_permitted_and_not_required():
    yes = dict.fromkeys(
        ("workplace_camera_wanted", "workplace_camera_own_entrance", "workplace_camera_crime_known"), "yes"
    )
    said = finding("tv_overvaagning/2d", "2024-05-01", **yes).sentences[0]
    assert said.startswith("Svarene peger på, at der er en mulighed: ")


def test_harassment_in_public_service_says_who_may_report_and_not_that_service_weighs_twice():
    notes = [text.sanction["note"] for text in BOOK.provisions["straffeloven/119a"]]
    ends = {note.removeprefix("Strafniveauet er hævet med en tredjedel fra 1. februar 2019. ") for note in notes}
    assert ends == {"Den ramte skal ikke bede om det selv. Arbejdsgiveren kan anmelde."}
    assert [note for note in notes if "§ 81" in note] == []


def test_an_injunction_without_a_suit_in_time_can_be_lifted_and_does_not_lapse_by_itself():
    said = [
        BOOK.deadlines["injunction_suit_2_weeks"].note,
        BOOK.facts["injunction_suit_ready"].help,
        BOOK.provisions["retsplejeloven/425"][-1].text_short,
    ]
    assert [text for text in said if "kan retten ophæve forbuddet" not in text] == []
    assert [text for text in said if "Ellers falder" in text or "kan forbuddet falde" in text] == []
