import json
from datetime import date
from pathlib import Path

import pytest

from tests.rulebook.conftest import SMALL
from tests.rulebook.situations import DAY
from vaern.errors import BadInput
from vaern.rulebook.commands import assess_command, facts_catalogue
from vaern.rulebook.danish import days
from vaern.rulebook.load import content_root, load


@pytest.fixture(autouse=True)
def small_content(monkeypatch):
    monkeypatch.setenv("VAERN_CONTENT", str(SMALL))
    load.cache_clear()
    yield
    load.cache_clear()


def written(tmp_path: Path, data: object) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(data))
    return path


FACTS = {"answers": {"wrote": "yes", "stopped_first": "yes"}, "incidents": [{"on": "2021-11-03"}, {"on": "2010-01-01"}]}


def test_the_text_shows_every_finding_with_sources_and_receipt(tmp_path):
    text = assess_command(written(tmp_path, FACTS), DAY)
    for says in (
        "SVARENE PEGER PÅ\n",
        "Fred, lovens § 1, den 3. november 2021, hændelse 1",
        "Kort: svarene peger på lovens § 1.",
        "1 bestemmelse har ingen tekst for den dag for mindst én hændelse.",
        "  Foreløbig. Skønnet mangler en skriftlig begrundelse.",
        "Sanktion: bøde; offentlig påtale: politiet og anklagemyndigheden rejser sagen; forældes efter 2 år. Se § 9.",
        "Praksis: Én besked er ikke nok. (Dommen)",
        "Frist (72 timer): Politiet. Senest lørdag den 6. november 2021 kl. 00.00: erstatning Fristen er gået.\n",
        "Skal begrundes skriftligt (violates_peace): Er freden krænket?",
        "Kan tale imod og er ikke besvaret (criticism): Er criticism sket?",
        "INGEN TEKST FOR DEN DAG",
        "Ikke bekræftet af en jurist",
        "Reglerne dækker ikke: Et lovforslag. Vi ved ikke, om det er vedtaget.",
        "KVITTERING",
        "facts/norms.yaml, udgave 1, sha256 ",
    ):
        assert says in text
    assert text.index("SVARENE PEGER PÅ") < text.index("INGEN TEKST FOR DEN DAG") < text.index("KVITTERING")


def test_the_text_of_a_case_without_incidents_names_none(tmp_path):
    assert "hændelse" not in assess_command(written(tmp_path, {"answers": {"wrote": "no", "called": "no"}}), DAY)


def test_the_text_is_kept_apart_by_kind_and_counts_what_is_open(tmp_path):
    text = assess_command(written(tmp_path, {"answers": {}}), DAY)
    assert "Kort: svarene peger på ingen bestemmelse." in text
    assert "2 bestemmelser kan ikke afgøres endnu." in text
    assert text.index("Fred, lovens § 1") < text.index("Grovhed, lovens § 2")


def test_two_norms_lack_their_reasons_in_the_plural(tmp_path):
    text = assess_command(written(tmp_path, {"answers": {"wrote": "yes"}}), DAY)
    assert "Foreløbig. Skønnet mangler" in text
    assert "Foreløbig. Skønnene mangler" in text


def test_a_series_over_a_change_of_law_is_told_part_by_part_with_its_gap(tmp_path):
    facts = {"incidents": [{"on": "2018-06-01", "until": "2020-02-01", "answers": {"wrote": "yes"}}]}
    data = json.loads(assess_command(written(tmp_path, facts), DAY, as_json=True))
    own = [one for one in data["findings"] if one["provision_id"] == "loven/1"]
    assert [(one["on"], one["until"], one["result"], one["gaps"]) for one in own] == [
        ("2018-06-01", "2018-12-31", "cannot_be_decided", []),
        ("2019-01-01", "2019-12-31", "not_in_force", ["silent_year"]),
        ("2020-01-01", "2020-02-01", "cannot_be_decided", []),
    ]
    assert data["receipt"]["situation"]["incidents"][0]["until"] == "2020-02-01"
    text = assess_command(written(tmp_path, facts), DAY)
    assert "Bemærk: Et år uden tekst. Teksten for 2019 er ikke læst." in text


