import json
from datetime import date

import pytest

from tests.rulebook.situations import DAY, answers
from vaern.errors import BadInput
from vaern.rulebook.facts_input import day_from, situation_from
from vaern.rulebook.shapes import IncidentFacts, Situation, Value


def test_the_whole_input_becomes_a_situation(book):
    data = {
        "answers": {"wrote": "yes", "mild": "unknown"},
        "reasons": {"grave": " Groft. ", "violates_peace": {"value": "no", "reason": "Én besked."}},
        "incidents": [
            {"on": "2021-11-03", "answers": {"called": "no"}, "reasons": {"grave": "Her."}},
            {"id": "b", "on": "2022-01-01"},
        ],
    }
    assert situation_from(book, json.dumps(data), DAY) == Situation(
        DAY,
        {"wrote": Value.YES, "mild": Value.UNKNOWN},
        {"grave": "Groft.", "violates_peace": "Én besked."},
        (
            IncidentFacts("1", date(2021, 11, 3), answers(no="called"), {"grave": "Her."}),
            IncidentFacts("b", date(2022, 1, 1)),
        ),
        {"violates_peace": Value.NO},
    )


def test_a_series_names_its_last_day(book):
    text = '{"incidents": [{"on": "2021-11-03", "until": "2021-12-01"}]}'
    assert situation_from(book, text, DAY).incidents == (
        IncidentFacts("1", date(2021, 11, 3), until=date(2021, 12, 1)),
    )


