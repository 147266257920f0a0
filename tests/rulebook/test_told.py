"""Content as a jurist reads it: every kind as a page, and the nearest name when there is none."""

from datetime import date
from pathlib import Path

import pytest

from tests.rulebook.conftest import SMALL
from vaern.errors import BadInput
from vaern.rulebook.commands import diff_command, show_command
from vaern.rulebook.errors import nearest
from vaern.rulebook.load import load
from vaern.rulebook.logic import NO, YES
from vaern.rulebook.shapes import AtLeast, FactIs, NormIs, Not
from vaern.rulebook.told.show import kinds, show, squeezed
from vaern.rulebook.told.words import checked, outline, sanction, source

DAY = date(2024, 1, 1)


@pytest.fixture
def small_content(monkeypatch):
    monkeypatch.setenv("VAERN_CONTENT", str(SMALL))
    load.cache_clear()
    yield
    load.cache_clear()


def test_a_provision_shows_all_that_a_jurist_looks_for(book):
    text = show(book, "loven/1", DAY)
    for says in (
        "# lovens § 1: Fred",
        "Strafbestemmelse. Teksten gælder fra 1. januar 2020 efter handlingens dag.",
        "**Bekræftet af En Jurist 2026-11-20.**",
        "- begge:\n  - mindst én af:\n    - wrote er sket. `wrote`",
        "  - Skøn, som en jurist begrunder: Er freden krænket? `violates_peace`\n    - Det taler for:",
        "## Det taler imod (et ja betyder, at det ikke kan afgøres)\n\n- Er criticism sket? `criticism`",
        "## Det afgør sagen den anden vej (et ja vender resultatet)\n\n- Er own_circle sket?",
        "## Straf\n\nBøde; offentlig påtale: politiet og anklagemyndigheden rejser sagen; forældes efter 2 år. Se § 9.",
        "## Praksis\n\n- Én besked er ikke nok. (Dommen)",
        "## Frister\n\n- Politiet (72 timer). erstatning",
        "## Forveksles let med\n\n- lovens § 2: Grovhed `loven/2`",
        "## Det dækker reglerne ikke\n\n- Et år uden tekst.",
        "## Andre tekster\n\n- Fra 1. januar 2016 til 31. december 2018 (law/loven/1/2016-01-01.yaml)",
    ):
        assert says in text


def test_an_unconfirmed_text_of_another_day_says_so(book):
    text = show(book, "loven/1", date(2017, 1, 1))
    assert "Teksten gælder fra 1. januar 2016 til 31. december 2018" in text
    assert "**Ikke bekræftet af en jurist.**" in text


def test_a_day_without_a_text_says_which_ended_what_is_not_covered_and_which_there_are(book):
    assert show(book, "loven/1", date(2019, 6, 1)).startswith(
        "# Fred\n\nLovens § 1 gjaldt ikke den 1. juni 2019: teksten fra den 1. januar 2016 ophørte den 1. januar 2019."
        "\n\n## Det dækker reglerne ikke\n\n- Et år uden tekst. Teksten for 2019 er ikke læst."
        "\n\n## Andre tekster\n\n- Fra 1. januar 2016 til"
    )


def test_a_day_before_the_first_text_says_that_the_rule_was_new_only_where_the_text_does(book):
    new = show(book, "loven/1", date(2015, 6, 1))
    assert "Lovens § 1 gjaldt ikke den 1. juni 2015: den begyndte først at gælde den 1. januar 2016." in new
    older = show(book, "loven/2", date(2015, 6, 1))
    assert "den ældste, der er lagt ind, gælder fra den 1. januar 2022. Reglen kan have gældt før." in older


