"""What must be there for acting: a gate before each act, a letter for each word to the world, a block for each turn."""

import re

import pytest

from vaern.rulebook.book.scenarios import outcomes, situation_in
from vaern.rulebook.load import load
from vaern.rulebook.plans import steps_for
from vaern.rulebook.tracks import run_track

BOOK = load()
GATES = {
    "police_report", "send_letter", "close_case", "warning_letter", "contact_restriction", "inform_colleagues",
    "inform_authority", "dialogue_with_author", "removal_request", "complaint_datatilsynet", "fogedforbud", "mediation",
    "forget_case", "postpone_art14", "watch_pages", "refuse_access_request",
}  # fmt: skip
LETTERS = {
    "vejledning_til_borger", "anmodning", "advarsel_om_politianmeldelse", "besked_om_politianmeldelse",
    "oplysning_om_registrering", "kontaktbegraensning", "partshoering_kontaktbegraensning",
    "afgoerelse_kontaktbegraensning", "ophaevelse_kontaktbegraensning", "fjernelse_ophavsmand", "fjernelse_platform",
    "fjernelse_host", "klage_datatilsynet", "politianmeldelse", "tilbud_om_maegling", "orientering_til_kolleger",
    "svar_til_borger",
}  # fmt: skip
BLOCKS = {
    "threat_of_harm": "threat_ask_police",
    "home_address_shared": "home_safety_talk",
    "profile_in_employees_name": "fake_secure_then_report",
    "group_against_employee": "group_secure_and_sort",
    "several_employees_hit": "several_one_coordinator",
    "sender_under_15": "child_talk_with_parents",
    "sender_is_colleague": "colleague_close_access",
    "sender_is_journalist": "press_one_spokesperson",
    "sender_in_vulnerable_situation": "vulnerable_ask_those_who_know",
    "still_online": "removal_ask_author",
    "complaint_pending": "complaint_move",
}


def said(**answers):
    return situation_in({"on": "2026-11-20", "answers": answers})


def text_of(kind):
    return "".join(part for _when, part in BOOK.letters[kind][-1].parts)


def test_every_act_has_its_gate():
    assert set(BOOK.gates) >= GATES


def test_no_gate_opens_on_silence():
    opened = {
        gate: [one for one, found in outcomes(BOOK, "gates", gate, said(), ()).items() if found.state == "met"]
        for gate in GATES
    }
    assert opened == {gate: [] for gate in GATES}


def test_every_condition_says_what_to_do_and_whence_it_comes():
    bare = [
        (gate, one.id)
        for gate in GATES
        for one in BOOK.gates[gate][-1].conditions
        if not (one.todo and one.source["cite"])
    ]
    assert bare == []


def test_every_letter_is_there_and_says_what_it_is():
    assert set(BOOK.letters) >= LETTERS
    assert [kind for kind in LETTERS if BOOK.letters[kind][-1].kind_says.rstrip(".") not in text_of(kind)] == []


@pytest.mark.parametrize("mark", ["contact_name", "contact_phone", "Fortæl os din side", "Det må du altid"])
def test_every_letter_to_the_sender_has_what_protects_the_sender(mark):
    kinds = [kind for kind, says in BOOK.texts["letters"]["kinds"].items() if says.get("to_sender")]
    assert [kind for kind in kinds if mark not in text_of(kind)] == []


@pytest.mark.parametrize("mark", ["disagree_name", "Folketingets Ombudsmand"])
def test_every_letter_that_was_decided_says_who_to_turn_to_and_a_hearing_does_not(mark):
    kinds = [kind for kind, says in BOOK.texts["letters"]["kinds"].items() if says.get("to_sender")]
    assert [kind for kind in kinds if mark not in text_of(kind)] == ["partshoering_kontaktbegraensning"]


def test_every_letter_to_the_sender_tells_what_is_registered_and_of_the_right_to_object_apart():
    kinds = [kind for kind, says in BOOK.texts["letters"]["kinds"].items() if says.get("to_sender")]
    assert [
        kind for kind in kinds if not re.search(r"^### Din ret til at gøre indsigelse$", text_of(kind), re.MULTILINE)
    ] == []


@pytest.mark.row("G22", "G28")
@pytest.mark.parametrize(("fact", "step"), BLOCKS.items())
def test_a_block_joins_when_its_fact_says_so_and_only_then(fact, step):
    joined = {
        answer: {one.id for one in steps_for(BOOK, "digital_chikane", said(**{fact: answer}))}
        for answer in ("yes", "no", "unknown")
    }
    assert [step in joined[answer] for answer in ("yes", "no", "unknown")] == [True, False, False]


def test_an_unknown_sender_and_a_published_recording_have_their_blocks():
    unknown = {one.id for one in steps_for(BOOK, "digital_chikane", said(sender_named="no"))}
    shown = {
        one.id for one in steps_for(BOOK, "digital_chikane", said(own_meeting_recorded="yes", posted_publicly="yes"))
    }
    assert ("unknown_collect_traces" in unknown, "recording_secure" in shown) == (True, True)


@pytest.mark.row("G04", "B06")
@pytest.mark.parametrize(
    ("on", "deadline"), [("2022-06-30", "injury_9_days_until_2022"), ("2022-07-01", "easy_14_days_from_absence")]
)
def test_injury_follows_the_rules_of_the_day(on, deadline):
    answers = {
        "because_of_work": "yes",
        "absent_next_day": "yes",
        "claim_likely": "no",
        "symptoms_need_treatment": "no",
    }
    found = run_track(BOOK, "injury", situation_in({"on": on, "answers": answers}))
    assert (found.outcome_id, found.deadline) == ("notify_absence", deadline)


@pytest.mark.row("G10")
def test_late_report_never_says_that_compensation_is_lost():
    late = {one.id: " ".join((one.says, *one.next)) for one in BOOK.tracks["victims_compensation"].outcomes}
    hope = re.compile("kan stadig|kan fraviges|bliver betalt|ikke udelukket")
    assert [key for key, says in late.items() if key.startswith("late_") and not hope.search(says)] == []


def test_every_rung_of_the_ladder_names_a_letter_a_gate_and_a_deadline_that_exist():
    rungs = BOOK.texts["removal_ladder"]["rungs"]
    known = {"letter": BOOK.letters, "gate": BOOK.gates, "deadline": BOOK.deadlines}
    assert [(one["code"], key) for one in rungs for key in known if key in one and one[key] not in known[key]] == []


def test_the_checklist_of_local_guidelines_has_its_sixteen_points():
    assert len(BOOK.checklists["local_guideline"][-1].items) == 16


def test_what_is_a_right_is_never_a_sign():
    spot = BOOK.texts["spot_it"]
    labels = [one["label"].lower() for one in (*spot["risk_situations"], *spot["behaviours"])]
    assert [label for label in labels if "kritik" in label or "klage" in label] == []
    assert "rettigheder" in spot["rights_note"]
