"""A text that only fits a woman or a man is refused, wherever in the content it stands."""

import pytest

from tests.rulebook.conftest import SCHEMAS
from vaern.rulebook.check import check
from vaern.rulebook.check.anybody import ABOUT_ANOTHER
from vaern.rulebook.load import content_files, content_root

FACTS, GATE, LETTER = "facts/contact.yaml", "gates/send.yaml", "letters/hilsen/2026-01-01.md"
PLAN, TRACK, LIST = "plans/plan.yaml", "tracks/injury.yaml", "checklists/tips.yaml"
LAW = "law/loven/1/2020-01-01.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        (FACTS, "Er wrote sket?", "Skrev hun?", 3),
        (FACTS, 'says_no: "wrote er ikke sket."', 'says_no: "Der er ikke skrevet til hende."', 5),
        (FACTS, 'help: "Se efter."', 'help: "Se efter på hendes profil."', 10),
        (FACTS, 'yes_example: "Ja."', 'yes_example: "»Han skrev.«"', 11),
        ("facts/norms.yaml", "Er freden krænket?", "Er hans fred krænket?", 3),
        (PLAN, "Hvordan går det?", "Sig det til ham.", 7),
        (PLAN, "title: Hold øje", "title: Hold øje med hende", 15),
        (LETTER, "Tonen er venlig.", "Hun har læst det.", 8),
        (LETTER, 'label: "Navn"', 'label: "Navn", example: "Hans navn"', 6),
        (LETTER, "Ring {{number}}.", "Ring til os.\nHun svarer på {{number}}.", 15),
        (LAW, "title: Fred", "title: Hendes fred", 2),
        (LAW, "Man må ikke krænke freden.", "Man må ikke krænke hans fred.", 7),
        (LAW, "Se § 9.", "Se § 9 om ham.", 14),
        (GATE, "title:", "title: Før hun skriver #", 2),
        (TRACK, "title:", "title: Når hun er væk #", 2),
        (LIST, "title:", "title: Når han ringer #", 2),
        ("gates/send.scenarios.yaml", '"Det haster"', '"Det haster for hende"', 9),
        ("guidance/safety.yaml", "title:", "title: Pas på ham #", 2),
    ],
)
def test_a_text_about_her_or_him_is_told_at_its_line(problems, name, old, new, line):
    found = [(one.file, one.line) for one in problems(name, old, new) if "en mand eller en kvinde" in one.what]
    assert found == [(name, line)]


@pytest.mark.parametrize(
    "words", ["Se på handlingen, hånden og hunden.", "Se https://eksempel.dk/men-saa-kom-han-igen."]
)
def test_a_part_of_a_word_or_an_address_is_no_such_text(problems, words):
    assert problems(FACTS, "Se efter.", words) == []


@pytest.mark.parametrize("cited", ABOUT_ANOTHER)
def test_what_a_judgment_cites_stands_but_not_the_same_word_beside_it(folder, problems, cited):
    assert problems(FACTS, "Se efter.", f"{cited} er en trussel.") == []
    (one,) = problems(FACTS, f"{cited} er en trussel.", f"{cited} er en trussel mod hende.")
    assert "“hende”" in one.what
    assert check(folder, SCHEMAS) == (one,)


@pytest.mark.parametrize("cited", ABOUT_ANOTHER)
def test_the_list_holds_only_what_the_content_cites(cited):
    assert any(cited in path.read_text() for path in content_files(content_root()))