def test_a_day_without_a_text_of_what_is_no_provision_says_so(book):
    assert "Værn har ingen tekst for den 1. juni 1950." in show(book, "send", date(1950, 6, 1))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("called", "# Er called sket?\n\n`called`. Besvares om hver hændelse af lederen og juristen."),
        ("called", "- Et ja: Ja.\n- Et nej: Nej."),
        ("called", "## Bruges i\n\n- `loven/1`\n- `violates_peace`"),
        ("secured", "Værn finder selv svaret i sagen."),
        ("violates_peace", "## Det taler imod\n\n- begge:\n  - mild er sket. `mild`\n  - stopped_first er ikke sket."),
        ("send", "## Beviset er sikret\n\n- secured er sket. `secured`\n\nIkke relevant, når:\n\n- hurried er sket."),
        ("send", "Kan sættes til side med en skriftlig grund. Mangler det: Sikr beviset."),
        ("injury", "## Det skal anmeldes.\n\n- begge:"),
        ("injury", "## Det skal ikke anmeldes.\n\nEllers.\n\n- Skriv hvorfor."),
        ("plan", "### Ring\n\nLederen. Ingen står alene. Frist: Politiet (72 timer). erstatning\n\n> Hvordan går det?"),
        ("plan", "## Når det haster\n\n### Hold øje"),
        ("later", "Planen bruges, når:\n\n- hurried er sket."),
        ("debrief", "Tidligst 1 dag og senest 3 dage efter. samtale"),
        ("hilsen", "*Kun når:*\n\n- mild er ikke sket. `mild`\n\n> Ring {{number}}."),
        ("tips", "- [ ] Beviset er sikret.\n  - begge:\n    - secured er sket. `secured`"),
    ],
)
def test_each_kind_of_content_is_a_readable_page(book, name, says):
    assert says in show(book, name, date(2026, 1, 1))


def test_guidance_is_a_readable_page_too():
    real = load()
    ladder = show(real, "removal_ladder", DAY)
    assert ladder.startswith("# Vejen til at få noget fjernet\n\n`removal_ladder`. Udgave 1, gælder fra 1. januar")
    assert "- **Tjenesten.** Sagsansvarlig. En anmeldelse med grund" in ladder
    assert "Ikke bekræftet af en jurist." in ladder
    assert "- **Akut fare.** 112." in show(real, "safety", DAY)
    assert "- Afskaffet som helligdag fra 2024." in show(real, "calendar", DAY)


def test_a_deadline_says_how_long_it_is_once():
    real = load()
    plan = show(real, "digital_chikane", date(2026, 1, 1))
    assert "Frist: Samme dag. Den ramte" in plan
    assert "Frist: Inden for det første døgn (24 timer)." in plan


def test_an_unknown_id_is_refused_with_the_nearest(book):
    with pytest.raises(BadInput, match="Mente du “loven/1”"):
        show(book, "loven/11", DAY)


@pytest.mark.parametrize(("name", "near"), [("119a", "straffeloven/119a"), ("harassment", ""), ("9x", "")])
def test_a_part_of_a_name_leads_to_the_whole(name, near):
    known = ["straffeloven/119a-b", "straffeloven/119a", "gate"]
    assert nearest(name, known) == (f"Mente du “{near}”?" if near else "")


def test_everything_in_the_real_content_can_be_shown():
    real = load()
    for texts, _page in kinds(real):
        for name in texts:
            assert show(real, name, date(2026, 11, 21)).startswith("#")


def test_conditions_are_listed_by_how_many_of_them_are_needed(book):
    many = AtLeast(2, (FactIs("wrote"), Not(FactIs("called")), Not(AtLeast(1, (FactIs("mild"),)))))
    assert list(outline(book, many)) == [
        "- mindst 2 af:", "  - wrote er sket. `wrote`", "  - called er ikke sket. `called`", "  - Ikke:",
        "    - mild er sket. `mild`",
    ]  # fmt: skip
    assert next(outline(book, NormIs("grave", None, None))).endswith("Er det groft? `grave`")
    assert (YES, NO) == ("yes", "no")


def test_sources_and_sanctions_say_only_what_is_known():
    assert source({}) == ""
    given = {"cite": "§ 1", "url": "https://example.org", "read_on": "2026-11-20", "note": "Kun delvist."}
    assert source(given) == "§ 1, <https://example.org>, læst 2026-11-20. Ikke bekræftet af en jurist. Kun delvist."
    assert checked({"checked_by": "En Jurist", "checked_on": None}) == "Ikke bekræftet af en jurist"
    assert (sanction({}), sanction({"note": "Intet."})) == ("", "Intet.")


def test_lines_are_squeezed():
    assert list(squeezed(["", "a", "", "", "b"])) == ["a", "", "b"]


def test_the_commands_show_and_compare(small_content, folder: Path):
    assert show_command("send", DAY).startswith("# Send brev")
    assert "0 tekster afgør" in diff_command([folder], [])
    assert "loven/1: ny" in diff_command([], [date(2019, 6, 1), DAY])
    assert diff_command([], [], as_json=True).startswith("[")
    with pytest.raises(BadInput, match="findes ikke"):
        diff_command([folder / "none"], [])


def test_a_role_that_is_written_in_capitals_keeps_them():
    text = show(load(), "digital_chikane", date(2026, 11, 21))
    assert ("\nHR. " in text, "\nAMR. " in text, "\nHr. " in text) == (True, True, False)
