import pytest

from tests.rulebook.situations import situation
from vaern.errors import BadInput
from vaern.rulebook.letters import render


@pytest.fixture
def template(book):
    return book.letters["hilsen"][-1]


def test_a_letter_has_the_paragraphs_whose_condition_holds(template):
    text = render(template, {"name": "Anna", "number": "12 34 56 78"}, situation(no="mild"))
    assert text == "Kære Anna\n\nRing 12 34 56 78.\n\nHilsen\n"


@pytest.mark.parametrize("said", [{}, {"yes": "mild"}])
def test_a_paragraph_without_its_condition_is_left_out(template, said):
    assert render(template, {"name": "Anna"}, situation(**said)) == "Kære Anna\n\nHilsen\n"


@pytest.mark.parametrize("values", [{}, {"name": "  "}])
def test_a_missing_placeholder_is_named_by_its_label(template, values):
    with pytest.raises(BadInput, match="mangler: Navn"):
        render(template, values, situation())


def test_a_placeholder_that_is_not_required_becomes_empty(template):
    assert render(template, {"name": "Anna"}, situation(no="mild")) == "Kære Anna\n\nRing .\n\nHilsen\n"


def test_a_value_is_never_read_as_a_placeholder(template):
    assert render(template, {"name": "{{number}}", "number": "1"}, situation()).startswith("Kære {{number}}")