def test_a_series_is_headed_by_its_first_and_last_day(tmp_path):
    series = [("2018-06-01", "2020-02-01"), ("2018-11-03", "2018-11-17"), ("2018-11-28", "2018-12-02")]
    facts = {"incidents": [{"on": first, "until": last} for first, last in series]}
    text = assess_command(written(tmp_path, facts), DAY)
    heads = [line for line in text.splitlines() if line.startswith("Fred, lovens § 1, ")]
    assert sorted(head.removeprefix("Fred, lovens § 1, ") for head in heads) == [
        "1. januar – 1. februar 2020, hændelse 1",
        "1. januar – 31. december 2019, hændelse 1",
        "1. juni – 31. december 2018, hændelse 1",
        "28. november – 2. december 2018, hændelse 3",
        "3.–17. november 2018, hændelse 2",
    ]
    assert "Grovhed, lovens § 2, den 1. januar 2024, hændelse 1" in text


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (date(2026, 11, 3), date(2026, 11, 3), "3. november 2026"),
        (date(2026, 11, 3), date(2026, 11, 17), "3.–17. november 2026"),
        (date(2025, 12, 30), date(2026, 1, 4), "30. december 2025 – 4. januar 2026"),
        (date(2025, 11, 30), date(2026, 11, 30), "30. november 2025 – 30. november 2026"),
    ],
)
def test_a_first_and_a_last_day_are_written_as_danish_does(first, last, says):
    assert days(first, last) == says


def test_a_deadline_that_has_not_passed_is_told_without_more(tmp_path):
    facts = {"answers": FACTS["answers"], "incidents": [{"on": "2023-12-31"}]}
    text = assess_command(written(tmp_path, facts), DAY)
    assert "Senest onsdag den 3. januar 2024 kl. 00.00: erstatning\n" in text


def test_a_deadline_of_a_series_says_from_which_day_it_is_counted(tmp_path):
    facts = {"answers": FACTS["answers"], "incidents": [{"on": "2018-06-01", "until": "2020-02-01"}]}
    text = assess_command(written(tmp_path, facts), DAY)
    says = "Regnet fra den 1. januar 2020, den første dag i rækken, som teksten gælder for. "
    says += "For en senere handling regnes fra den. Fristen er gået.\n"
    assert says in text


def test_provisions_are_counted_once_also_over_several_incidents(tmp_path):
    facts = {"incidents": [{"on": "2023-12-30"}, {"on": "2023-12-31"}]}
    text = assess_command(written(tmp_path, facts), DAY)
    assert "2 bestemmelser kan ikke afgøres endnu for mindst én hændelse." in text


def test_the_json_has_findings_law_and_receipt(tmp_path):
    data = json.loads(assess_command(written(tmp_path, FACTS), DAY, as_json=True))
    first = data["findings"][0]
    assert (first["provision_id"], first["result"], first["on"]) == ("loven/1", "points_to", "2021-11-03")
    assert (first["sanction"]["max"], first["source"]["checked_by"]) == ("bøde", "En Jurist")
    assert first["deadlines"] == [
        {
            "id": "tell_police",
            "title": "Politiet",
            "starts_from": "happened",
            "length": {"hours": 72},
            "what_for": "erstatning",
            "due_at": "2021-11-05T23:00:00+00:00",
        }
    ]
    assert (data["receipt"]["situation"]["on"], data["gaps"][0]["id"]) == ("2024-01-01", "bill")


def test_the_same_input_gives_the_same_output(tmp_path):
    path = written(tmp_path, FACTS)
    assert assess_command(path, DAY, as_json=True) == assess_command(path, DAY, as_json=True)


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path):
    with pytest.raises(BadInput, match="kan ikke læses"):
        assess_command(tmp_path / "none.json", DAY)
    (tmp_path / "raw.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        assess_command(tmp_path / "raw.json", DAY)


def test_the_catalogue_holds_every_fact_and_norm():
    found = facts_catalogue()
    first = found["facts"][0]
    assert (first["id"], first["question"], first["answered_by"]) == ("wrote", "Er wrote sket?", ("leader", "jurist"))
    assert found["norms"][0]["indicated_by"] == ["stopped_first", "called"]
    assert found["norms"][2]["indicated_by"] == []
    assert json.loads(json.dumps(found))["norms"][0]["id"] == "violates_peace"


def test_the_catalogue_of_a_given_book_is_that_book(book):
    assert len(facts_catalogue(book)["facts"]) == len(book.facts)


def test_the_content_folder_is_beside_the_source_unless_named(monkeypatch):
    assert content_root() == SMALL
    monkeypatch.delenv("VAERN_CONTENT")
    assert content_root() == Path(__file__).parents[2] / "content"