def test_the_file_may_name_its_own_day(book):
    assert situation_from(book, '{"on": "2020-02-29", "answers": {}}', DAY).on == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "ikke gyldig JSON \\(linje 1\\)"),
        ("[" * 100_000, "ikke gyldig JSON"),
        ("[]", "Filen skal være et JSON-objekt"),
        ("{}", "hverken answers eller incidents"),
        ('{"answer": {}}', "Mente du “answers”"),
        ('{"answers": []}', "answers skal være"),
        ('{"answers": {"wrot": "yes"}}', "oplysning med navnet “wrot”. Mente du “wrote”"),
        ('{"answers": {"zzzzzz": "yes"}}', "“zzzzzz”.$"),
        ('{"answers": {"wrote": "yess"}}', "“yess” er ikke et svar. Mente du “yes”"),
        ('{"answers": {"wrote": true}}', "“true” er ikke et svar. Mente du “yes”"),
        ('{"answers": {"wrote": "Ja"}}', "“Ja” er ikke et svar. Mente du “yes”"),
        ('{"answers": {"wrote": "YES"}}', "“YES” er ikke et svar. Mente du “yes”"),
        ('{"answers": {"wrote": "maybe"}}', "“maybe” er ikke et svar. Mente du “unknown”"),
        ('{"answers": {"wrote": null}}', "“null” er ikke et svar. Mente du “unknown”"),
        ('{"answers": {"wrote": "okse"}}', "“okse” er ikke et svar. Skriv yes, no eller unknown"),
        ('{"answers": {"wrote": 7}}', "“7” er ikke et svar. Skriv yes, no eller unknown"),
        ('{"answers": {"grave": "yes"}}', "“grave” er et skøn og ikke en oplysning. Skriv det under reasons"),
        ('{"answers": {}, "reasons": {"wrote": "x"}}', "“wrote” er en oplysning og ikke et skøn. Skriv svaret under"),
        ('{"answers": {}, "reasons": {"zzzzzz": "x"}}', "Der findes intet skøn med navnet “zzzzzz”"),
        ('{"answers": {}, "reasons": {"grave": {"reason": "x"}}}', 'siger ikke ja eller nej. Skriv "value"'),
        ('{"answers": {}, "on": "9999-12-31"}', "on: “9999-12-31” ligger for langt ude i fremtiden. Ret årstallet"),
        ('{"incidents": [{"on": "2021-11-03", "until": "2021-11-02"}]}', "Hændelse 1 slutter"),
        (
            '{"on": "2021-11-02", "incidents": [{"on": "2021-11-01"}, {"on": "2021-11-03"}]}',
            "Hændelse 2 er sket .on: 2021-11-03. efter den dag, der vurderes på .2021-11-02.. Ret datoen",
        ),
        (
            '{"on": "2021-11-02", "incidents": [{"on": "2021-11-02", "until": "2021-11-03"}]}',
            "Hændelse 1 er sket .until: 2021-11-03. efter den dag, der vurderes på .2021-11-02.. Ret datoen",
        ),
        ('{"incidents": [{"on": "2021-11-03", "until": "i går"}]}', "until i hændelse 1: “i går” er ikke en dato"),
        ('{"answers": {"wrote": ["yes"]}}', "er ikke et svar"),
        ('{"answers": {"wrote": "yes", "wrote": "no"}}', "“wrote” står to gange"),
        ('{"answers": {}, "incidents": {}}', "incidents skal være en liste"),
        ('{"incidents": [1]}', "Hændelse 1 skal være"),
        ('{"incidents": [{"answers": {}}]}', "Hændelse 1 mangler sin dato"),
        ('{"incidents": [{"on": "2021-02-30"}]}', "on i hændelse 1: “2021-02-30” er ikke en dato"),
        ('{"incidents": [{"on": 20210203}]}', "er ikke en dato"),
        ('{"incidents": [{"on": "20210203"}]}', "er ikke en dato"),
        ('{"incidents": [{"onn": "2021-02-03"}]}', "Mente du “on”"),
        ('{"incidents": [{"id": "a", "on": "2021-02-03"}, {"id": "a", "on": "2021-02-04"}]}', "samme id"),
        ('{"answers": {}, "reasons": {"grav": "x"}}', "Mente du “grave”"),
        ('{"answers": {}, "reasons": {"grave": " "}}', "Begrundelsen for grave er tom"),
        ('{"answers": {}, "reasons": {"grave": {"value": "yes"}}}', "Begrundelsen for grave er tom"),
        ('{"answers": {}, "reasons": {"grave": 3}}', "Begrundelsen for grave er ikke tekst"),
        ('{"answers": {}, "reasons": {"grave": {"value": "unknown", "reason": "x"}}}', "Skriv yes eller no"),
        ('{"incidents": [{"id": {}, "on": "2021-02-03"}]}', "Hændelse 1 har et id, som ikke er et navn eller et tal"),
        ('{"incidents": [{"id": " ", "on": "2021-02-03"}]}', "Ret id, eller slet det"),
        ('{"incidents": [{"id": true, "on": "2021-02-03"}]}', "Ret id, eller slet det"),
        ('{"incidents": [{"on": null}]}', "on i hændelse 1: “null” er ikke en dato"),
        (
            '{"incidents": [{"on": "2021-02-03"}, {"on": "2021-02-03", "answers": {"wrot": "yes"}}]}',
            "Hændelse 2: Der findes ingen oplysning med navnet “wrot”. Mente du “wrote”",
        ),
        ('{"answers": {}, "reasons": {"grave": {"valu": "yes", "reason": "x"}}}', "Mente du “value”"),
    ],
)
def test_bad_input_is_refused_with_what_to_mend(book, text, says):
    with pytest.raises(BadInput, match=says):
        situation_from(book, text, DAY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("03-11-2021", "2021-11-03"),
        ("3/11/2021", "2021-11-03"),
        ("3.11.2021", "2021-11-03"),
        ("20211103", "2021-11-03"),
        ("2021-11-3", "2021-11-03"),
        ("2021-11-03T21:40", "2021-11-03"),
        ("2021-02-30", "2021-02-28"),
        ("2021-13-11", "2021-11-13"),
    ],
)
def test_a_day_in_another_form_is_refused_with_the_nearest(written, meant):
    with pytest.raises(BadInput, match=f"er ikke en dato. Mente du “{meant}”. Skriv år"):
        day_from(written)


@pytest.mark.parametrize("written", ["i går", "2021-13-32", "0000-01-01", "2021-11-00"])
def test_a_day_that_is_like_none_is_refused_without_a_guess(written):
    with pytest.raises(BadInput, match=r"er ikke en dato\. Skriv år, måned og dag"):
        day_from(written)


def test_the_day_of_the_command_line_is_read_or_refused():
    assert day_from("2026-11-21") == date(2026, 11, 21)
    with pytest.raises(BadInput, match=r"^“i går” er ikke en dato"):
        day_from("i går")


def test_misspelt_judgement_among_the_answers_is_told_as_the_judgement_that_was_meant(book):
    with pytest.raises(BadInput) as refused:
        situation_from(book, json.dumps({"answers": {"violates_pece": "yes"}}), date(2026, 11, 20))
    assert refused.value.todo == "Mente du “violates_peace”?"
